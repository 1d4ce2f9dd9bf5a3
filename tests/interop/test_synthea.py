"""Synthea's sample into a new clinic: every figure as pandas counts it in the files themselves."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from data.analytics import billing as figures
from data.analytics.billing_books import books
from data.core import clock
from data.core.errors import Invalid
from data.interop import incoming, synthea, synthea_history
from data.models import (
    Appointment,
    Bill,
    Doctor,
    LabReport,
    LabReportTest,
    LabTest,
    LedgerEntry,
    MedicalRecord,
    Patient,
    Prescription,
    PrescriptionItem,
    SealedRow,
    VitalSigns,
)
from data.store import measured, read
from data.store.charges import open_charges
from data.store.unit_of_work import reading
from tests.interop.conftest import clinic

FOLDER = Path(__file__).parent.parent / "data" / "synthea"
LONGEST = 480
MONEY = {"CHARGE": "AMOUNT", "PAYMENT": "PAYMENTS"}
COUNTS = {
    "patients": 27, "doctors": 51, "appointments": 593, "allergies": 40, "medical_records": 338, "conditions": 438, "vital_signs": 190,
    "prescriptions": 350, "medications": 663, "lab_catalogue": 48, "lab_reports": 20, "lab_tests": 233,
    "patient_bills": 1267,
}  # fmt: skip
MODELS = (Patient, Doctor, Appointment, MedicalRecord, VitalSigns, Prescription, LabReport, LabTest, Bill, LedgerEntry)


@pytest.fixture(scope="module")
def encounters() -> pd.DataFrame:
    frame = pd.read_csv(FOLDER / "encounters.csv", dtype=str, keep_default_na=False)
    frame["starts"], frame["stops"] = pd.to_datetime(frame["START"]), pd.to_datetime(frame["STOP"])
    frame["minutes"] = (frame["stops"] - frame["starts"]).dt.total_seconds() / 60
    return frame


def frame(name: str) -> pd.DataFrame:
    """A file of the sample as pandas reads it, each cell as it is written."""
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)


def rows_of(actor, model, *options) -> list:
    with reading(actor) as session:
        opened = (undefer(model.clinical_sealed),) if issubclass(model, SealedRow) else ()
        return list(session.scalars(select(model).options(*opened, *options)))


def with_lines(actor, model, line) -> dict:
    """Rows by the encounter they came from, with their lines opened."""
    rows = rows_of(actor, model, selectinload(model.lines).undefer(line.clinical_sealed))
    return {row.external_id: row for row in rows}


def take_in(actor):
    return incoming.take_in(actor, synthea.read_folder(FOLDER, actor.zone))


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
def test_everything_arrives_exactly_and_a_second_run_changes_nothing(database, encounters):
    actor = clinic("Synthea House", "SYN")
    report = take_in(actor)
    assert report.imported == COUNTS
    assert report.refused == {"appointments": 11, "vital_signs": 38, "lab_reports": 18}
    the_refused_are_the_long_stays(report, encounters)
    visits_are_those_of_the_file(rows_of(actor, Appointment), encounters[encounters["minutes"] <= LONGEST])
    what_is_missing_is_marked(actor)
    conditions_are_final_records(actor, encounters)
    measurements_are_those_of_the_file(actor, report)
    medications_are_completed_prescriptions(actor, encounters)
    results_are_those_of_the_file(actor, report, encounters)
    allergies_stand_on_the_patients(actor)
    claims_are_bills_to_the_paisa(actor, encounters)

    versions = versions_of(actor)
    again = take_in(actor)
    assert again.imported == {}
    assert again.unchanged == COUNTS
    assert again.refusals == report.refusals
    assert versions_of(actor) == versions


def versions_of(actor) -> dict:
    return {row.id: (row.version, row.updated_at) for model in MODELS for row in rows_of(actor, model)}


def the_refused_are_the_long_stays(report, encounters):
    long = encounters[encounters["minutes"] > LONGEST]
    assert [(r.number - 2, r.field) for r in report.refusals if r.noun == "appointments"] == [
        (place, "duration") for place in long.index
    ]
    assert report.refusals[0].sentence == "This stay lasts 1,440 minutes; 480 is the most."
    assert "This stay lasts 5,507.5 minutes; 480 is the most." in {r.sentence for r in report.refusals}


def visits_are_those_of_the_file(visits, kept):
    by_id = {visit.external_id: visit for visit in visits}
    for row in kept.itertuples():
        visit = by_id[row.Id]
        assert (visit.starts_at, visit.ends_at) == (row.starts.to_pydatetime(), row.stops.to_pydatetime())
        assert visit.duration == int(row.minutes + 0.5)
        assert visit.status == "completed"
    per_year = Counter(visit.starts_at.astimezone(UTC).year for visit in visits)
    assert per_year == Counter(kept.groupby(kept["starts"].dt.year).size().to_dict())


def what_is_missing_is_marked(actor):
    patients = pd.read_csv(FOLDER / "patients.csv", dtype=str, keep_default_na=False).set_index("Id")
    for patient in rows_of(actor, Patient):
        line = patients.loc[patient.external_id]
        assert (patient.first_name, patient.last_name, patient.pincode) == (line["FIRST"], line["LAST"], line["ZIP"] or None)
        assert patient.date_of_birth.isoformat() == line["BIRTHDATE"]
        assert patient.is_incomplete
        assert bool(patient.deceased_at) == bool(line["DEATHDATE"])
        assert patient.last_visit_at
    assert all(doctor.is_incomplete for doctor in rows_of(actor, Doctor))
    for typed in ("Maynard46", "maynard", "mosciski95"):
        assert read.page("patients", actor, read.Query(search=typed)).total == 1


def conditions_are_final_records(actor, encounters):
    conditions, visits = frame("conditions").groupby("ENCOUNTER"), encounters.set_index("Id")
    records = {row.external_id: row for row in rows_of(actor, MedicalRecord)}
    assert records.keys() == conditions.groups.keys()
    booked = {visit.external_id: visit.id for visit in rows_of(actor, Appointment)}
    for encounter, lines in conditions:
        record, visit = records[encounter], visits.loc[encounter]
        assert record.diagnosis.split("\n") == lines["DESCRIPTION"].tolist()
        assert all(f"[{code}]: " in note for code, note in zip(lines["CODE"], record.notes.split("\n"), strict=True))
        assert record.chief_complaint == visit["DESCRIPTION"]
        assert (record.status, record.finalised_at) == ("final", visit["stops"].to_pydatetime())
        assert record.visit_date == visit["starts"].tz_convert(actor.zone).date()
        assert record.appointment_id == booked.get(encounter)
        assert record.clinical_seal_no == 1


def measurements_are_those_of_the_file(actor, report):
    found = frame("observations")
    found = found[found["CATEGORY"] == "vital-signs"]
    kept = found[found["CODE"].isin(synthea_history.SIGNS)]
    named = {(r.number - 2, r.field): r.sentence for r in report.refusals if r.noun == "vital_signs"}
    left = found.drop(kept.index)
    assert sorted(place for place, _ in named) == left.index.tolist()
    assert all(sentence.startswith(left.loc[place, "DESCRIPTION"]) for (place, _), sentence in named.items())
    rows = {(row.external_id.split("@")[0], row.taken_at): row for row in rows_of(actor, VitalSigns)}
    for line in kept.itertuples():
        row = rows[line.ENCOUNTER, pd.Timestamp(line.DATE).to_pydatetime()]
        assert getattr(row, synthea_history.SIGNS[line.CODE][0]) == float(line.VALUE)
        assert row.clinical_seal_no == 1
    assert sum(len(measured.values_of(row)) for row in rows.values()) == len(kept)
    records = {record.id: record.external_id for record in rows_of(actor, MedicalRecord)}
    assert {key[0]: records.get(row.record_id) for key, row in rows.items()} == {
        encounter: encounter if encounter in records.values() else None for encounter in kept["ENCOUNTER"]
    }


def medications_are_completed_prescriptions(actor, encounters):
    medications, visits = frame("medications").groupby("ENCOUNTER"), encounters.set_index("Id")
    prescriptions = with_lines(actor, Prescription, PrescriptionItem)
    assert prescriptions.keys() == medications.groups.keys()
    for encounter, lines in medications:
        row = prescriptions[encounter]
        assert [(item.medicine_name, str(item.quantity)) for item in row.lines] == list(
            zip(lines["DESCRIPTION"], lines["DISPENSES"], strict=True)
        )
        assert [item.duration for item in row.lines] == [
            f"{start[:10]} to {stop[:10]}" if stop else f"since {start[:10]}"
            for start, stop in zip(lines["START"], lines["STOP"], strict=True)
        ]
        last = pd.to_datetime(lines["STOP"]).max() if lines["STOP"].all() else visits.loc[encounter, "stops"]
        assert (row.status, row.completed_at) == ("completed", last.to_pydatetime())
        assert row.prescription_date == pd.to_datetime(lines["START"]).min().tz_convert(actor.zone).date()
        assert {item.clinical_seal_no for item in row.lines} == {1}
    numbers = Counter(row.prescription_number for row in prescriptions.values())
    assert set(numbers.values()) == {1}


def results_are_those_of_the_file(actor, report, encounters):
    found = frame("observations")
    found = found[found["CATEGORY"] == "laboratory"]
    words, numeric = found[found["TYPE"] == "text"], found[found["TYPE"] == "numeric"]
    named = [r for r in report.refusals if r.noun == "lab_reports"]
    assert [r.number - 2 for r in named] == words.index.tolist()
    assert {r.sentence for r in named} == {"“What address do you live at?” is a survey answer filed as laboratory, not a result."}
    reports, visits = with_lines(actor, LabReport, LabReportTest), encounters.set_index("Id")
    assert reports.keys() == set(numeric["ENCOUNTER"])
    for encounter, lines in numeric.groupby("ENCOUNTER"):
        row, at = reports[encounter], pd.to_datetime(lines["DATE"]).max().to_pydatetime()
        kept = [(line.test_code, line.test_name, line.result, line.unit) for line in row.lines]
        assert sorted(kept) == sorted(zip(*(lines[name] for name in ("CODE", "DESCRIPTION", "VALUE", "UNITS")), strict=True))
        assert {(line.flag, line.status, line.clinical_seal_no) for line in row.lines} == {("none", "completed", 1)}
        assert (row.status, row.resulted_at, row.verified_at) == ("completed", at, at)
        assert row.ordered_at == min(visits.loc[encounter, "starts"].to_pydatetime(), at)
        assert row.target_minutes is None


def allergies_stand_on_the_patients(actor):
    file, ranks = frame("allergies"), ["", "MILD", "MODERATE", "SEVERE"]
    file["severity"] = [
        ranks[max(ranks.index(a), ranks.index(b))] for a, b in zip(file["SEVERITY1"], file["SEVERITY2"], strict=True)
    ]
    file["substance"] = file["DESCRIPTION"].str.replace(r" \((substance|organism)\)$", "", regex=True)
    expected = {
        patient: sorted(zip(lines["substance"], lines["severity"].str.lower().replace("", "mild"), strict=True))
        for patient, lines in file.groupby("PATIENT")
    }
    patients = rows_of(actor, Patient)
    assert {
        p.external_id: sorted((a["substance"], a["severity"]) for a in p.allergies) for p in patients if p.allergies
    } == expected
    assert {p.external_id for p in patients if p.has_allergies} == expected.keys()


def claims_are_bills_to_the_paisa(actor, encounters):
    lines = frame("claims_transactions")
    paise = {
        kind: (lines[column].where(lines["TYPE"] == kind, "0").map(Decimal) * 100).astype(int) for kind, column in MONEY.items()
    }
    sums = pd.DataFrame(paise).groupby(lines["CLAIMID"]).sum()
    bills, entries = {b.external_id: b for b in rows_of(actor, Bill)}, rows_of(actor, LedgerEntry)
    over = (sums["PAYMENT"] - sums["CHARGE"]).clip(lower=0)
    assert (sums["CHARGE"].sum(), sums["PAYMENT"].sum(), (over > 0).sum(), over.sum()) == (
        1_092_402_73,
        1_103_503_95,
        190,
        11_101_22,
    )
    assert {i: (b.total, b.paid_amount, b.balance, b.status) for i, b in bills.items()} == {
        row.Index: (row.CHARGE, row.CHARGE, 0, "paid") for row in sums.itertuples()
    }
    assert sum(b.total == 0 for b in bills.values()) == 49
    of_kind = lambda kind: sorted((e.external_id.rstrip("+"), e.amount) for e in entries if e.entry_type == kind)  # noqa: E731
    assert sum(amount for _, amount in of_kind("payment") + of_kind("advance")) == 1_103_503_95
    assert sorted(amount for _, amount in of_kind("advance")) == sorted(over[over > 0])
    paid = lines[lines["TYPE"] == "PAYMENT"].set_index("ID")
    assert {i for i, _ in of_kind("payment") + of_kind("advance")} == set(paid.index)
    starts = pd.to_datetime(paid["FROMDATE"])
    for entry in entries:
        assert entry.at == starts[entry.external_id.rstrip("+")].to_pydatetime()
        assert entry.business_day == clock.local_day(entry.at, actor.zone)
    their_days_and_numbers(actor, bills.values(), frame("claims").set_index("Id"))
    found = books(actor)
    today = clock.today(actor.zone)
    assert figures.ties_to_ledger(found, today).holds
    assert figures.outstanding(found, today) == -11_101_22
    assert open_charges_of(actor) == []


def their_days_and_numbers(actor, bills, claims):
    numbers = {}
    for bill in bills:
        assert bill.issued_at == pd.Timestamp(claims.loc[bill.external_id, "LASTBILLEDDATE1"]).to_pydatetime()
        first = pd.Timestamp(claims.loc[bill.external_id, "SERVICEDATE"]).to_pydatetime()
        assert clock.local_day(first, actor.zone) - bill.bill_date in {timedelta(0), timedelta(days=1)}
        numbers.setdefault(clock.financial_year(bill.bill_date), []).append(bill.bill_number)
    for year, found in numbers.items():
        assert sorted(found) == [f"SYN-{year}-{n:06d}" for n in range(1, len(found) + 1)]


def open_charges_of(actor):
    with reading(actor) as session:
        return open_charges(session, actor.zone)


def test_a_folder_without_the_files_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(Invalid, match="patients.csv cannot be read"):
        synthea.read_folder(tmp_path, "Asia/Kolkata")
