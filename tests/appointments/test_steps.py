"""The status table of the plan, row by row, role by role."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import select

from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from data.models import Appointment, AppointmentEvent, Patient
from data.rules.appointments import book, check_in, move
from data.store import read, write
from data.store.unit_of_work import reading

from .conftest import TODAY, House, later, local, reception_completes

STATUSES = ("scheduled", "confirmed", "in-progress", "completed", "cancelled", "no-show")
ROLES = ("admin", "clinic", "receptionist", "doctor", "other doctor", "patient", "lab_technician", "pharmacist", "support")
TO = {
    "confirm": "confirmed",
    "start": "in-progress",
    "complete": "completed",
    "cancel": "cancelled",
    "no-show": "no-show",
    "came-late": "confirmed",
}
DESK = {"admin", "clinic", "receptionist"}
ALLOWED = {
    ("confirm", "scheduled"): DESK,
    ("start", "scheduled"): DESK | {"doctor"},
    ("start", "confirmed"): DESK | {"doctor"},
    ("complete", "in-progress"): {"admin", "clinic", "doctor"},
    ("cancel", "scheduled"): DESK | {"doctor"},  # the patient too, before the start: its own test
    ("cancel", "confirmed"): DESK | {"doctor"},
    ("cancel", "in-progress"): {"admin", "clinic", "doctor"},
    ("no-show", "scheduled"): DESK | {"doctor"},
    ("no-show", "confirmed"): DESK | {"doctor"},
    ("came-late", "no-show"): DESK,
}


def actor_of(house: House, role: str):  # noqa: ANN201
    if role in {"admin", "support"}:
        from data.core.actor import Actor  # noqa: PLC0415
        from data.models.base import new_id  # noqa: PLC0415

        return Actor("Platform", frozenset({role}), user_id=new_id(), reason="Helping the clinic")
    more = {
        "doctor": {"doctor_id": house.nair.id},
        "other doctor": {"doctor_id": house.varma.id},
        "patient": {"patient_id": house.lakshmi.id},
    }
    return house.actor(role.removeprefix("other "), **more.get(role, {}))


def today_visit(house: House, status: str = "scheduled", at: str = "10:00") -> UUID:
    """A visit of today that has arrived, standing in a status; it is past its start afterwards."""
    visit = book(house.desk, house.raw(at, TODAY))
    house.change(Appointment, visit, checked_in_at=local(TODAY, 9, 50), status=status)
    later(minutes=50)
    return visit


@pytest.mark.parametrize("status", STATUSES)
def test_each_move_is_open_to_exactly_the_roles_of_the_table(house: House, status: str) -> None:
    for role, name in product(ROLES, TO):
        visit = today_visit(house, status)
        expected = role in ALLOWED.get((name, status), ())
        try:
            write.step("appointments", actor_of(house, role), visit, name, {"reason": "Because of the rain"})
            happened = True
        except Refused:
            happened = False
        house.change(Appointment, visit, status="cancelled")
        later(minutes=-50)
        assert happened == expected, (role, name, status)


def test_buttons_and_moves_agree(house: House) -> None:
    for status, role in product(STATUSES, ("clinic", "receptionist", "doctor")):
        visit = today_visit(house, status)
        shown = {s.name for s in read.get("appointments", actor_of(house, role), visit).steps} & set(TO)
        assert shown == {name for (name, start), roles in ALLOWED.items() if start == status and role in roles}
        house.change(Appointment, visit, status="cancelled")
        later(minutes=-50)


def test_each_move_leaves_its_instant_and_an_event(house: House) -> None:
    visit = book(house.desk, house.raw("10:00", TODAY))
    write.step("appointments", house.desk, visit, "confirm")
    here = later(minutes=40)
    check_in(house.desk, visit)
    began = later(minutes=10)
    write.step("appointments", house.nair_herself, visit, "start")
    ended = later(minutes=20)
    write.step("appointments", house.nair_herself, visit, "complete")
    with reading(house.manager) as session:
        row = session.scalars(select(Appointment).where(Appointment.id == visit)).one()
        assert (row.checked_in_at, row.started_at, row.ended_at) == (here, began, ended)
        events = session.scalars(
            select(AppointmentEvent).where(AppointmentEvent.appointment_id == visit).order_by(AppointmentEvent.at)
        ).all()
        assert [(e.kind, e.from_status, e.to_status) for e in events] == [
            ("status", "scheduled", "confirmed"),
            ("status", "confirmed", "in-progress"),
            ("status", "in-progress", "completed"),
        ]
        patient = session.scalars(select(Patient).where(Patient.id == house.lakshmi.id)).one()
        assert (patient.last_visit_at, patient.version) == (local(TODAY, 10), 1)


def test_nobody_starts_before_checking_in(house: House) -> None:
    visit = book(house.desk, house.raw("10:00", TODAY))
    with pytest.raises(Conflict, match="Check the patient in first"):
        write.step("appointments", house.desk, visit, "start")


def test_check_in_is_a_mark_of_today_that_can_be_taken_back(house: House) -> None:
    tomorrow = book(house.desk, house.raw("10:00"))
    with pytest.raises(Conflict, match="This visit is on 25 Nov, not today"):
        check_in(house.desk, tomorrow)
    visit = book(house.desk, house.raw("10:00", TODAY))
    check_in(house.desk, visit)
    assert read.get("appointments", house.desk, visit).get("status") == "scheduled"
    with pytest.raises(Conflict, match="checked in already"):
        check_in(house.desk, visit)
    write.step("appointments", house.desk, visit, "undo-check-in")
    assert read.get("appointments", house.desk, visit).get("checked_in_at") is None


def test_a_no_show_is_known_only_after_the_start(house: House) -> None:
    visit = book(house.desk, house.raw("10:00", TODAY))
    with pytest.raises(Conflict, match="starts at 10:00 on 24 Nov; nobody is late yet"):
        write.step("appointments", house.desk, visit, "no-show")
    later(hours=1)
    write.step("appointments", house.desk, visit, "no-show")


def test_who_had_confirmed_is_a_no_show_with_a_reason(house: House) -> None:
    visit = today_visit(house, "confirmed")
    with pytest.raises(Invalid, match="had been confirmed"):
        write.step("appointments", house.desk, visit, "no-show")


@pytest.mark.parametrize("name", ["cancel", "came-late"])
def test_a_reason_is_asked_for(house: House, name: str) -> None:
    visit = today_visit(house, "scheduled" if name == "cancel" else "no-show")
    with pytest.raises(Invalid, match="Reason is needed"):
        write.step("appointments", house.desk, visit, name, {"reason": "  "})


def test_a_cancelled_slot_is_free_at_once(house: House) -> None:
    visit = book(house.desk, house.raw("10:00"))
    write.step("appointments", house.desk, visit, "cancel", {"reason": "Travels"})
    assert book(house.desk, house.raw("10:00", patient_id=house.ravi.id))


def test_coming_late_needs_the_same_day_and_a_free_slot(house: House) -> None:
    visit = today_visit(house, "no-show")
    other = book(house.desk, house.raw("10:30", TODAY, patient_id=house.ravi.id))
    house.change(Appointment, other, starts_at=local(TODAY, 10))
    with pytest.raises(Conflict, match="is taken"):
        write.step("appointments", house.desk, visit, "came-late", {"reason": "Traffic"})
    write.step("appointments", house.desk, other, "cancel", {"reason": "Left"})
    write.step("appointments", house.desk, visit, "came-late", {"reason": "Traffic"})
    house.change(Appointment, visit, status="no-show")
    later(days=1)
    with pytest.raises(Conflict, match="was on 24 Nov"):
        write.step("appointments", house.desk, visit, "came-late", {"reason": "Traffic"})


def test_a_patient_cancels_her_own_visit_before_the_start(house: House) -> None:
    herself = house.actor("patient", patient_id=house.lakshmi.id)
    visit = book(house.desk, house.raw("10:00", TODAY))
    write.step("appointments", herself, visit, "cancel", {"reason": "Better now"})
    second = book(house.desk, house.raw("10:00", TODAY))
    later(hours=1)
    with pytest.raises(NotAllowed):
        write.step("appointments", herself, second, "cancel", {"reason": "Forgot"})


def test_reception_completes_where_the_clinic_keeps_it_so(house: House) -> None:
    visit = today_visit(house, "in-progress")
    with pytest.raises(NotAllowed):
        write.step("appointments", house.desk, visit, "complete")
    reception_completes(house)
    write.step("appointments", house.desk, visit, "complete")


def test_a_move_to_another_day_takes_the_arrival_back(house: House) -> None:
    visit = today_visit(house)
    move(house.desk, visit, {"appointment_date": "2026-11-25"})
    assert read.get("appointments", house.desk, visit).get("checked_in_at") is None


def test_a_visit_that_runs_can_be_longer_but_stays(house: House) -> None:
    visit = today_visit(house, "in-progress")
    assert move(house.desk, visit, {"duration": "60"})
    with pytest.raises(Conflict, match="has begun"):
        move(house.desk, visit, {"appointment_time": "15:00"})


def test_an_unknown_move_does_not_exist(house: House) -> None:
    with pytest.raises(NotFound):
        write.step("appointments", house.desk, today_visit(house), "vanish")
