"""Imports in steps: counted, refused by row, stopped between chunks, driven from two windows, seen by their own clinic."""

from __future__ import annotations

import csv
import io
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from data.interop import file_columns, job_course, job_refusals, jobs, table_files
from data.models import AuditEntry, ImportChunk, Patient
from data.models.base import new_id
from data.store import write
from data.store.unit_of_work import reading, site
from tests.interop.conftest import carried, exported


def table(*rows: list[str]) -> table_files.Table:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return table_files.read("patients.csv", out.getvalue().encode())


def people(number: int, broken: int = 0) -> list[list[str]]:
    """So many patients, every so-manieth of whom has a birth date that is none."""
    every = number // broken if broken else number + 1
    rows = [
        ["First name", "Last name", "Gender", "Date of birth", "Phone"],
        *([f"Person{n}", "Menon", "female", "1968-03-14", f"98470{n:05d}"] for n in range(number)),
    ]
    for n in range(every, number + 1, every):
        rows[n][3] = "30/02/1990"
    return rows


def drive(actor, job_id):
    while (job := job_course.take_next(actor, job_id)).status in {"running", "checking"}:
        pass
    return job


def watch(actor, job_id, begun, stopped):
    """Drive as a window does: with a pause in which others may save."""
    while insistently(job_course.take_next, actor, job_id).status == "running":
        begun.set()
        stopped.wait(0.15)


def insistently(do, *args):
    """As the screen does: who is refused for the sake of another asks again."""
    while True:
        try:
            return do(*args)
        except Conflict:
            continue


def brought(actor, rows, noun="patients"):
    job_id = jobs.start(actor, noun, "file.csv", table(*rows))
    job_course.run(actor, job_id)
    return drive(actor, job_id)


def counts(job) -> tuple[int, int, int]:
    return job.imported, job.unchanged, job.refused


def count(actor) -> int:
    with reading(actor) as session:
        return session.scalar(select(func.count(Patient.id)).where(Patient.clinic_id == actor.clinic_id))


def staff(clinic, *roles, **more) -> Actor:
    return Actor("Somebody", frozenset(roles), user_id=new_id(), clinic_id=clinic.clinic_id, **more)


@pytest.fixture
def desk(thanal):
    return staff(thanal, "receptionist")


def in_and_again(thanal, desk, number):
    """So many rows, every twenty-fifth of them broken, twice."""
    broken = number // 25
    rows = people(number, broken)
    job = brought(desk, rows)
    assert (job.status, *counts(job)) == ("done", number - broken, 0, broken)
    lines = job_refusals.refused_lines(desk, job.id)
    assert lines[0] == ["Row", "Field", "Why", *rows[0]]
    assert [(line[0], line[1], line[2]) for line in lines[1:]] == [
        (str(n), "Date of birth", "30 February is not a date.") for n in range(26, number + 2, 25)
    ]
    assert lines[1][3] == "Person24"
    assert count(thanal) == number - broken
    again = brought(desk, rows)
    assert counts(again) == (0, number - broken, broken)
    assert count(thanal) == number - broken


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
def test_a_thousand_rows_with_forty_broken_ones_and_a_second_run(thanal, desk):
    in_and_again(thanal, desk, 1000)


@pytest.mark.slow
def test_five_thousand_rows_with_two_hundred_broken_ones_and_a_second_run(thanal, desk):
    in_and_again(thanal, desk, 5000)


def test_a_check_counts_and_keeps_nothing(thanal, desk):
    job_id = jobs.start(desk, "patients", "file.csv", table(*people(450, 3)))
    job_course.check(desk, job_id)
    job = drive(desk, job_id)
    assert (job.status, *counts(job)) == ("checked", 447, 0, 3)
    assert [(r.number, r.fields, r.sentences) for r in job_refusals.refusals(desk, job_id)] == [
        (n, ("Date of birth",), ("30 February is not a date.",)) for n in (151, 301, 451)
    ]
    assert count(thanal) == 0
    job_course.run(desk, job_id)
    assert counts(drive(desk, job_id)) == (447, 0, 3)
    assert [row["patient_code"] for row in exported(thanal, "patients")] == [f"P{n:03d}" for n in range(1, 448)]


def test_a_stop_half_way_leaves_whole_chunks_and_going_on_brings_the_rest_once(thanal, desk):
    job_id = jobs.start(desk, "patients", "file.csv", table(*people(700)))
    job_course.run(desk, job_id)
    begun, is_stopped = threading.Event(), threading.Event()
    driver = threading.Thread(target=watch, args=(desk, job_id, begun, is_stopped))
    driver.start()
    begun.wait(30)
    stopped = insistently(job_course.cancel, desk, job_id)
    is_stopped.set()
    driver.join()
    assert stopped.status == "cancelled"
    assert count(thanal) == stopped.done == jobs.show(desk, job_id).done
    assert stopped.done in {200, 400, 600}
    assert job_course.take_next(desk, job_id).done == stopped.done
    job_course.run(desk, job_id)
    assert counts(drive(desk, job_id)) == (700, 0, 0)
    assert count(thanal) == 700


def test_two_windows_take_each_row_once(thanal, desk):
    job_id = jobs.start(desk, "patients", "file.csv", table(*people(900)))
    job_course.run(desk, job_id)
    taken = [0, 0]

    def window(which):
        while True:
            before = jobs.show(desk, job_id)
            job = insistently(job_course.take_next, desk, job_id)
            taken[which] += job.done > before.done
            if job.status != "running":
                return

    windows = [threading.Thread(target=window, args=(n,)) for n in range(2)]
    [w.start() for w in windows]
    [w.join() for w in windows]
    assert counts(jobs.show(desk, job_id)) == (900, 0, 0)
    assert count(thanal) == 900
    assert sum(taken) >= 5


def test_a_chunk_that_breaks_leaves_nothing_of_itself(thanal, desk, monkeypatch):
    job_id = jobs.start(desk, "patients", "file.csv", table(*people(300)))
    job_course.run(desk, job_id)
    real, calls = write.insert, []

    def dies(*args, **more):
        calls.append(1)
        if len(calls) == 250:
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr(write, "insert", dies)
    job_course.take_next(desk, job_id)
    with pytest.raises(KeyboardInterrupt):
        job_course.take_next(desk, job_id)
    assert count(thanal) == jobs.show(desk, job_id).done == 200
    monkeypatch.undo()
    assert counts(drive(desk, job_id)) == (300, 0, 0)


def test_columns_are_matched_by_name_by_label_and_by_hand(thanal, desk):
    job_id = jobs.start(
        desk, "patients", "a.csv", table(["FIRSTNAME", "date-of-birth", "sex", "PIN code", "Mobile"], ["Asha", "1990-01-02", "female", "680001", "9847031256"])
    )  # fmt: skip
    assert [(c.heading, c.target, c.examples) for c in jobs.columns(desk, job_id)] == [
        ("FIRSTNAME", "first_name", ("Asha",)),
        ("date-of-birth", "date_of_birth", ("1990-01-02",)),
        ("sex", "", ("female",)),
        ("PIN code", "pincode", ("680001",)),
        ("Mobile", "", ("9847031256",)),
    ]
    with pytest.raises(Invalid, match="Say which column is Gender: no patient is saved without it"):
        job_course.check(desk, job_id)
    with pytest.raises(Invalid, match="Two columns are called Gender"):
        jobs.match(desk, job_id, {2: "gender", 4: "gender"})
    jobs.match(desk, job_id, {0: "first_name", 1: "date_of_birth", 2: "gender", 3: "", 4: "phone"})
    job_course.run(desk, job_id)
    assert counts(drive(desk, job_id)) == (1, 0, 0)
    row = exported(thanal, "patients")[0]
    assert (row["first_name"], row["gender"], row["phone"], row["pincode"]) == ("Asha", "female", "+919847031256", "")
    with pytest.raises(Conflict, match="has begun"):
        jobs.match(desk, job_id, {0: "last_name"})
    with pytest.raises(Conflict, match="over"):
        job_course.run(desk, job_id)


def test_a_row_that_says_the_same_is_known_and_one_that_differs_is_new(thanal, desk):
    head = ["First name", "Gender", "Age", "Phone", "Guardian (C/o)"]
    asha = ["Asha Menon", "female", "41", "98470 31256", "Ravi"]
    assert counts(brought(desk, [head, asha])) == (1, 0, 0)
    others = [[*asha[:at], new, *asha[at + 1 :]] for at, new in enumerate(["Asha", "other", "42", "", "Mani"])]
    assert counts(brought(desk, [head, asha, *others])) == (5, 1, 0)


@pytest.mark.parametrize(
    ("noun", "head", "row"),
    [
        ("rooms", ["name", "kind"], ["Room 1", "consultation"]),
        ("doctors", ["first_name", "last_name"], ["Suresh", "Nair"]),
    ],
)
def test_a_second_run_of_other_nouns_changes_nothing_either(thanal, noun, head, row):
    manager = staff(thanal, "clinic")
    assert counts(brought(manager, [head, row], noun)) == (1, 0, 0)
    assert counts(brought(manager, [head, row], noun)) == (0, 1, 0)


def test_a_cell_that_looks_like_a_formula_is_inert_in_every_file_that_leaves(thanal, kaveri, desk, tmp_path):
    head = ["First name", "Gender", "Date of birth", "=HYPERLINK(1)"]
    good, bad = ["=Asha(1)", "female", "1990-01-02", "@x"], ["=Ravi(2)", "female", "never", "-x"]
    job = brought(desk, [head, good, bad])
    assert counts(job) == (1, 0, 1)
    assert exported(thanal, "patients")[0]["first_name"] == "'=Asha(1)"
    lines = job_refusals.refused_lines(desk, job.id)
    assert lines[0][3:] == ["First name", "Gender", "Date of birth", "'=HYPERLINK(1)"]
    assert lines[1][3:] == ["'=Ravi(2)", "female", "never", "'-x"]
    carried(thanal, kaveri, "patients", tmp_path)
    with reading(kaveri) as session:
        assert session.scalars(select(Patient)).one().first_name == "=Asha(1)"


def test_a_row_with_too_many_cells_or_too_long_an_id_is_refused_alone(thanal, desk):
    head = ["First name", "Gender", "Age", "external_id"]
    wide, long = ["Asha", "female", "30", "a", "b"], ["Ravi", "male", "30", "x" * 65]
    job = brought(desk, [head, wide, long, ["Mani", "male", "30", "m"]])
    assert counts(job) == (1, 0, 2)
    assert [(r.number, r.fields, r.sentences) for r in job_refusals.refusals(desk, job.id)] == [
        (2, ("",), ("This row has more cells than there are headings.",)),
        (3, ("external_id",), ("An id of another system has at most 64 characters.",)),
    ]


def test_a_file_without_rows_is_refused(desk):
    with pytest.raises(Invalid, match="headings and no rows"):
        jobs.start(desk, "patients", "a.csv", table(["First name"]))


def test_who_may_bring_in_what(thanal):
    names = {
        role: [r.name for r in file_columns.nouns(staff(thanal, role))] for role in ("receptionist", "doctor", "lab_technician")
    }
    assert {"patients", "appointments"} <= set(names["receptionist"])
    assert not {"rooms", "doctors", "users", "clinics"} & set(names["receptionist"])
    assert "patients" in names["doctor"]
    assert names["lab_technician"] == ["lab_catalogue"]
    with pytest.raises(NotAllowed):
        jobs.start(staff(thanal, "receptionist"), "rooms", "a.csv", table(["name"], ["Room 1"]))
    with pytest.raises(NotAllowed):
        jobs.start(Actor("Admin", frozenset({"admin"}), reason="x"), "patients", "a.csv", table(["first_name"], ["A"]))
    assert jobs.listed(staff(thanal, "lab_technician")) == []
    with pytest.raises(NotAllowed):
        jobs.listed(staff(thanal, "display"))


def test_an_import_is_not_there_for_another_clinic_and_closed_to_who_may_enter_less(thanal, kaveri, desk):
    manager = staff(thanal, "clinic")
    rows = [["First name", "Gender", "Age", "Medical history"], ["Asha", "female", "30", "Diabetes"]]
    job_id = jobs.start(manager, "patients", "a.csv", table(*rows))
    for do in (
        jobs.show,
        jobs.columns,
        job_course.run,
        job_course.check,
        job_course.take_next,
        job_course.cancel,
        job_refusals.refusals,
        job_refusals.refused_lines,
    ):
        with pytest.raises(NotFound):
            do(staff(kaveri, "clinic"), job_id)
        with pytest.raises(NotAllowed):
            do(desk, job_id)
        with pytest.raises(NotFound):
            do(manager, "7")
    assert (jobs.listed(desk), jobs.listed(staff(kaveri, "clinic"))) == ([], [])
    assert [j.id for j in jobs.listed(manager)] == [job_id]
    # What she brings herself she sees, but what is not hers to enter stays out.
    own = jobs.start(desk, "patients", "a.csv", table(*rows))
    assert [c.target for c in jobs.columns(desk, own)][3] == ""
    with pytest.raises(NotAllowed, match="does not enter"):
        jobs.match(desk, own, {0: "first_name", 1: "gender", 2: "estimated_age", 3: "medical_history"})
    job_course.run(desk, own)
    assert counts(drive(desk, own)) == (1, 0, 0)
    assert exported(thanal, "patients")[0]["medical_history"] == ""


def test_each_row_and_each_end_is_in_the_trail(thanal, desk):
    job = brought(desk, people(3))
    with reading(thanal) as session:
        found = session.scalars(select(AuditEntry.verb).where(AuditEntry.user_id == desk.user_id).order_by(AuditEntry.seq)).all()
    assert found == ["import", "import", "create", "create", "create", "import"]
    assert job.status == "done"


def test_rows_are_sealed_go_once_they_are_in_and_are_forgotten_after_a_month(thanal, desk):
    job_id = jobs.start(
        desk,
        "patients",
        "Secretname.csv",
        table(["Secretheading", *people(0)[0]], *([f"x{n}", *row] for n, row in enumerate(people(250, 1)[1:]))),
    )
    with site().engine.begin() as connection:
        raw = repr(
            [
                tuple(row)
                for name in ("import_jobs", "import_chunks")
                for row in connection.exec_driver_sql(f"SELECT * FROM {name}")
            ]
        )
    assert not {word for word in ("Secret", "Person1", "Menon") if word in raw}
    job_course.run(desk, job_id)
    drive(desk, job_id)
    with reading(thanal) as session:
        kept = [(chunk.rows, len(chunk.refusals)) for chunk in session.scalars(select(ImportChunk).order_by(ImportChunk.number))]
    assert kept == [(None, 0), (None, 1)]
    assert jobs.forget(thanal) == 0
    later = clock.now() + timedelta(days=31)
    clock.set_now(lambda: later)
    assert (jobs.forget(thanal), jobs.forget(thanal)) == (1, 0)
    job = jobs.show(desk, job_id)
    assert (job.file_name, job.status, *counts(job)) == ("", "done", 249, 0, 1)
    with pytest.raises(Conflict, match="forgotten after 30 days"):
        job_refusals.refused_lines(desk, job_id)
    assert jobs.columns(desk, job_id) == []


def test_a_forgotten_file_does_not_go_on(thanal, desk):
    job_id = jobs.start(desk, "patients", "a.csv", table(*people(250)))
    job_course.run(desk, job_id)
    later = clock.now() + timedelta(days=31)
    clock.set_now(lambda: later)
    jobs.forget(thanal)
    with pytest.raises(Refused, match="forgotten"):
        job_course.run(desk, job_id)
    assert job_course.take_next(desk, job_id).status == "cancelled"
