"""Weekly hours and what departs from them: read, saved from a day on, never the past."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from data.core.actor import Actor, system
from data.core.errors import Invalid, NotAllowed, NotFound, Stale
from data.models import Appointment, AuditEntry
from data.rules import schedules
from data.rules.leave import visits_hit
from data.rules.schedules import Hours
from data.rules.slot_finder import free_days
from data.store import changes, hours, read
from data.store.unit_of_work import reading
from tests.patients.test_rules import visit_of

TODAY = date(2026, 11, 24)
TOMORROW, NEXT_WEEK = TODAY + timedelta(days=1), TODAY + timedelta(days=7)
MORNING = [Hours(day, time(9), time(13)) for day in range(5)]
EVENING = [Hours(day, time(16), time(20)) for day in range(5)]


def row(weekday=0, starts="09:00", ends="13:00", break_starts="", break_ends=""):
    return {"weekday": weekday, "starts": starts, "ends": ends, "break_starts": break_starts, "break_ends": break_ends}


@pytest.mark.parametrize(
    ("rows", "day", "sentence"),
    [
        ([row(), row(starts="12:00", ends="15:00")], 0, "Monday 09:00–13:00 and 12:00–15:00 overlap."),
        ([row(starts="12:00", ends="15:00"), row()], 0, "Monday 09:00–13:00 and 12:00–15:00 overlap."),
        ([row(ends="18:00"), row(starts="10:00", ends="11:00"), row(starts="12:00", ends="15:00")], 0, "Monday 09:00–18:00 and 10:00–11:00 overlap."),
        ([row(6), row(6)], 6, "Sunday 09:00–13:00 and 09:00–13:00 overlap."),
        ([row(1, "13:00", "09:00")], 1, "Tuesday ends at 09:00, before it starts at 13:00."),
        ([row(1, "09:00", "09:00")], 1, "Tuesday ends at 09:00, before it starts at 09:00."),
        ([row(2, "09:00", "")], 2, "This is not a time. Write it as 09:30."),
        ([row(2, "25:00", "26:00")], 2, "This is not a time. Write it as 09:30."),
        ([row(3, "nine", "ten")], 3, "This is not a time. Write it as 09:30."),
        ([row(4, break_starts="08:00", break_ends="08:30")], 4, "The break 08:00–08:30 does not lie inside 09:00–13:00."),
        ([row(4, break_starts="12:45", break_ends="13:15")], 4, "The break 12:45–13:15 does not lie inside 09:00–13:00."),
        ([row(4, break_starts="11:00", break_ends="10:00")], 4, "The break 11:00–10:00 does not lie inside 09:00–13:00."),
        ([row(4, break_starts="11:00")], 4, "This is not a time. Write it as 09:30."),
        ([row(7)], 7, "There is no such weekday."),
    ],
)  # fmt: skip
def test_hours_that_cannot_hold_get_a_sentence_at_their_day(rows, day, sentence):
    with pytest.raises(Invalid) as refused:
        schedules.read_week(rows)
    assert refused.value.errors == {f"day-{day}": sentence}


def test_each_wrong_day_is_told_at_once_and_empty_rows_are_no_session():
    with pytest.raises(Invalid) as refused:
        schedules.read_week([row(0, "13:00", "09:00"), row(1), row(1), row(2, "", "")])
    assert sorted(refused.value.errors) == ["day-0", "day-1"]


def test_back_to_back_sessions_and_breaks_at_the_edge_are_fine():
    week = schedules.read_week([row(break_starts="09:00", break_ends="09:30"), row(starts="13:00", ends="15:00")])
    assert week == [Hours(0, time(9), time(13), ((time(9), time(9, 30)),)), Hours(0, time(13), time(15))]


def spans(actor, doctor, on):
    return {(r.weekday, f"{r.starts:%H:%M}") for r in hours.week(actor, doctor.doctor_id, on)}


def test_new_hours_hold_from_their_day_and_the_past_keeps_what_it_said(aster):
    anjali = aster.doctor()
    schedules.save_week(aster.manager, anjali.doctor_id, MORNING, TODAY)
    schedules.save_week(aster.manager, anjali.doctor_id, EVENING, NEXT_WEEK)
    before, after = {(d, "09:00") for d in range(5)}, {(d, "16:00") for d in range(5)}
    assert spans(anjali, anjali, TODAY) == spans(anjali, anjali, NEXT_WEEK - timedelta(days=1)) == before
    assert spans(anjali, anjali, NEXT_WEEK) == after
    assert hours.coming(anjali, anjali.doctor_id, TODAY) == [NEXT_WEEK]


def test_hours_that_have_not_begun_are_replaced_and_not_doubled(aster):
    anjali = aster.doctor()
    for week in (MORNING, EVENING, MORNING[:1]):
        schedules.save_week(aster.manager, anjali.doctor_id, week, TOMORROW)
    assert spans(anjali, anjali, TOMORROW) == {(0, "09:00")}
    assert spans(anjali, anjali, TODAY) == set()


def test_an_empty_week_ends_the_hours(aster):
    anjali = aster.doctor()
    schedules.save_week(anjali, anjali.doctor_id, MORNING, TODAY)
    schedules.save_week(anjali, anjali.doctor_id, [], NEXT_WEEK)
    assert spans(anjali, anjali, NEXT_WEEK) == set()
    assert hours.coming(anjali, anjali.doctor_id, TODAY) == [NEXT_WEEK]


def test_the_past_is_not_rewritten(aster):
    anjali = aster.doctor()
    with pytest.raises(Invalid, match="the past stays as it was"):
        schedules.save_week(aster.manager, anjali.doctor_id, MORNING, TODAY - timedelta(days=1))


def test_the_second_of_two_tabs_is_refused(aster):
    anjali = aster.doctor()
    seen = hours.version(anjali, anjali.doctor_id)
    schedules.save_week(aster.manager, anjali.doctor_id, MORNING, TODAY, seen)
    with pytest.raises(Stale, match=r"changed these hours at 09:15\. Reload"):
        schedules.save_week(anjali, anjali.doctor_id, EVENING, TODAY, seen)
    assert (0, "09:00") in spans(anjali, anjali, TODAY)
    schedules.save_week(anjali, anjali.doctor_id, [], TODAY, hours.version(anjali, anjali.doctor_id))


def test_a_save_is_in_the_trail_and_raises_the_change_number(aster):
    anjali, manager = aster.doctor(), aster.manager
    with reading(system(aster.id)) as session:
        before = changes.number(session, aster.id, "appointments")
    schedules.save_week(manager, anjali.doctor_id, MORNING, TODAY)
    with reading(system(aster.id)) as session:
        assert changes.number(session, aster.id, "appointments") == before + 1
        entry = session.scalars(select(AuditEntry).where(AuditEntry.user_id == manager.user_id)).one()
        assert (entry.verb, entry.noun, entry.row_id) == ("hours", "doctors", anjali.doctor_id)


LEAVE = {"kind": "leave", "first_day": "2026-11-25", "last_day": "2026-11-26", "reason": "Wedding"}


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({**LEAVE, "kind": "party"}, {"kind": "Choose one of: leave, extra, block, hold, emergency, holiday."}),
        ({**LEAVE, "first_day": ""}, {"first_day": "The first day is needed."}),
        ({**LEAVE, "first_day": "31/02/2026"}, {"first_day": "31 February is not a date."}),
        ({**LEAVE, "last_day": "2026-11-24"}, {"last_day": "This ends before it begins."}),
        ({**LEAVE, "from_time": "soon"}, {"from_time": "This is not a time. Write it as 09:30."}),
        ({**LEAVE, "last_day": "", "from_time": "12:00", "to_time": "11:00"}, {"last_day": "This ends before it begins."}),
        ({**LEAVE, "reason": "x" * 300}, {"reason": "Reason has 300 characters; 200 is the most."}),
    ],
)
def test_leave_that_cannot_hold_gets_its_sentence(aster, raw, errors):
    anjali = aster.doctor()
    with pytest.raises(Invalid) as refused:
        schedules.add_exception(anjali, anjali.doctor_id, raw)
    assert refused.value.errors == errors
    assert hours.exceptions(anjali, anjali.doctor_id, TODAY) == []


def test_leave_takes_the_hours_away_and_taking_it_back_gives_them_back(aster):
    anjali = aster.doctor()
    schedules.save_week(anjali, anjali.doctor_id, MORNING, TODAY)
    made, hit = schedules.add_exception(anjali, anjali.doctor_id, LEAVE)
    notes = [d.note for d in free_days(anjali, anjali.doctor_id, TOMORROW, 3, 30)]
    assert (hit, notes) == (0, ["On leave", "On leave", ""])
    schedules.remove_exception(anjali, anjali.doctor_id, made)
    assert [d.note for d in free_days(anjali, anjali.doctor_id, TOMORROW, 3, 30)] == ["", "", ""]
    with pytest.raises(NotFound):
        schedules.remove_exception(anjali, anjali.doctor_id, made)


def test_leave_names_the_visits_it_hits_with_a_free_time_for_each_and_moves_none(aster):
    anjali = aster.doctor()
    schedules.save_week(anjali, anjali.doctor_id, MORNING, TODAY)
    visits = [visit_of(aster, aster.patient(anjali, first_name=name), anjali.doctor_id, days=1) for name in ("Ravi",)]
    visits.append(visit_of(aster, aster.patient(anjali, first_name="Aisha"), anjali.doctor_id, days=2))
    outside = visit_of(aster, aster.patient(anjali), anjali.doctor_id, days=3)
    made, count = schedules.add_exception(anjali, anjali.doctor_id, LEAVE)
    found = visits_hit(anjali, anjali.doctor_id, made)
    assert count == 2
    assert [(h.id, h.patient) for h in found] == [(visits[0], "Ravi"), (visits[1], "Aisha")]
    proposed = [h.proposals[0].starts_at for h in found]
    assert len(set(proposed)) == 2
    assert min(proposed).date() == date(2026, 11, 27)
    with reading(system(aster.id)) as session:
        rows = session.scalars(select(Appointment).where(Appointment.id.in_([*visits, outside])))
        assert {r.appointment_date for r in rows} == {date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)}


def test_only_live_visits_of_closed_time_are_hit(aster):
    anjali, suresh = aster.doctor(), aster.doctor("Suresh")
    visit_of(aster, aster.patient(), suresh.doctor_id, days=1)
    for kind in ("extra", "hold", "emergency"):
        assert schedules.add_exception(suresh, suresh.doctor_id, {**LEAVE, "kind": kind})[1] == 0
    assert schedules.add_exception(anjali, anjali.doctor_id, LEAVE)[1] == 0
    assert schedules.add_exception(aster.manager, anjali.doctor_id, {**LEAVE, "kind": "holiday"})[1] == 1


def test_a_doctor_keeps_her_own_hours_and_nobody_elses(aster):
    anjali, suresh = aster.doctor(), aster.doctor("Suresh")
    schedules.save_week(anjali, anjali.doctor_id, MORNING, TODAY)
    for act in (
        lambda: schedules.save_week(anjali, suresh.doctor_id, MORNING, TODAY),
        lambda: schedules.add_exception(anjali, suresh.doctor_id, LEAVE),
        lambda: hours.week(anjali, suresh.doctor_id, TODAY),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_only_the_manager_closes_the_whole_clinic(aster):
    anjali = aster.doctor()
    with pytest.raises(NotAllowed, match="the manager enters it"):
        schedules.add_exception(anjali, anjali.doctor_id, {**LEAVE, "kind": "holiday"})
    made, _ = schedules.add_exception(aster.manager, anjali.doctor_id, {**LEAVE, "kind": "holiday"})
    with pytest.raises(NotAllowed, match="the manager takes it back"):
        schedules.remove_exception(anjali, anjali.doctor_id, made)
    schedules.remove_exception(aster.manager, anjali.doctor_id, made)


def test_reception_reads_the_hours_and_changes_none(aster):
    anjali, desk = aster.doctor(), aster.desk
    schedules.save_week(aster.manager, anjali.doctor_id, MORNING, TODAY)
    assert len(hours.week(desk, anjali.doctor_id, TODAY)) == 5
    for act in (
        lambda: schedules.save_week(desk, anjali.doctor_id, [], TODAY),
        lambda: schedules.add_exception(desk, anjali.doctor_id, LEAVE),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("role", ["lab_technician", "pharmacist"])
def test_the_others_do_not_read_the_hours(aster, role):
    with pytest.raises(NotAllowed):
        hours.week(aster.person(role), aster.doctor().doctor_id, TODAY)


def test_nothing_reaches_over_the_wall_not_even_for_the_platform(aster, champaka):
    anjali, theirs = aster.doctor(), champaka.doctor("Kamala")
    holiday, _ = schedules.add_exception(champaka.manager, theirs.doctor_id, {**LEAVE, "kind": "holiday"})
    for act in (
        lambda: hours.week(aster.manager, theirs.doctor_id, TODAY),
        lambda: schedules.save_week(aster.manager, theirs.doctor_id, [], TODAY),
        lambda: schedules.remove_exception(aster.manager, anjali.doctor_id, holiday),
    ):
        with pytest.raises(NotFound):
            act()
    admin = Actor("Admin", frozenset({"admin"}), reason="Asked by the manager")
    assert hours.exceptions(admin, anjali.doctor_id, TODAY) == []
    with pytest.raises(NotFound):
        schedules.remove_exception(admin, anjali.doctor_id, holiday)
    assert read.get("doctors", admin, anjali.doctor_id).label == "Dr Anjali"
