"""The clinical files of Synthea: conditions, medications, observations and allergies, gathered by encounter.

Conditions of an encounter become its final record, medications its completed prescription, numeric laboratory
observations its report (with the tests added to the catalogue by their LOINC code), vital signs of one instant one
measurement; allergies go onto the patient. Observations of other categories (surveys, years of life) stay out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from data.core import clock, vital_signs
from data.core.actor import Actor
from data.core.errors import Invalid
from data.interop.incoming import Row
from data.rules.lab_catalogue import catalogue

FILES = ("conditions.csv", "medications.csv", "observations.csv", "allergies.csv")
Cells = dict[str, str]
Lines = list[tuple[int, Cells]]
Files = Mapping[str, Lines]
# A visit that was refused (a stay of days) has a record all the same.
VISIT = frozenset({"appointment_external_id"})
# LOINC code → the sign and the unit it comes in
SIGNS = {
    "8480-6": ("systolic", "mm[Hg]"),
    "8462-4": ("diastolic", "mm[Hg]"),
    "8867-4": ("pulse", "/min"),
    "8310-5": ("temperature", "Cel"),
    "9279-1": ("respiratory_rate", "/min"),
    "2708-6": ("oxygen_saturation", "%"),
    "59408-5": ("oxygen_saturation", "%"),
    "29463-7": ("weight", "kg"),
    "8302-2": ("height", "cm"),
    "72514-3": ("pain", "{score}"),
}
NOT_MEASURED = {
    "39156-5": "is computed from weight and height here, so it is not kept a second time",
    "59576-9": "is a percentile computed from a reference table, not a measurement",
    "77606-2": "is a percentile computed from a reference table, not a measurement",
    "9843-4": "has no place among the vital signs kept here",
}
TAGS = (" (substance)", " (organism)", " (finding)", " (disorder)", " (product)")
NO_TARGETS = {"target_routine": "", "target_urgent": "", "target_stat": ""}
NO_ALLERGY = "no known"
SEVERITIES = ("", "mild", "moderate", "severe")


def rows(files: Files, encounters: Lines, zone: str) -> list[Row]:
    """What the clinical files hold, in the order in which it can be taken in."""
    seen = {line["Id"]: line for _, line in encounters}
    observations = _of_category(files["observations.csv"])
    return [
        *allergies(files["allergies.csv"]),
        *_by_encounter("medical_records", "conditions", files["conditions.csv"], seen, partial(record, zone=zone)),
        *measurements(observations("vital-signs")),
        *_by_encounter("prescriptions", "medications", files["medications.csv"], seen, partial(prescription, zone=zone)),
        *laboratory(observations("laboratory"), seen),
    ]


def _of_category(observations: Lines) -> Callable[[str], Lines]:
    return lambda category: [(n, line) for n, line in observations if line["CATEGORY"] == category]


def _by_encounter(
    noun: str, of: str, found: Lines, seen: Mapping[str, Cells], made: Callable[[Cells, Lines], dict[str, Any]]
) -> Iterable[Row]:
    """One row an encounter; lines of an encounter that is not in the folder are refused one by one."""
    for encounter_id, lines in _grouped(found, lambda line: line["ENCOUNTER"]):
        encounter = seen.get(encounter_id)
        if encounter is None:
            yield from (
                _refused(of, n, "ENCOUNTER", f"There is no encounter {encounter_id} in encounters.csv.") for n, _ in lines
            )
            continue
        cells = {
            "external_id": encounter_id,
            "appointment_external_id": encounter_id,
            "patient_external_id": encounter["PATIENT"],
            "doctor_external_id": encounter["PROVIDER"],
        }
        numbers = tuple(n for n, _ in lines)
        yield Row(noun, numbers[0], cells | made(encounter, lines), "synthea", numbers, of, may_lack=VISIT)


def _grouped(lines: Lines, key: Callable[[Cells], Any]) -> list[tuple[Any, Lines]]:
    found: dict[Any, Lines] = {}
    for number, line in lines:
        found.setdefault(key(line), []).append((number, line))
    return list(found.items())


def _refused(noun: str, number: int, field: str, sentence: str) -> Row:
    return Row(noun, number, {}, "synthea", refusal={field: sentence})


def moment(text: str) -> datetime | None:
    """An instant with its zone; None when it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _day(text: str, zone: str) -> str:
    at = moment(text)
    return clock.local_day(at, zone).isoformat() if at else ""


def record(encounter: Cells, lines: Lines, zone: str) -> dict[str, Any]:
    """A final record: every condition a line of the diagnosis, its code and its time among the notes."""
    return {
        "visit_date": _day(encounter["START"], zone),
        "chief_complaint": encounter["DESCRIPTION"],
        "diagnosis": "\n".join(line["DESCRIPTION"] for _, line in lines),
        "notes": "\n".join(f"{c['DESCRIPTION']} [{c['CODE']}]: {_from_to(c, 10)}" for _, c in lines),
        "status": "final",
        "finalised_at": encounter["STOP"],
    }


def _from_to(line: Cells, length: int) -> str:
    """From when to when, as the file writes it."""
    return f"{line['START'][:length]} to {line['STOP'][:length]}" if line["STOP"] else f"since {line['START'][:length]}"


def prescription(encounter: Cells, lines: Lines, zone: str) -> dict[str, Any]:
    """A completed prescription; how often a medicine was handed out is its quantity, since the file knows no other."""
    over = [line["STOP"] for _, line in lines]
    reasons = dict.fromkeys(line["REASONDESCRIPTION"] for _, line in lines if line["REASONDESCRIPTION"])
    return {
        "prescription_date": _day(min(line["START"] for _, line in lines), zone),
        "diagnosis": ", ".join(reasons),
        "items": [item(line) for _, line in lines],
        "status": "completed",
        "completed_at": max(over) if all(over) else encounter["STOP"],
    }


def item(line: Cells) -> Cells:
    """One medicine."""
    times = line["DISPENSES"].removesuffix(".0")
    return {
        "medicine_name": line["DESCRIPTION"],
        "form": "tablet" if "tablet" in line["DESCRIPTION"].lower() else "other",
        "quantity": times,
        "duration": _from_to(line, 10),
        "instructions": f"Handed out {times} time{'' if times == '1' else 's'} [RxNorm {line['CODE']}].",
    }


def measurements(found: Lines) -> Iterable[Row]:
    """One row an encounter and instant, with the signs of it; what is no sign is refused by its name."""
    for (encounter, at), lines in _grouped(found, lambda line: (line["ENCOUNTER"], line["DATE"])):
        values: dict[str, Any] = {}
        numbers: list[int] = []
        for number, line in lines:
            refusal = _sign(line, values)
            if refusal:
                yield _refused("vital_signs", number, *refusal)
            else:
                numbers.append(number)
        if numbers:
            cells = {
                "external_id": f"{encounter}@{at}",
                "encounter_external_id": encounter,
                "patient_external_id": lines[0][1]["PATIENT"],
                "taken_at": moment(at),
                "signs": values,
            }
            yield Row("vital_signs", numbers[0], cells, "synthea", tuple(numbers), "vital_signs")


def _sign(line: Cells, values: dict[str, Any]) -> tuple[str, str] | None:
    """Put one value among those of its instant, or say which column refuses it and why."""
    name, unit = line["DESCRIPTION"], line["UNITS"]
    if line["CODE"] not in SIGNS:
        return "CODE", f"{name} {NOT_MEASURED.get(line['CODE'], 'is not among the vital signs kept here')}."
    sign, kept = SIGNS[line["CODE"]]
    if unit != kept:
        return "UNITS", f"{name} comes in {unit or 'no unit'}; {kept} is read."
    if sign in values:
        return "CODE", f"{name} stands twice at this moment; the first value is kept."
    read, wrong = vital_signs.read({sign: line["VALUE"].removesuffix(".0")})
    wrong |= {} if wrong or read[sign] is not None else {sign: f"{name} has no value."}
    contradiction = "" if wrong else vital_signs.pressure_holds(values | read)
    if wrong or contradiction:
        return "VALUE", next(iter(wrong.values()), contradiction)
    values |= read
    return None


def laboratory(found: Lines, seen: Mapping[str, Cells]) -> Iterable[Row]:
    """The tests that are needed, then one report an encounter; answers in words are refused by their question."""
    tests = [(n, line) for n, line in found if line["TYPE"] == "numeric"]
    for code, lines in _grouped(tests, lambda line: line["CODE"]):
        number, line = lines[0]
        cells = {"test_code": code, "test_name": line["DESCRIPTION"], "unit": line["UNITS"], "kind": "number", **NO_TARGETS}
        yield Row("lab_catalogue", number, cells, "synthea")
    for number, line in found:
        if line["TYPE"] != "numeric":
            sentence = f"“{line['DESCRIPTION']}” is a survey answer filed as laboratory, not a result."
            yield _refused("lab_reports", number, "TYPE", sentence)
    for row in _by_encounter("lab_reports", "lab_tests", tests, seen, report):
        yield row if row.refusal else _with_units(row, tests)


def _with_units(row: Row, tests: Lines) -> Row:
    mine = {line["CODE"]: line["UNITS"] for n, line in tests if n in row.parts}
    return replace(row, holds=partial(units_agree, mine))


def units_agree(units: Mapping[str, str], session: Session, actor: Actor) -> None:
    """A number is read in the unit of the catalogue, so that must be the unit of the file."""
    tests = catalogue(session, actor.clinic_id).tests
    for code, unit in units.items():
        here = tests[code].unit if code in tests else unit
        if (here or "") != unit:
            raise Invalid({"UNITS": f"{tests[code].test_name} is measured in {here or 'no unit'} here, in {unit} in the file."})


def report(encounter: Cells, lines: Lines) -> dict[str, Any]:
    """A completed report: ordered when the encounter began, resulted and out at the instant of the observations."""
    at = max(line["DATE"] for _, line in lines)
    return {
        "tests": [line["CODE"] for _, line in lines],
        "results": [f"{line['CODE']}={line['VALUE']}" for _, line in lines],
        "priority": "routine",
        "status": "completed",
        "ordered_at": min(encounter["START"], at),
        "resulted_at": at,
        "verified_at": at,
    }


def allergies(found: Lines) -> Iterable[Row]:
    """One row a patient, each substance once; what is no allergy, or is over, is refused."""
    for patient, lines in _grouped(found, lambda line: line["PATIENT"]):
        entries: dict[str, Cells] = {}
        numbers: list[int] = []
        for number, line in lines:
            entry = allergy(line)
            refusal = _no_allergy(line, entry["substance"], entries)
            if refusal:
                yield _refused("allergies", number, *refusal)
            else:
                entries[entry["substance"].casefold()] = entry
                numbers.append(number)
        if numbers:
            cells = {"patient_external_id": patient, "allergies": list(entries.values())}
            yield Row("allergies", numbers[0], cells, "synthea", tuple(numbers), "allergies")


def _no_allergy(line: Cells, substance: str, entries: Mapping[str, Cells]) -> tuple[str, str] | None:
    if line["TYPE"] != "allergy" or substance.lower().startswith(NO_ALLERGY):
        return "TYPE", f"{substance} is no allergy but: {line['TYPE'] or 'nothing'}."
    if line["STOP"]:
        return "STOP", f"The allergy to {substance} was over on {line['STOP']}."
    if substance.casefold() in entries:
        return "DESCRIPTION", f"{substance} stands twice; the first row is kept."
    return None


def allergy(line: Cells) -> Cells:
    """Substance, reactions, and the worse of their severities; mild, as in the form, where nobody said."""
    words = [line[f"SEVERITY{n}"].lower() for n in (1, 2)]
    worst = max((w for w in words if w in SEVERITIES), key=SEVERITIES.index, default="")
    reactions = [_plain(line[f"DESCRIPTION{n}"]) for n in (1, 2) if line[f"DESCRIPTION{n}"]]
    return {"substance": _plain(line["DESCRIPTION"]), "reaction": ", ".join(reactions), "severity": worst or "mild"}


def _plain(text: str) -> str:
    """Without the tag of SNOMED, which would be taken for a part of the name."""
    for tag in TAGS:
        text = text.removesuffix(tag)
    return text
