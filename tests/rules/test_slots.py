"""Free slots: schedule − exceptions − bookings, never in the past."""

from datetime import UTC, date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from data.core.clock import local
from data.rules.slots import Slotting, free_slots, is_bookable
from tests.schedules import Dated, Row

ZONE = "Asia/Kolkata"
TUESDAY = date(2026, 3, 3)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
HALF_HOURS = Slotting(length=30, step=30)


MORNING = [Row(1, time(10), time(13))]


def utc(text, day=3):
    return datetime.fromisoformat(f"2026-03-{day:02}T{text}").replace(tzinfo=UTC)


def starts(bookings=(), exceptions=(), slotting=HALF_HOURS, now=LONG_AGO, reserved=(), week=MORNING):
    slots = free_slots(TUESDAY, ZONE, week, exceptions, bookings, slotting, now, reserved)
    return [f"{local(start, ZONE):%H:%M}" for start, _ in slots]


def test_an_empty_morning_offers_every_slot():
    assert starts() == ["10:00", "10:30", "11:00", "11:30", "12:00", "12:30"]


def test_a_day_without_sessions_offers_none():
    assert starts(week=[]) == []


def test_back_to_back_is_fine_and_a_minute_of_overlap_is_not():
    assert starts([(utc("05:00"), utc("05:31"))]) == ["10:00", "11:30", "12:00", "12:30"]


def test_slots_are_not_offered_in_the_past():
    assert starts(now=utc("06:30")) == ["12:00", "12:30"]
    assert starts(now=utc("06:30:01")) == ["12:30"]


def test_a_longer_visit_must_fit_whole():
    assert starts(slotting=Slotting(45, 30)) == ["10:00", "10:30", "11:00", "11:30", "12:00"]
    assert starts(slotting=Slotting(200, 30)) == []


def test_a_pause_is_kept_around_each_visit():
    paused = Slotting(length=30, step=30, buffer=10)
    assert starts(slotting=paused) == ["10:00", "10:40", "11:20", "12:00"]
    assert starts([(utc("05:10"), utc("05:40"))], slotting=paused) == ["10:00", "11:20", "12:00"]


def test_breaks_begin_a_new_run_of_slots():
    week = [Row(1, time(10), time(13), breaks=[["11:15", "11:40"]])]
    assert starts(week=week) == ["10:00", "10:30", "11:40", "12:10"]


def test_reserved_time_is_offered_only_when_asked_for():
    kept = [
        Dated("hold", utc("04:30"), utc("05:00")),
        Dated("emergency", utc("07:00"), utc("07:30")),
        Dated("block", utc("06:00"), utc("06:30")),
    ]
    assert starts(exceptions=kept) == ["10:30", "11:00", "12:00"]
    assert starts(exceptions=kept, reserved=("emergency",)) == ["10:30", "11:00", "12:00", "12:30"]
    assert starts(exceptions=kept, reserved=("hold", "emergency"))[0] == "10:00"


def test_slots_pass_a_clock_change_without_a_gap_or_a_repeat():
    early, day = [Row(6, time(1), time(4))], date(2026, 3, 8)
    slots = free_slots(day, "America/New_York", early, [], [], Slotting(60, 60), LONG_AGO)
    assert [f"{local(start, 'America/New_York'):%H:%M}" for start, _ in slots] == ["01:00", "03:00"]


minute = st.integers(min_value=0, max_value=240)


@given(st.lists(st.tuples(minute, minute), max_size=4), st.integers(5, 60), st.integers(0, 15))
def test_no_offered_slot_touches_a_booking_or_leaves_the_session(pairs, length, buffer):
    base = utc("04:30").timestamp()
    booked = [(datetime.fromtimestamp(base + 60 * a, UTC), datetime.fromtimestamp(base + 60 * b, UTC)) for a, b in pairs if a < b]
    slotting = Slotting(length, 15, buffer)
    for start, end in free_slots(TUESDAY, ZONE, MORNING, [], booked, slotting, LONG_AGO):
        assert (end - start).total_seconds() == 60 * length
        assert utc("04:30") <= start
        assert end <= utc("07:30")
        assert all(end <= a or b <= start for a, b in booked)


def test_a_visit_is_bookable_only_wholly_inside_the_hours():
    hours = [(utc("04:30"), utc("06:00")), (utc("06:00"), utc("07:30"))]
    assert is_bookable((utc("05:45"), utc("06:15")), hours)
    assert not is_bookable((utc("07:15"), utc("07:45")), hours)
