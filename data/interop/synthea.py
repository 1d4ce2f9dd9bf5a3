"""Synthea's CSV output: patients, the providers that were seen, and encounters as visits that took place.

Classes of encounters become types of visits: wellness → checkup; emergency, urgentcare → emergency;
inpatient → procedure; ambulatory, outpatient → consultation, or follow-up where the description says so.
Names stay as they are in the file, with Synthea's digits. Patients are known by `Id` of patients.csv, doctors by
that of providers.csv, visits by that of encounters.csv, so that a second run finds them all. The clinical files
are read in `synthea_history`, claims and their transactions in `synthea_claims`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

from data.core import clock
from data.core.errors import Invalid
from data.interop import synthea_claims, synthea_history
from data.interop.incoming import Row

SOURCE = "synthea"
FILES = ("patients.csv", "providers.csv", "encounters.csv")
GENDERS = {"M": "male", "F": "female"}
TYPES = {
    "wellness": "checkup",
    "ambulatory": "consultation",
    "outpatient": "consultation",
    "emergency": "emergency",
    "urgentcare": "emergency",
    "inpatient": "procedure",
}
Cells = dict[str, str]


def read_folder(folder: Path, zone: str) -> list[Row]:
    """Patients, doctors, visits, what the clinical files hold, and bills, in the order in which they can be taken in.

    A file of the history or of the claims that is not there holds nothing.
    """
    patients, providers, encounters = (_lines(folder / name) for name in FILES)
    more = (*synthea_history.FILES, *synthea_claims.FILES)
    found = {name: _lines(folder / name) if (folder / name).exists() else [] for name in more}
    seen = {line["PROVIDER"] for _, line in encounters}
    return [
        *(Row("patients", n, patient(line, zone), SOURCE) for n, line in patients),
        *(Row("doctors", n, doctor(line), SOURCE) for n, line in providers if line["Id"] in seen),
        *(Row("appointments", n, visit(line), SOURCE) for n, line in encounters),
        *synthea_history.rows(found, encounters, zone),
        *synthea_claims.rows(found, encounters, found["medications.csv"], zone),
    ]


def _lines(path: Path) -> list[tuple[int, Cells]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(enumerate(_trimmed(csv.DictReader(file)), 2))
    except OSError as bad:
        raise Invalid({"path": f"{path} cannot be read. A Synthea folder holds {', '.join(FILES)}."}) from bad


def _trimmed(reader: csv.DictReader[str]) -> Iterator[Cells]:
    return ({name: (text or "").strip() for name, text in line.items()} for line in reader)


def patient(line: Cells, zone: str) -> Cells:
    """A patient; Synthea has no telephone numbers, so every record stays incomplete."""
    cells = {
        "external_id": line["Id"],
        "first_name": line["FIRST"],
        "last_name": line["LAST"],
        "date_of_birth": line["BIRTHDATE"],
        "gender": GENDERS.get(line["GENDER"], "other"),
        "address_line1": line["ADDRESS"],
        "city": line["CITY"],
        "district": line["COUNTY"],
        "state": line["STATE"],
        "pincode": line["ZIP"],
        "country": "US",
    }
    died = line["DEATHDATE"]
    return cells | ({"deceased_at": clock.at(date.fromisoformat(died), time.min, zone).isoformat()} if died else {})


def doctor(line: Cells) -> Cells:
    """A provider; without licence and telephone number."""
    first, _, last = line["NAME"].partition(" ")
    return {"external_id": line["Id"], "first_name": first, "last_name": last, "specialization": line["SPECIALITY"]}


def visit(line: Cells) -> Cells:
    """An encounter as a completed visit with its exact instants; nobody wrote down when people arrived."""
    follow_up = "follow-up" in line["DESCRIPTION"].lower()
    kind = TYPES.get(line["ENCOUNTERCLASS"], "consultation")
    return {
        "external_id": line["Id"],
        "patient_external_id": line["PATIENT"],
        "doctor_external_id": line["PROVIDER"],
        "appointment_type": "follow-up" if follow_up and kind == "consultation" else kind,
        "status": "completed",
        "starts_at": line["START"],
        "ends_at": line["STOP"],
        "started_at": line["START"],
        "ended_at": line["STOP"],
        "reason": line["DESCRIPTION"],
        "notes": line["REASONDESCRIPTION"],
    }
