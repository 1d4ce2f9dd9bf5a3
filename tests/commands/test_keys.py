"""A rotation seals everything anew and survives being killed in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from data.core.actor import system
from data.interop import incoming
from data.models import Appointment, Clinic, Patient
from data.store import file_contents, files, read, write
from data.store.unit_of_work import connect, reading, site
from tests.servers import ROOT

NAMES = [f"Person {chr(0x0D15 + n)}" for n in range(30)]
# The program ends itself the hard way inside its third transaction.
KILLED = """
import os, signal
from data.commands import keys, run
keys.CHUNK, left, seal = 7, [2], keys._reseal_some
def reseal(*what):
    changed = seal(*what)
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return changed
keys._reseal_some = reseal
run(["keys", "rotate"])
"""


@pytest.fixture
def actor(line, clinic):
    with site().engine.connect() as connection:
        actor = system(connection.execute(select(Clinic.id)).scalar_one())
    rows = [
        incoming.Row("patients", n, {"first_name": name, "gender": "female", "estimated_age": "40", "medical_history": name})
        for n, name in enumerate(NAMES)
    ]
    assert not incoming.take_in(actor, rows).refusals
    return actor


def numbers(actor) -> set[int]:
    with reading(actor) as session:
        blobs = session.execute(select(Patient.ident_sealed, Patient.clinical_sealed)).all()
    return {int.from_bytes(blob[:2], "big") for row in blobs for blob in row}


def everything_opens(actor) -> None:
    with reading(actor) as session:
        patients = list(session.scalars(select(Patient).order_by(Patient.id)))
        assert [(p.first_name, p.medical_history, p.version) for p in patients] == [(name, name, 1) for name in NAMES]
    assert read.page("patients", actor, read.Query(search="Person")).total == len(NAMES)


def test_a_rotation_seals_every_row_anew(line, actor):
    assert numbers(actor) == {1}
    assert "30 rows were sealed anew" in line("keys", "rotate")[1]
    assert numbers(actor) == {2}
    everything_opens(actor)
    assert line("audit", "verify")[0] == 0


def test_a_killed_rotation_goes_on_where_it_stopped_with_the_same_key(line, actor, database):
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, check=False, timeout=60, stderr=subprocess.DEVNULL)
    assert killed.returncode == -signal.SIGKILL
    connect(database.settings)
    assert numbers(actor) == {1, 2}
    everything_opens(actor)
    assert "16 rows were sealed anew" in line("keys", "rotate")[1]
    assert numbers(actor) == {2}
    everything_opens(actor)


def test_a_row_of_before_can_be_changed_after(line, actor):
    line("keys", "rotate")
    with reading(actor) as session:
        row_id = session.scalars(select(Patient.id).order_by(Patient.id)).first()
    assert write.change("patients", actor, row_id, {"city": "Thrissur"}, 1) == 2
    assert read.get("patients", actor, row_id).get("city") == "Thrissur"


def test_visits_are_sealed_anew_too(line, actor):
    doctor = write.create("doctors", actor, {"first_name": "Suresh"})
    with reading(actor) as session:
        patient = session.scalars(select(Patient.id)).first()
    cells = {
        "status": "completed",
        "starts_at": "2024-02-29T09:00:00+05:30",
        "ends_at": "2024-02-29T09:30:00+05:30",
        "reason": "Knee pain",
        "notes": "Better",
    }
    row = incoming.Row(
        "appointments", 2, {"patient_id": str(patient), "doctor_id": str(doctor), "appointment_type": "checkup", **cells}
    )
    assert not incoming.take_in(actor, [row]).refusals
    line("keys", "rotate")
    with reading(actor) as session:
        visit = session.scalars(select(Appointment)).one()
        assert (visit.reason, visit.notes, visit.ident_sealed[:2]) == ("Knee pain", "Better", b"\x00\x02")


def test_the_contents_of_files_are_sealed_anew_and_open(line, actor, monkeypatch):
    monkeypatch.setitem(files.TAKES, "patients", files.Takes("edit"))
    monkeypatch.setattr(files, "examined", lambda _content: files.Seen("image/png", None, b"small"))
    with reading(actor) as session:
        patient = session.scalars(select(Patient.id).order_by(Patient.id)).first()
    one = files.attach(actor, "patients", patient, "one.png", b"first content")
    root = Path(site().settings.files_url)
    places = {p for p in root.rglob("*") if p.is_file()}
    assert "and the contents of 1 files" in line("keys", "rotate")[1]
    after = {p for p in root.rglob("*") if p.is_file()}
    assert (len(after), after & places) == (2, set())
    assert {p.read_bytes()[:2] for p in after} == {b"\x00\x02"}
    assert files.content(actor, one) == ("one.png", "image/png", b"first content")
    assert files.preview(actor, one) == b"small"
    assert not file_contents.seal_anew(actor, one)


def test_a_content_left_under_the_old_key_still_opens(line, actor, monkeypatch):
    monkeypatch.setitem(files.TAKES, "patients", files.Takes("edit"))
    monkeypatch.setattr(files, "examined", lambda _content: files.Seen("image/png", None, None))
    with reading(actor) as session:
        patient = session.scalars(select(Patient.id).order_by(Patient.id)).first()
    one = files.attach(actor, "patients", patient, "one.png", b"first content")
    monkeypatch.setattr(file_contents, "seal_anew", lambda *_which: False)  # as if the run were killed before the files
    line("keys", "rotate")
    assert files.content(actor, one)[2] == b"first content"
