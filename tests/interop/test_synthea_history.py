"""Rows of the clinical files that are not taken are refused one by one, each by its name; the rest is gathered by encounter."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.interop import incoming, synthea_history
from data.interop.incoming import Row
from data.models import LabReport, Patient
from data.store import write
from data.store.unit_of_work import reading

START, STOP = "2023-01-27T16:17:47Z", "2023-01-27T16:32:47Z"
ENCOUNTER = {
    "Id": "e1", "START": START, "STOP": STOP, "PATIENT": "p1", "PROVIDER": "d1", "ENCOUNTERCLASS": "ambulatory", "DESCRIPTION": "Check up",
}  # fmt: skip
CONDITION = {"START": "2023-01-27", "STOP": "", "PATIENT": "p1", "ENCOUNTER": "e1", "CODE": "1", "DESCRIPTION": "Cough"}
MEDICATION = {
    "START": START, "STOP": "", "PATIENT": "p1", "ENCOUNTER": "e1", "CODE": "7", "DESCRIPTION": "Loratadine 5 MG Tablet",
    "DISPENSES": "1", "REASONDESCRIPTION": "Hay fever",
}  # fmt: skip
WEIGHT = {
    "DATE": START, "PATIENT": "p1", "ENCOUNTER": "e1", "CATEGORY": "vital-signs", "CODE": "29463-7", "DESCRIPTION": "Body Weight",
    "VALUE": "61.4", "UNITS": "kg", "TYPE": "numeric",
}  # fmt: skip
SODIUM = WEIGHT | {
    "CATEGORY": "laboratory", "CODE": "2947-0", "DESCRIPTION": "Sodium", "VALUE": "140.1", "UNITS": "mmol/L",
}  # fmt: skip
LATEX = {
    "START": "2009-09-27", "STOP": "", "PATIENT": "p1", "DESCRIPTION": "Latex (substance)", "TYPE": "allergy",
    "DESCRIPTION1": "Itching (finding)", "SEVERITY1": "MILD", "DESCRIPTION2": "Wheal (finding)", "SEVERITY2": "SEVERE",
}  # fmt: skip


def rows(**files) -> list[Row]:
    found = {name: list(enumerate(files.get(name.split(".")[0], []), 2)) for name in synthea_history.FILES}
    return synthea_history.rows(found, [(2, ENCOUNTER)], "Asia/Kolkata")


def refused(found: list[Row]) -> list[tuple]:
    return [(row.noun, row.number, *next(iter(row.refusal.items()))) for row in found if row.refusal]


@pytest.mark.parametrize(
    ("line", "field", "sentence"),
    [
        ({"CODE": "39156-5", "DESCRIPTION": "BMI"}, "CODE", "BMI is computed from weight and height here, so it is not kept a second time."),
        ({"CODE": "59576-9", "DESCRIPTION": "BMI [Percentile]"}, "CODE", "BMI [Percentile] is a percentile computed from a reference table, not a measurement."),
        ({"CODE": "9843-4", "DESCRIPTION": "Head"}, "CODE", "Head has no place among the vital signs kept here."),
        ({"CODE": "0-0", "DESCRIPTION": "Aura"}, "CODE", "Aura is not among the vital signs kept here."),
        ({"UNITS": "[lb_av]"}, "UNITS", "Body Weight comes in [lb_av]; kg is read."),
        ({"VALUE": "614"}, "VALUE", "Weight of 614 kg cannot be; it lies between 0.3 and 400."),
        ({"VALUE": "heavy"}, "VALUE", "Weight is a number in kg."),
        ({"VALUE": ""}, "VALUE", "Body Weight has no value."),
    ],
)  # fmt: skip
def test_what_is_no_sign_is_refused_by_its_name(line, field, sentence):
    assert refused(rows(observations=[WEIGHT | line])) == [("vital_signs", 2, field, sentence)]


def test_one_instant_is_one_measurement_and_a_second_value_of_a_sign_is_refused():
    height = WEIGHT | {"CODE": "8302-2", "DESCRIPTION": "Body Height", "VALUE": "160.0", "UNITS": "cm"}
    later = WEIGHT | {"DATE": "2023-01-27T17:17:47Z"}
    found = rows(observations=[WEIGHT, height, WEIGHT, later])
    assert refused(found) == [("vital_signs", 4, "CODE", "Body Weight stands twice at this moment; the first value is kept.")]
    kept = [row for row in found if not row.refusal]
    assert [(row.parts, row.cells["signs"]) for row in kept] == [
        ((2, 3), {"weight": 61.4, "height": 160.0}),
        ((5,), {"weight": 61.4}),
    ]


def test_pressures_that_contradict_each_other_are_refused():
    upper = WEIGHT | {"CODE": "8480-6", "DESCRIPTION": "Systolic", "VALUE": "80.0", "UNITS": "mm[Hg]"}
    lower = upper | {"CODE": "8462-4", "DESCRIPTION": "Diastolic", "VALUE": "120.0"}
    (row,) = refused(rows(observations=[upper, lower]))
    assert row == ("vital_signs", 3, "VALUE", "Diastolic 120 is not below systolic 80. Are they the other way round?")


@pytest.mark.parametrize(
    ("line", "field", "sentence"),
    [
        ({"TYPE": "intolerance"}, "TYPE", "Latex is no allergy but: intolerance."),
        ({"DESCRIPTION": "No known allergy"}, "TYPE", "No known allergy is no allergy but: allergy."),
        ({"STOP": "2012-01-01"}, "STOP", "The allergy to Latex was over on 2012-01-01."),
    ],
)
def test_what_is_no_allergy_is_refused(line, field, sentence):
    assert refused(rows(allergies=[LATEX | line])) == [("allergies", 2, field, sentence)]


def test_an_allergy_stands_once_with_the_worse_of_its_severities():
    found = rows(allergies=[LATEX, LATEX | {"DESCRIPTION": "latex"}, LATEX | {"DESCRIPTION": "Mold (organism)", "SEVERITY2": ""}])
    assert refused(found) == [("allergies", 3, "DESCRIPTION", "latex stands twice; the first row is kept.")]
    (row,) = (row for row in found if not row.refusal)
    assert row.cells["allergies"] == [
        {"substance": "Latex", "reaction": "Itching, Wheal", "severity": "severe"},
        {"substance": "Mold", "reaction": "Itching, Wheal", "severity": "mild"},
    ]


@pytest.mark.parametrize(
    ("name", "line", "noun"),
    [("conditions", CONDITION, "conditions"), ("medications", MEDICATION, "medications"), ("observations", SODIUM, "lab_tests")],
)
def test_rows_of_an_encounter_that_is_not_there_are_refused(name, line, noun):
    lost = line | {"ENCOUNTER": "gone"}
    (row,) = refused(rows(**{name: [lost, line]}))
    assert row == (noun, 2, "ENCOUNTER", "There is no encounter gone in encounters.csv.")


@pytest.fixture
def seen(thanal):
    """Thanal with the patient and the doctor of the encounter, and no visit."""
    people = [
        Row(
            "patients", 2, {"external_id": "p1", "first_name": "Curt", "gender": "male", "date_of_birth": "1980-01-01"}, "synthea"
        ),
        Row("doctors", 2, {"external_id": "d1", "first_name": "Anjali"}, "synthea"),
    ]
    incoming.take_in(thanal, people)
    return thanal


def sentences(report) -> list[tuple]:
    return [(r.noun, r.number, r.field, r.sentence) for r in report.refusals]


def test_a_whole_that_is_refused_names_each_of_its_rows(seen):
    many = [MEDICATION | {"DISPENSES": "0"}, MEDICATION]
    report = incoming.take_in(seen, rows(medications=many))
    assert report.imported == {}
    assert report.refused == {"medications": 2}
    assert {(number, field) for _, number, field, _ in sentences(report)} == {(2, "items-1-quantity"), (3, "items-1-quantity")}


def test_a_number_is_not_read_in_the_unit_of_another_catalogue(seen):
    write.create("lab_catalogue", seen, {"test_code": "2947-0", "test_name": "Sodium", "unit": "mg/dL", "kind": "number"})
    report = incoming.take_in(seen, rows(observations=[SODIUM]))
    assert report.unchanged == {"lab_catalogue": 1}
    assert sentences(report) == [("lab_tests", 2, "UNITS", "Sodium is measured in mg/dL here, in mmol/L in the file.")]
    with reading(seen) as session:
        assert session.scalars(select(LabReport)).all() == []


def test_an_allergy_that_is_here_stays_as_the_clinic_wrote_it(seen):
    with reading(seen) as session:
        patient = session.scalars(select(Patient)).one()
    write.change("patients", seen, patient.id, {"allergies": [{"substance": "latex", "reaction": "", "severity": "mild"}]}, None)
    mold = LATEX | {"DESCRIPTION": "Mold (organism)"}
    report = incoming.take_in(seen, rows(allergies=[LATEX, mold]))
    assert (report.imported, report.unchanged) == ({"allergies": 1}, {"allergies": 1})
    assert incoming.take_in(seen, rows(allergies=[LATEX, mold])).imported == {}
    with reading(seen) as session:
        kept = session.scalars(select(Patient)).one().allergies
    assert [(a["substance"], a["severity"]) for a in kept] == [("latex", "mild"), ("Mold", "severe")]
