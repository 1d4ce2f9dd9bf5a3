"""Courses: planned around holidays, booked whole or not at all, moved and cancelled from one sitting on."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.models import Appointment, AppointmentSeries, AuditEntry
from data.rules import appointments, series
from data.store import courses
from data.store.unit_of_work import reading
from tests.appointments.conftest import ZONE, local, make_house

EVERY = ["mon", "tue", "wed", "thu", "fri"]
WEDNESDAY = date(2026, 11, 25)


def course(house, **more):
    asked = {
        "patient_id": str(house.lakshmi.id), "doctor_id": str(house.nair.id), "appointment_type": "panchakarma", "duration": "60",
        "sessions": "7", "first_day": WEDNESDAY.isoformat(), "appointment_time": "10:00", "weekdays": EVERY,
    }  # fmt: skip
    return asked | more


def visits(house, **where):
    with reading(house.manager) as session:
        query = select(Appointment).where(Appointment.series_id.is_not(None), Appointment.deleted_at.is_(None))
        return list(session.scalars(query.filter_by(**where).order_by(Appointment.starts_at)))


def days(house):
    return [v.appointment_date for v in visits(house) if v.status != "cancelled"]


def test_seven_sessions_go_around_the_weekend_and_a_holiday(house):
    house.away("holiday", local(date(2026, 11, 27), 0), local(date(2026, 11, 28), 0))
    found = series.plan(house.desk, course(house))
    assert found.skipped == (date(2026, 11, 27),)
    assert [clock.local_day(s.starts_at, ZONE).day for s in found.sittings] == [25, 26, 30, 1, 2, 3, 4]
    made = series.book(house.desk, course(house), {})
    assert [d.day for d in days(house)] == [25, 26, 30, 1, 2, 3, 4]
    assert {v.series_id for v in visits(house)} == {made}
    with reading(house.manager) as session:
        assert session.scalars(select(AppointmentSeries)).one().sessions == 7
        told = session.scalars(select(AuditEntry).where(AuditEntry.noun == "appointment_series")).one()
        assert (told.verb, told.row_id) == ("book-series", made)


def test_a_clash_shows_the_whole_course_with_proposals_and_books_nothing(house):
    appointments.book(house.desk, house.raw("10:30", date(2026, 11, 26), patient_id=house.ravi.id))
    found = series.plan(house.desk, course(house))
    assert [bool(s.problem) for s in found.sittings] == [False, True, False, False, False, False, False]
    second = found.sittings[1]
    assert second.problem == "Dr Suresh Nair is taken 10:30–11:00."
    assert [f"{clock.local(p, ZONE):%d %H:%M}" for p in second.proposals] == ["26 11:00", "26 11:30", "26 12:00"]
    with pytest.raises(Conflict, match="Session 2 does not fit"):
        series.book(house.desk, course(house), {})
    assert visits(house) == []
    series.book(house.desk, course(house), series.read_picks({"2": "2026-11-26 11:00"}, ZONE))
    assert visits(house)[1].appointment_time == time(11)


def test_the_patient_the_room_leave_and_reserved_time_stand_in_the_way(house):
    appointments.book(house.desk, house.raw("10:00", "2026-11-25", doctor_id=house.varma.id))
    appointments.book(
        house.desk, house.raw("10:15", "2026-11-26", doctor_id=house.varma.id, patient_id=house.ravi.id, room_id=house.room.id)
    )
    house.away("leave", local(date(2026, 11, 27), 0), local(date(2026, 11, 28), 0), house.nair)
    house.away("hold", local(date(2026, 11, 30), 10), local(date(2026, 11, 30), 11), house.nair)
    found = series.plan(house.desk, course(house, room_id=str(house.room.id)))
    assert [s.problem for s in found.sittings[:5]] == [
        "Lakshmi Menon has another visit 10:00–10:30.",
        "Room 2 is taken 10:15–10:45.",
        "Dr Suresh Nair is on leave on 27 Nov.",
        "Dr Suresh Nair keeps this time back.",
        "",
    ]
    on_leave = found.sittings[2]
    assert [clock.local(p, ZONE).date() for p in on_leave.proposals] == [date(2026, 12, 4), date(2026, 12, 7)]


def test_what_is_proposed_first_never_clashes_with_itself(house):
    house.away("leave", local(date(2026, 11, 25), 0), local(date(2026, 11, 28), 0), house.nair)
    found = series.plan(house.desk, course(house))
    picks = {s.number: s.proposals[0] for s in found.sittings if s.problem}
    assert len(set(picks.values())) == len(picks) == 3
    series.book(house.desk, course(house), picks)
    assert len(visits(house)) == 7


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"sessions": "1"}, "sessions"),
        ({"sessions": "61"}, "sessions"),
        ({"sessions": "many"}, "sessions"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": ["noday"]}, "weekdays"),
        ({"first_day": "2026-11-23"}, "first_day"),
        ({"first_day": "31 February"}, "first_day"),
        ({"appointment_time": ""}, "appointment_time"),
        ({"appointment_type": "emergency"}, "appointment_type"),
        ({"duration": "3"}, "duration"),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field(house, more, field):
    with pytest.raises(Invalid) as refused:
        series.plan(house.desk, course(house, **more))
    assert field in refused.value.errors
    with pytest.raises(Invalid):
        series.book(house.desk, course(house, **more), {})


def test_a_second_click_books_nothing_more(house):
    first = series.book(house.desk, course(house), {}, "once")
    assert series.book(house.desk, course(house), {}, "once") == first
    assert len(visits(house)) == 7


def test_who_may_and_who_may_not(house):
    for role in ("lab_technician", "pharmacist", "support"):
        with pytest.raises(NotAllowed):
            series.plan(house.actor(role), course(house))
    other = make_house()
    with pytest.raises(NotFound):
        series.plan(other.desk, course(house))
    series.book(house.desk, course(house), {})
    with pytest.raises(NotFound):
        series.cancel(other.manager, visits(house)[0].id, "all", "no")


def change(house, visit, scope="after", picks=None, **more):
    asked = {
        "appointment_date": visit.appointment_date.isoformat(), "appointment_time": f"{visit.appointment_time:%H:%M}",
        "duration": str(visit.duration), "doctor_id": str(visit.doctor_id), "room_id": "",
    }  # fmt: skip
    return series.change(house.desk, visit.id, scope, asked | more, picks or {}, visit.version)


def test_this_and_after_moves_by_the_same_days_and_leaves_the_ones_before(house):
    series.book(house.desk, course(house, weekdays=["wed", "thu"], sessions="4"), {})
    third = visits(house)[2]
    assert change(house, third, appointment_date="2026-12-03", appointment_time="11:00") == 2
    assert [f"{v.appointment_date:%d} {v.appointment_time:%H}" for v in visits(house)] == ["25 10", "26 10", "03 11", "04 11"]


def test_a_daily_course_moves_by_one_day_although_each_visit_goes_where_the_next_one_stood(house):
    series.book(house.desk, course(house, sessions="3", first_day="2026-11-30"), {})
    first = visits(house)[0]
    assert change(house, first, "all", appointment_date="2026-12-01") == 3
    assert [d.day for d in days(house)] == [1, 2, 3]
    assert change(house, visits(house)[0], "all", appointment_date="2026-11-30") == 3
    assert [d.day for d in days(house)] == [30, 1, 2]


def test_a_move_that_clashes_moves_nothing_and_names_the_session(house):
    series.book(house.desk, course(house, sessions="3", first_day="2026-11-30"), {})
    appointments.book(house.desk, house.raw("14:00", "2026-12-01", patient_id=house.ravi.id))
    first = visits(house)[0]
    asked = {"appointment_date": "2026-11-30", "appointment_time": "14:00", "duration": "60", "doctor_id": str(house.nair.id)}
    planned = series.plan_change(house.desk, first.id, "all", asked)
    assert [s.problem for s in planned.sittings] == ["", "Dr Suresh Nair is taken 14:00–14:30.", ""]
    with pytest.raises(Conflict, match="Session 2"):
        change(house, first, "all", appointment_time="14:00")
    assert {v.appointment_time for v in visits(house)} == {time(10)}
    picks = series.read_picks({"2": "2026-12-01 15:00"}, ZONE)
    assert change(house, first, "all", picks, appointment_time="14:00") == 3
    assert [v.appointment_time.hour for v in visits(house)] == [14, 15, 14]


def test_cancelling_from_one_sitting_on_keeps_those_before(house):
    series.book(house.desk, course(house), {})
    third = visits(house)[2]
    with pytest.raises(Invalid):
        series.cancel(house.desk, third.id, "after", "")
    assert series.cancel(house.desk, third.id, "after", "Went home early", third.version) == 5
    assert [v.status for v in visits(house)] == ["scheduled"] * 2 + ["cancelled"] * 5
    assert [m.status for m in courses.members(house.desk, third.series_id)] == ["scheduled"] * 2 + ["cancelled"] * 5
    with pytest.raises(Conflict, match="still to come"):
        series.cancel(house.desk, third.id, "after", "again")


def test_a_visit_outside_a_course_has_none(house):
    alone = appointments.book(house.desk, house.raw("15:00"))
    with pytest.raises(Conflict, match="not part of a course"):
        series.cancel(house.desk, alone, "all", "no")
    with pytest.raises(Invalid):
        series.cancel(house.desk, alone, "this", "no")


def test_picks_that_are_no_times_are_left_out():
    assert series.read_picks({"1": "soon", "x": "2026-11-27 10:00", "2": "2026-11-27 10:00"}, ZONE) == {
        2: clock.at(date(2026, 11, 27), time(10), ZONE)
    }
