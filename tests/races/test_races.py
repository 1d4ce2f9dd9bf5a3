"""Several processes, one desk, both databases: no overlap, no code twice."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy import text

from data.core import clock
from data.core.actor import system
from data.rules import appointments, schedules, waiting_list
from data.store import write
from data.store.unit_of_work import site
from tests.races import crowd

ATTEMPTS = 10_000


@pytest.fixture
def desk(database):
    """A clinic with three doctors who are there all day, three rooms and a few patients; today's clock is 06:00."""
    clinic_id = write.create("clinics", system(), {"clinic_name": "Busy desk", "clinic_code": "BSY"})
    actor = system(clinic_id)
    doctors = [write.create("doctors", actor, {"first_name": f"Doctor {n}"}) for n in range(3)]
    for doctor in doctors:
        schedules.save_week(
            actor, doctor, [schedules.Hours(d, time(0, 0), time(23, 59)) for d in range(7)], clock.today("Asia/Kolkata")
        )
    rooms = [write.create("rooms", actor, {"name": f"Room {n}"}) for n in range(3)]
    patients = [
        write.create("patients", actor, {"first_name": f"Patient {n}", "gender": "other", "estimated_age": "30"})
        for n in range(32)
    ]
    return clinic_id, doctors, rooms, patients


def tomorrow():
    return (clock.today("Asia/Kolkata") + timedelta(days=1)).isoformat()


OVERLAPS = """
SELECT count(*) FROM appointments a JOIN appointments b ON a.id < b.id AND a.{who}_id = b.{who}_id
WHERE a.starts_at < b.ends_at AND b.starts_at < a.ends_at AND a.deleted_at IS NULL AND b.deleted_at IS NULL
AND a.status IN ('scheduled', 'confirmed', 'in-progress') AND b.status IN ('scheduled', 'confirmed', 'in-progress')
"""


def overlaps():
    with site().engine.connect() as connection:
        return {who: connection.execute(text(OVERLAPS.format(who=who))).scalar() for who in ("doctor", "patient", "room")}


def live():
    with site().engine.connect() as connection:
        return connection.execute(
            text("SELECT count(*) FROM appointments WHERE deleted_at IS NULL AND status = 'scheduled'")
        ).scalar()


def test_thirty_two_bookings_of_one_slot_give_one_visit(desk):
    clinic_id, doctors, _, patients = desk
    parts = [(clinic_id, doctors[0], patients[n * 8 : n * 8 + 8], tomorrow(), 8) for n in range(crowd.PROCESSES)]
    assert sum(crowd.together(site().settings, crowd.book_one_slot, parts)) == 1
    assert live() == 1


def test_ten_registrations_at_once_get_ten_codes(desk):
    clinic_id, *_ = desk
    found = [
        code for codes in crowd.together(site().settings, crowd.register, [(clinic_id, n) for n in range(10)]) for code in codes
    ]
    assert len(found) == len(set(found)) == 30


def test_twenty_who_accept_one_slot_at_once_give_it_one_holder(desk):
    clinic_id, doctors, _, patients = desk
    actor, day = system(clinic_id), tomorrow()
    for patient in patients[1:4]:
        raw = {"patient_id": str(patient), "doctor_id": str(doctors[0]), "first_day": day, "last_day": day}
        write.create("waiting_list", actor, raw | {"appointment_type": "consultation", "time_of_day": "any", "duration": "30"})
    visit = appointments.book(actor, crowd.visit(doctors[0], patients[0], day, "10:00"))
    write.step("appointments", actor, visit, "cancel", {"reason": "cannot come"})
    offer = waiting_list.offers(actor)[0]
    assert sum(crowd.together(site().settings, crowd.accept_offer, [(clinic_id, offer.id, 5)] * crowd.PROCESSES)) == 1
    assert live() == 1
    assert waiting_list.offers(actor) == []
    assert overlaps() == {"doctor": 0, "patient": 0, "room": 0}


def race(desk, attempts):
    clinic_id, doctors, rooms, patients = desk
    each = attempts // crowd.PROCESSES
    parts = [(clinic_id, doctors, patients[:9], rooms, tomorrow(), seed, each) for seed in range(crowd.PROCESSES)]
    answers = crowd.together(site().settings, crowd.anything, parts)
    assert sum(tried for tried, _ in answers) == attempts
    assert sum(done for _, done in answers) > attempts / 50  # the desk did get something done
    assert overlaps() == {"doctor": 0, "patient": 0, "room": 0}


def test_whatever_several_desks_do_at_once_nobody_is_booked_twice(desk):
    race(desk, 600)


@pytest.mark.slow
def test_ten_thousand_attempts_leave_no_overlap(desk):
    race(desk, ATTEMPTS)
