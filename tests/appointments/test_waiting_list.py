"""Freed slots: offered in order, held for a while, passed on, taken once."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.models import Appointment, Patient, SlotOffer, WaitingListEntry
from data.rules import appointments, waiting_list
from data.rules.slot_finder import free_days
from data.store import read, write
from data.store.unit_of_work import reading
from tests.appointments.conftest import ZONE, later, local, make_house

DAY = date(2026, 11, 25)


def wish(house, patient=None, **more):
    raw = {"patient_id": str((patient or house.ravi).id), "first_day": "2026-11-25", "last_day": "2026-11-27", "duration": "30"}
    return write.create("waiting_list", house.desk, raw | {"doctor_id": str(house.nair.id)} | more)


def freed(house, at="10:00", **more):
    visit = appointments.book(house.desk, house.raw(at, DAY, **more))
    write.step("appointments", house.desk, visit, "cancel", {"reason": "Cannot come"})
    return visit


def status(house, entry):
    with reading(house.manager) as session:
        return session.scalars(select(WaitingListEntry.status).where(WaitingListEntry.id == entry)).one()


def told(house):
    return [(o.patient, f"{clock.local(o.starts_at, ZONE):%H:%M}") for o in waiting_list.offers(house.desk)]


def test_a_cancelled_slot_is_offered_to_the_longest_waiting_who_fits(house):
    evening = wish(house, house.aisha, time_of_day="evening")
    first = wish(house, house.ravi)
    freed(house)
    assert told(house) == [("Ravi Pillai", "10:00")]
    assert (status(house, first), status(house, evening)) == ("offered", "waiting")
    offer = waiting_list.offers(house.desk)[0]
    assert clock.local(offer.expires_at, ZONE).time() == time(9, 45)
    visit = waiting_list.accept(house.desk, offer.id)
    with reading(house.manager) as session:
        row = session.scalars(select(Appointment).where(Appointment.id == visit)).one()
        assert (row.patient_id, row.doctor_id, row.appointment_time) == (house.ravi.id, house.nair.id, time(10))
    assert status(house, first) == "booked"
    assert told(house) == []


def test_what_is_offered_is_held_from_everybody_else_until_it_lapses(house):
    wish(house)
    freed(house)
    with pytest.raises(Conflict, match=r"10:00–10:30 is offered to the waiting list until 09:45\."):
        appointments.book(house.desk, house.raw("10:00", DAY))
    assert local(DAY, 10) not in free_days(house.desk, house.nair.id, DAY, 1, 30)[0].starts
    later(minutes=31)
    appointments.book(house.desk, house.raw("10:00", DAY))


def test_a_lapsed_offer_passes_on_and_is_not_made_to_the_same_person_again(house):
    first, second = wish(house, house.ravi), wish(house, house.aisha)
    freed(house)
    offer = waiting_list.offers(house.desk)[0]
    later(minutes=31)
    with pytest.raises(Conflict, match="lapsed"):
        waiting_list.accept(house.desk, offer.id)
    assert told(house) == [("Aisha", "10:00")]
    assert (status(house, first), status(house, second)) == ("waiting", "offered")
    later(minutes=31)
    assert told(house) == []
    assert status(house, second) == "waiting"


def test_who_declines_waits_on_and_the_next_is_asked(house):
    first = wish(house, house.ravi)
    wish(house, house.aisha)
    freed(house)
    waiting_list.decline(house.desk, waiting_list.offers(house.desk)[0].id)
    assert told(house) == [("Aisha", "10:00")]
    assert status(house, first) == "waiting"


def test_no_offer_for_a_slot_that_is_taken_past_or_closed(house):
    wish(house)
    visit = appointments.book(house.desk, house.raw("10:00", DAY))
    house.away("leave", local(DAY, 0), local(DAY, 12), house.nair)
    write.step("appointments", house.desk, visit, "cancel", {"reason": "no"})
    assert told(house) == []
    later(hours=72)
    assert told(house) == []


def test_a_slot_taken_by_somebody_meanwhile_is_not_offered_on(house):
    wish(house, house.ravi)
    freed(house)
    later(minutes=31)  # lapsed, but nobody looked yet
    appointments.book(house.desk, house.raw("10:00", DAY, patient_id=house.aisha.id))
    wish(house, house.lakshmi)
    assert told(house) == []


def test_a_patient_who_is_elsewhere_and_a_visit_too_long_are_passed_over(house):
    wish(house, house.ravi)
    wish(house, house.aisha, duration="60")
    third = wish(house, house.lakshmi, doctor_id="")
    appointments.book(house.desk, house.raw("10:00", DAY, doctor_id=house.varma.id, patient_id=house.ravi.id))
    zara = Patient(clinic_id=house.clinic_id, patient_code="P009", gender="female", first_name="Zara")
    house.add(zara)
    freed(house, patient_id=zara.id)
    assert told(house) == [("Lakshmi Menon", "10:00")]
    assert status(house, third) == "offered"


def test_a_moved_visit_frees_its_old_time(house):
    wish(house)
    visit = appointments.book(house.desk, house.raw("10:00", DAY))
    appointments.move(house.desk, visit, {"appointment_time": "15:00"})
    assert told(house) == [("Ravi Pillai", "10:00")]


def test_specialization_and_anybody_match_too(house):
    house.change(type(house.nair), house.nair.id, specialization="Panchakarma")
    wish(house, house.ravi, doctor_id="", specialization="Shalakya")
    wish(house, house.aisha, doctor_id="", specialization="Panchakarma")
    freed(house)
    assert told(house) == [("Aisha", "10:00")]


def test_an_emergency_goes_first_and_who_was_asked_waits_on(house):
    entry = wish(house)
    freed(house)
    appointments.book(house.desk, house.raw("10:00", DAY, appointment_type="emergency"))
    assert status(house, entry) == "waiting"
    assert told(house) == []


def test_taken_off_the_list_lets_go_of_its_slot(house):
    entry = wish(house)
    freed(house)
    write.delete("waiting_list", house.desk, entry, "Has recovered")
    assert told(house) == []
    appointments.book(house.desk, house.raw("10:00", DAY))


def test_entries_of_the_past_expire(house):
    entry = wish(house)
    later(hours=24 * 4)
    assert waiting_list.close_the_past(house.manager) == 1
    assert status(house, entry) == "expired"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"last_day": "2026-11-24"}, "last_day"),
        ({"first_day": "2026-11-20", "last_day": "2026-11-23"}, "last_day"),
        ({"specialization": "Kayachikitsa"}, "specialization"),
        ({"time_of_day": "night"}, "time_of_day"),
        ({"first_day": ""}, "first_day"),
    ],
)
def test_bad_input_gets_a_sentence(house, more, field):
    with pytest.raises(Invalid) as refused:
        wish(house, **more)
    assert field in refused.value.errors


def test_nobody_stands_in_one_line_twice_and_others_see_nothing(house):
    wish(house)
    with pytest.raises(Conflict, match="waits for these days already"):
        wish(house)
    freed(house)
    offer = waiting_list.offers(house.desk)[0]
    other = make_house()
    assert waiting_list.offers(other.desk) == []
    with pytest.raises(NotFound):
        waiting_list.accept(other.desk, offer.id)
    for role in ("doctor", "pharmacist", "lab_technician"):
        with pytest.raises(NotAllowed):
            waiting_list.offers(house.actor(role))
        with pytest.raises(NotAllowed):
            waiting_list.accept(house.actor(role), offer.id)
    assert read.page("waiting_list", house.desk, read.Query()).total == 1
    assert read.page("waiting_list", other.desk, read.Query()).total == 0
    with reading(house.manager) as session:
        assert len(session.scalars(select(SlotOffer)).all()) == 1
