"""Leave, holidays and departures: every visit that is hit gets somewhere to go, and nothing moves by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.errors import Conflict, NotAllowed, NotFound
from data.models import Appointment, AppointmentEvent, AuditEntry
from data.rules import appointments, leave, schedules
from data.store import write
from data.store.unit_of_work import reading
from tests.appointments.conftest import ZONE, house, local, make_house, tuesday  # noqa: F401 - fixtures

WEDNESDAY = date(2026, 11, 25)
LEAVE = {
    "kind": "leave",
    "first_day": "2026-11-25",
    "last_day": "2026-11-26",
    "from_time": "",
    "to_time": "",
    "reason": "Wedding",
}


def booked(clinic, at, day="2026-11-25", **more):
    return appointments.book(clinic.desk, clinic.raw(at, day, **more))


def away(clinic, **more):
    made, _ = schedules.add_exception(clinic.manager, clinic.nair.id, LEAVE | more)
    return made


def told(hit):
    return [(p.doctor, f"{clock.local(p.starts_at, ZONE):%d %H:%M}") for p in hit.proposals]


def visit(clinic, row_id):
    with reading(clinic.manager) as session:
        return session.scalars(select(Appointment).where(Appointment.id == row_id)).one()


def choose(hit, place=0):
    proposal = hit.proposals[place]
    return {"do": "move", "doctor": str(proposal.doctor_id), "start": proposal.starts_at.isoformat(), "version": hit.version}


def test_each_visit_gets_a_colleague_at_its_own_time_and_the_doctor_when_she_is_back(house):  # noqa: F811
    for doctor in (house.nair, house.varma):
        house.change(type(doctor), doctor.id, specialization="Kayachikitsa")
    first = booked(house, "10:00")
    booked(house, "10:00", doctor_id=house.varma.id, patient_id=house.aisha.id)
    second = booked(house, "11:00", patient_id=house.ravi.id)
    hits = leave.visits_hit(house.desk, house.nair.id, away(house))
    assert [h.id for h in hits] == [first, second]
    assert told(hits[1])[0] == ("Dr Anjali Varma", "25 11:00")
    assert told(hits[0]) == [("Dr Anjali Varma", "25 10:30"), ("Dr Suresh Nair", "27 10:00")]
    assert visit(house, first).appointment_date == WEDNESDAY  # nothing is moved silently


def test_proposals_do_not_take_each_others_place(house):  # noqa: F811
    booked(house, "10:00")
    booked(house, "10:30", patient_id=house.ravi.id)
    booked(house, "10:30", doctor_id=house.varma.id, patient_id=house.aisha.id)
    hits = leave.visits_hit(house.manager, house.nair.id, away(house))
    outcomes = leave.settle(house.desk, {str(h.id): choose(h) for h in hits})
    assert [o.is_done for o in outcomes] == [True, True]


def test_moved_and_called_in_one_pass_and_what_does_not_fit_says_why(house):  # noqa: F811
    for n, patient in enumerate((house.lakshmi, house.ravi, house.aisha)):
        booked(house, f"1{n}:00", patient_id=patient.id)
    hits = leave.visits_hit(house.desk, house.nair.id, away(house))
    choices = {str(hits[0].id): choose(hits[0]), str(hits[1].id): {"do": "called"}, str(hits[2].id): choose(hits[2])}
    start = clock.local(hits[2].proposals[0].starts_at, ZONE)
    other = {"doctor_id": hits[2].proposals[0].doctor_id, "patient_id": house.ravi.id}
    booked(house, f"{start:%H:%M}", f"{start:%Y-%m-%d}", **other)
    moved, called, taken = leave.settle(house.desk, choices)
    assert (moved.is_done, moved.patient) == (True, "Lakshmi Menon")
    assert (called.is_done, called.sentence) == (True, "Called.")
    assert not taken.is_done
    assert "is taken" in taken.sentence or "another visit" in taken.sentence
    again = leave.visits_hit(house.desk, house.nair.id, _leave_of(house))
    assert [h.called_at is not None for h in again] == [True, False]
    with reading(house.manager) as session:
        verbs = set(session.scalars(select(AuditEntry.verb).where(AuditEntry.noun == "appointments")))
        kinds = list(session.scalars(select(AppointmentEvent.kind).order_by(AppointmentEvent.at)))
    assert {"edit", "called"} <= verbs
    assert sorted(kinds) == ["called", "move"]


def _leave_of(clinic):
    from data.store import hours

    return hours.exceptions(clinic.manager, clinic.nair.id, WEDNESDAY)[0].id


def test_a_stale_choice_a_made_up_time_and_a_foreign_visit_are_refused(house):  # noqa: F811
    made = booked(house, "10:00")
    hit = leave.visits_hit(house.desk, house.nair.id, away(house))[0]
    write.step("appointments", house.desk, made, "confirm")
    assert not leave.settle(house.desk, {str(made): choose(hit)})[0].is_done
    assert leave.settle(house.desk, {str(made): {"do": "move", "start": "soon"}})[0].sentence == "Choose one of the times."
    other = make_house()
    with pytest.raises(NotFound):
        leave.settle(other.desk, {str(made): {"do": "called"}})
    with pytest.raises(NotFound):
        leave.visits_hit(other.manager, house.nair.id)
    with pytest.raises(NotAllowed):
        leave.visits_hit(house.actor("pharmacist"), house.nair.id)


def test_a_doctor_who_leaves_hands_all_visits_over_and_only_then_is_switched_off(house):  # noqa: F811
    booked(house, "10:00")
    booked(house, "11:00", "2026-12-02", patient_id=house.ravi.id)
    with pytest.raises(Conflict, match="has 2 visits to come"):
        write.change("doctors", house.manager, house.nair.id, {"is_active": ""}, 1)
    hits = leave.visits_hit(house.manager, house.nair.id)
    assert {p.doctor for h in hits for p in h.proposals} == {"Dr Anjali Varma"}
    assert all(o.is_done for o in leave.settle(house.desk, {str(h.id): choose(h) for h in hits}))
    write.change("doctors", house.manager, house.nair.id, {"is_active": ""}, 1)
    assert leave.visits_hit(house.manager, house.nair.id) == []


def test_a_holiday_hits_the_visits_of_everybody_and_proposes_days_after_it(house):  # noqa: F811
    booked(house, "10:00")
    booked(house, "10:00", doctor_id=house.varma.id, patient_id=house.ravi.id)
    hits = leave.visits_hit(house.manager, house.nair.id, away(house, kind="holiday"))
    assert len(hits) == 2
    assert {clock.local_day(p.starts_at, ZONE) for h in hits for p in h.proposals} == {date(2026, 11, 27)}
    assert local(WEDNESDAY, 10) + timedelta(days=2) in {p.starts_at for h in hits for p in h.proposals}
