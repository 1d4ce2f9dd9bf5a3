"""The figures of the front desk, counted by hand, through the function the screen calls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.analytics import home
from data.commands.access import take_reading
from data.core import clock
from data.core.actor import system
from data.models import Appointment, Doctor
from data.rules import appointments
from data.rules.open_slots import gives_a_reading, openings_ahead
from data.store import readings, write
from data.store.unit_of_work import reading
from tests.appointments.conftest import TODAY, ZONE, house, later, local, tuesday  # noqa: F401 - fixtures

KEY = "third_next_available"


def overview(clinic, start=TODAY, days=1, doctor=""):
    home.SHELF.__init__()
    return home.overview(clinic.manager, start, start + timedelta(days=days), doctor)


def past(clinic, hour, minute, *, came=0, waited=0, day=TODAY, **more):
    """A visit that took place: booked for hour:minute, the patient came `came` minutes after, and was called in later."""
    start = local(day, hour, minute)
    checked = start + timedelta(minutes=came)
    values = {
        "patient_id": clinic.lakshmi.id, "doctor_id": clinic.nair.id, "status": "completed", "checked_in_at": checked,
        "started_at": max(start, checked) + timedelta(minutes=waited), "ended_at": start + timedelta(minutes=60),
    } | more  # fmt: skip
    row = Appointment(
        clinic_id=clinic.clinic_id, appointment_date=day, appointment_time=clock.local(start, ZONE).time(), duration=30, starts_at=start,
        ends_at=start + timedelta(minutes=30), appointment_type=values.pop("appointment_type", "consultation"), **values,
    )  # fmt: skip
    clinic.add(row)
    return row


def test_waits_run_from_the_later_of_check_in_and_appointed_time(house):  # noqa: F811
    for n, (came, waited) in enumerate(((-20, 5), (0, 10), (10, 15), (-5, 20), (0, 50))):
        past(house, 10 + n // 2, 30 * (n % 2), came=came, waited=waited)
    later(hours=8)
    found = overview(house)
    assert found.wait.values == (5, 10, 15, 20, 50)
    assert (found.wait.median, found.wait.p90) == (15, 50)
    assert found.wait_days.to_dict("records") == [{"day": TODAY, "n": 5, "median": 15, "p90": 50}]


def test_booked_ahead_counts_calendar_days_without_walk_ins_and_emergencies(house):  # noqa: F811
    for n, days in enumerate((0, 1, 2, 3, 9)):
        day = TODAY + timedelta(days=days)
        if day.weekday() > 4:
            day += timedelta(days=2)
        appointments.book(house.desk, house.raw(f"1{n}:00" if n != 3 else "16:00", day))
    appointments.book(
        house.desk, house.raw("18:00", TODAY, appointment_type="emergency", override_reason="pain", patient_id=house.ravi.id)
    )
    found = overview(house, TODAY, 14)
    assert found.lead.values == (0, 1, 2, 3, 9)
    assert (found.lead.n, found.lead.median, found.lead.p90) == (5, 2, 9)


def test_a_cancelled_time_that_somebody_else_took_is_refilled(house):  # noqa: F811
    first = appointments.book(house.desk, house.raw("10:00"))
    second = appointments.book(house.desk, house.raw("11:00"))
    for visit in (first, second):
        write.step("appointments", house.desk, visit, "cancel", {"reason": "no"})
    later(minutes=5)
    appointments.book(house.desk, house.raw("10:00", patient_id=house.ravi.id))
    found = overview(house, TODAY, 3)
    assert (found.refill.numerator, found.refill.denominator) == (1, 2)


def test_the_heat_map_and_the_bars_count_what_is_booked(house):  # noqa: F811
    appointments.book(house.desk, house.raw("10:00"))
    appointments.book(house.desk, house.raw("10:30", patient_id=house.ravi.id))
    appointments.book(house.desk, house.raw("14:00", patient_id=house.aisha.id, doctor_id=house.varma.id))
    found = overview(house, TODAY + timedelta(days=1))
    assert [(r.weekday, r.hour, r.starts) for r in found.heat.itertuples()] == [(2, 10, 2), (2, 14, 1)]
    bars = {r.doctor_id: (r.booked, r.bookable) for r in found.doctors.itertuples()}
    assert bars == {str(house.nair.id): (60, 360), str(house.varma.id): (30, 360)}


def take(clinic):
    return take_reading(system(clinic.clinic_id, ZONE))


def value(clinic, doctor, kind="consultation", day=TODAY):
    return {(r.doctor_id, r.kind): r.value for r in readings.between(clinic.manager, KEY, day, day + timedelta(days=1))}[
        doctor.id, kind
    ]


def test_third_next_available_is_read_once_a_day_from_eight_on(house):  # noqa: F811
    clock.set_now(lambda: local(TODAY, 7, 59))
    assert take(house) == 0
    clock.set_now(lambda: local(TODAY, 8))
    assert take(house) == 10  # two doctors, five types
    assert take(house) == 0
    assert value(house, house.nair) == 0


def test_the_third_slot_is_counted_not_the_first(house):  # noqa: F811
    clock.set_now(lambda: local(TODAY, 8))
    # Today 10:00–13:00 and 14:00–17:00: twelve half hours. Ten are taken, so the third free one is tomorrow's first.
    people = [house.lakshmi, house.ravi, house.aisha]
    hours = [f"{h}:{m}" for h in (10, 11, 12, 14, 15) for m in ("00", "30")]
    for n, at in enumerate(hours):
        appointments.book(house.desk, house.raw(at, TODAY, patient_id=people[n % 3].id))
    house.away("emergency", local(TODAY, 16), local(TODAY, 16, 30), house.varma)
    take(house)
    assert value(house, house.nair) == 1
    assert value(house, house.varma) == 0


def test_held_and_blocked_time_is_not_open(house):  # noqa: F811
    clock.set_now(lambda: local(TODAY, 8))
    house.away("hold", local(TODAY, 0), local(TODAY + timedelta(days=1), 0), house.nair)
    house.away("block", local(TODAY + timedelta(days=1), 0), local(TODAY + timedelta(days=2), 0), house.nair)
    take(house)
    assert value(house, house.nair) == 2


def test_nothing_in_sixty_days_is_beyond_and_a_miss(house):  # noqa: F811
    clock.set_now(lambda: local(TODAY, 8))
    house.away("block", local(TODAY, 0), local(TODAY + timedelta(days=70), 0), house.nair)
    take(house)
    assert value(house, house.nair) is None
    found = overview(house)
    assert (found.access_share.numerator, found.access_share.denominator) == (1, 2)
    assert found.access_now == [0, None]
    assert overview(house, doctor=str(house.nair.id)).access_now == [None]


@pytest.mark.parametrize(("days", "gives"), [(3, True), (4, False)])
def test_away_more_than_three_days_in_a_row_gives_no_reading(house, days, gives):  # noqa: F811
    house.away("leave", local(TODAY, 0), local(TODAY + timedelta(days=days), 0), house.nair)
    with reading(house.manager) as session:
        free = openings_ahead(session, house.nair, ZONE, clock.now())
    assert gives_a_reading(free.schedule, house.nair, ZONE, TODAY) is gives


def test_a_doctor_who_has_no_hours_gives_no_reading(house):  # noqa: F811
    clock.set_now(lambda: local(TODAY, 8))
    new = Doctor(clinic_id=house.clinic_id, doctor_code="DOC009", first_name="Zubin")
    house.add(new)
    assert take(house) == 10


def test_a_doctor_sees_her_own_access_only(house):  # noqa: F811
    clock.set_now(lambda: local(TODAY, 8))
    take(house)
    home.SHELF.__init__()
    found = home.overview(house.nair_herself, TODAY, TODAY + timedelta(days=1))
    assert set(found.access["doctor_id"]) == {str(house.nair.id)}
