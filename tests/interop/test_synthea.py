"""Synthea's sample into a new clinic: every figure as pandas counts it in the files themselves."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data.core.errors import Invalid
from data.interop import incoming, synthea
from data.models import Appointment, Doctor, Patient
from data.store import read
from data.store.unit_of_work import reading
from tests.interop.conftest import clinic

FOLDER = Path(__file__).parent.parent / "data" / "synthea"
LONGEST = 480


@pytest.fixture(scope="module")
def encounters() -> pd.DataFrame:
    frame = pd.read_csv(FOLDER / "encounters.csv", dtype=str, keep_default_na=False)
    frame["starts"], frame["stops"] = pd.to_datetime(frame["START"]), pd.to_datetime(frame["STOP"])
    frame["minutes"] = (frame["stops"] - frame["starts"]).dt.total_seconds() / 60
    return frame


def rows_of(actor, model) -> list:
    with reading(actor) as session:
        return list(session.scalars(select(model)))


def take_in(actor):
    return incoming.take_in(actor, synthea.read_folder(FOLDER, actor.zone))


def test_everything_arrives_exactly_and_a_second_run_changes_nothing(database, encounters):
    actor = clinic("Synthea House", "SYN")
    report = take_in(actor)
    assert report.imported == {"patients": 27, "doctors": 51, "appointments": 593}
    assert report.refused == {"appointments": 11}
    the_refused_are_the_long_stays(report, encounters)
    visits_are_those_of_the_file(rows_of(actor, Appointment), encounters[encounters["minutes"] <= LONGEST])
    what_is_missing_is_marked(actor)

    versions = versions_of(actor)
    again = take_in(actor)
    assert again.imported == {}
    assert again.unchanged == {"patients": 27, "doctors": 51, "appointments": 593}
    assert versions_of(actor) == versions


def versions_of(actor) -> dict:
    return {row.id: (row.version, row.updated_at) for model in (Patient, Doctor, Appointment) for row in rows_of(actor, model)}


def the_refused_are_the_long_stays(report, encounters):
    long = encounters[encounters["minutes"] > LONGEST]
    assert [(r.number - 2, r.field) for r in report.refusals] == [(place, "duration") for place in long.index]
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


def test_a_folder_without_the_files_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(Invalid, match="patients.csv cannot be read"):
        synthea.read_folder(tmp_path, "Asia/Kolkata")
