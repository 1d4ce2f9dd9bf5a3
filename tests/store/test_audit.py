"""The trail: every act is in it, and whoever touches it behind the application is found."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from data.core.actor import system
from data.models import AuditEntry, AuditHead
from data.store import audit, history, write
from data.store.unit_of_work import reading, site, writing
from tests.thief import behind_the_application


@pytest.fixture
def room(alice):
    room = write.create("rooms", alice, {"name": "Room 1"})
    version = 1
    for number in range(2, 6):
        version = write.change("rooms", alice, room, {"name": f"Room {number}"}, version)
    return room


def verified(actor):
    with reading(actor) as session:
        return audit.verify(session, actor.clinic_id)


def test_an_untouched_trail_verifies(alice, room):
    count, fault = verified(alice)
    assert count >= 6
    assert fault is None


def entry(seq, alice):
    return (AuditEntry.chain_id == alice.clinic_id) & (AuditEntry.seq == seq)


def test_an_edited_row_is_found(alice, room):
    behind_the_application(update(AuditEntry).where(entry(3, alice)).values(verb="view"))
    assert verified(alice)[1] == "Row 3 was changed after it was written."


def test_a_deleted_row_is_found(alice, room):
    behind_the_application(delete(AuditEntry).where(entry(3, alice)))
    assert verified(alice)[1] == "Row 3 is missing."


def test_two_swapped_rows_are_found(alice, room):
    behind_the_application(
        update(AuditEntry).where(entry(3, alice)).values(seq=900),
        update(AuditEntry).where(entry(4, alice)).values(seq=3),
        update(AuditEntry).where(entry(900, alice)).values(seq=4),
    )
    assert "Row 3" in verified(alice)[1]


def test_a_truncated_trail_is_found(alice, room):
    last = verified(alice)[0]
    behind_the_application(delete(AuditEntry).where(entry(last, alice)))
    assert "ends at row" in verified(alice)[1]


def test_the_database_itself_refuses_to_change_the_trail(alice, room):
    for statement in (update(AuditEntry).values(verb="x"), delete(AuditEntry)):
        with pytest.raises(Exception, match="audit"), site().engine.begin() as connection:
            connection.execute(statement)


def test_a_failed_act_leaves_no_row_and_no_trail(alice, room):
    before = verified(alice)
    with pytest.raises(ZeroDivisionError), writing(alice) as session:
        audit.record(session, alice, "edit", "rooms", room)
        raise ZeroDivisionError
    assert verified(alice) == before


def test_the_history_says_what_changed_and_from_what(alice, room):
    newest = history.of_row("rooms", alice, room)[0]
    assert newest.changed == {"Name": ("Room 4", "Room 5")}


def test_before_and_after_are_sealed(alice, room):
    with site().engine.connect() as connection:
        assert "Room 4" not in str(connection.execute(select(AuditEntry.__table__)).all())
        assert (
            connection.execute(select(AuditHead.seq).where(AuditHead.chain_id == alice.clinic_id)).scalar() == verified(alice)[0]
        )


def test_acts_that_are_gathered_are_chained_and_those_of_a_refused_part_are_gone(alice, room):
    before, _ = verified(alice)
    with writing(alice) as session, audit.gathered(session):
        audit.record(session, alice, "import", "rooms")
        with pytest.raises(ZeroDivisionError), audit.part(session):
            audit.record(session, alice, "edit", "rooms", room)
            raise ZeroDivisionError
        with audit.part(session):
            audit.record(session, alice, "view", "rooms", room)
    assert verified(alice) == (before + 2, None)
    with reading(alice) as session:
        newest = session.scalars(
            select(AuditEntry.verb).where(AuditEntry.chain_id == alice.clinic_id).order_by(AuditEntry.seq.desc()).limit(2)
        )
        assert list(newest) == ["view", "import"]


def test_the_history_names_linked_rows_and_leaves_out_what_did_not_change(alice):
    doctor = write.create("doctors", alice, {"first_name": "Anjali", "last_name": "Varma"})
    patient = write.create(
        "patients", system(alice.clinic_id), {"first_name": "Lakshmi", "gender": "female", "estimated_age": "42"}
    )
    wait = {"patient_id": str(patient), "doctor_id": str(doctor), "first_day": "2030-01-01", "last_day": "2030-01-05"}
    row = write.create("waiting_list", system(alice.clinic_id), wait)
    made = next(act for act in history.of_row("waiting_list", alice, row) if act.verb == "create")
    assert made.changed["Doctor"] == ("", "Dr Anjali Varma")
    assert "Lakshmi" in made.changed["Patient"][1]
    assert made.kinds["Doctor"] == "link"
    assert all(before != after for before, after in made.changed.values())
    assert not any(str(i) in str(made.changed) for i in (doctor, patient))
