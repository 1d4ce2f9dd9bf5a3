"""B, the bookable time of a doctor and local day."""

from datetime import UTC, date, datetime, time

import pytest

from data.core import intervals
from data.core.hours import bookable, bookable_by_doctor, sessions_of_day
from tests.schedules import Dated, Row

KOLKATA, NEW_YORK = "Asia/Kolkata", "America/New_York"
TUESDAY = date(2026, 3, 3)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MORNING = Row(1, time(10), time(13))
EVENING = Row(1, time(15), time(18), breaks=[["16:00", "16:30"]])


def test_a_half_hour_zone_gives_the_utc_instants():
    assert bookable(TUESDAY, KOLKATA, [MORNING], []) == [(utc("2026-03-03T04:30"), utc("2026-03-03T07:30"))]


def test_another_weekday_has_no_sessions():
    assert bookable(date(2026, 3, 4), KOLKATA, [MORNING], []) == []


def test_breaks_are_taken_out():
    assert intervals.minutes(bookable(TUESDAY, KOLKATA, [MORNING, EVENING], [])) == 180 + 180 - 30


def test_sessions_of_day_are_sorted_and_in_local_time():
    assert sessions_of_day([EVENING, MORNING], TUESDAY) == [(time(10), time(13)), (time(15), time(18))]


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (date(2026, 3, 3), None, 180),
        (date(2026, 3, 4), None, 0),
        (None, date(2026, 3, 4), 180),
        (None, date(2026, 3, 3), 0),
    ],
)
def test_a_row_holds_from_its_first_day_up_to_not_including_its_last(since, until, minutes):
    row = Row(1, time(10), time(13), valid_from=since, valid_to=until)
    assert intervals.minutes(bookable(TUESDAY, KOLKATA, [row], [])) == minutes


@pytest.mark.parametrize("kind", ["leave", "holiday", "block"])
def test_leave_holidays_and_blocks_close_hours(kind):
    away = Dated(kind, utc("2026-03-03T05:30"), utc("2026-03-03T06:30"))
    assert bookable(TUESDAY, KOLKATA, [MORNING], [away]) == [
        (utc("2026-03-03T04:30"), utc("2026-03-03T05:30")),
        (utc("2026-03-03T06:30"), utc("2026-03-03T07:30")),
    ]


@pytest.mark.parametrize("kind", ["hold", "emergency"])
def test_reserved_time_stays_in_b(kind):
    kept = Dated(kind, utc("2026-03-03T05:30"), utc("2026-03-03T06:30"))
    assert intervals.minutes(bookable(TUESDAY, KOLKATA, [MORNING], [kept])) == 180


def test_extra_sessions_open_hours_inside_the_local_day_only():
    night = Dated("extra", utc("2026-03-03T17:30"), utc("2026-03-03T20:30"))  # 23:00 to 02:00 local
    assert intervals.minutes(bookable(TUESDAY, KOLKATA, [MORNING], [night])) == 180 + 60
    assert intervals.minutes(bookable(date(2026, 3, 4), KOLKATA, [MORNING], [night])) == 120


def test_an_extra_session_over_a_weekly_one_counts_once():
    longer = Dated("extra", utc("2026-03-03T07:00"), utc("2026-03-03T08:30"))
    assert intervals.minutes(bookable(TUESDAY, KOLKATA, [MORNING], [longer])) == 240


@pytest.mark.parametrize(
    ("day", "minutes"),
    [(date(2026, 3, 1), 180), (date(2026, 3, 8), 120), (date(2026, 11, 1), 240)],
    ids=["plain", "clock goes forward", "clock goes back"],
)
def test_a_session_across_a_clock_change_has_the_hours_that_really_pass(day, minutes):
    early = Row(6, time(1), time(4))
    assert intervals.minutes(bookable(day, NEW_YORK, [early], [])) == minutes


def test_a_clinic_holiday_closes_every_doctor():
    other = Row(1, time(9), time(11), doctor_id="D2")
    holiday = Dated("holiday", utc("2026-03-02T18:30"), utc("2026-03-03T18:30"), doctor_id=None)
    leave = Dated("leave", utc("2026-03-10T04:30"), utc("2026-03-10T07:30"))
    days = [TUESDAY, date(2026, 3, 10)]
    hours = bookable_by_doctor(days, KOLKATA, [MORNING, other], [holiday, leave])
    found = {key: intervals.minutes(value) for key, value in hours.items()}
    assert found == {
        ("D1", days[0]): 0, ("D2", days[0]): 0, ("D1", days[1]): 0, ("D2", days[1]): 120,
    }  # fmt: skip


def test_a_doctor_with_only_an_extra_session_has_hours():
    extra = Dated("extra", utc("2026-03-03T04:30"), utc("2026-03-03T05:30"), doctor_id="D3")
    hours = bookable_by_doctor([TUESDAY], KOLKATA, [], [extra])
    assert intervals.minutes(hours["D3", TUESDAY]) == 60
