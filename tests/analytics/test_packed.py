"""A figure read from packed days equals the figure of the raw rows, whenever it is read."""

from datetime import UTC, date, datetime, timedelta

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from data.analytics import appointments as figures
from data.analytics.packed import facts_from_packed, pack_day, pack_days
from data.analytics.visits import STATUSES, Move, Visit, facts_by_day

ZONE = "America/New_York"
START, END = date(2026, 3, 6), date(2026, 3, 10)  # the clock goes forward on 8 March
FIRST = datetime(2026, 3, 6, 5, tzinfo=UTC)
DAYS = [START + timedelta(days=n) for n in range((END - START).days)]

instants = st.integers(-600, 6600).map(lambda minute: FIRST + timedelta(minutes=minute))
maybe = st.none() | instants
visit = st.fixed_dictionaries(
    {
        "doctor_id": st.sampled_from(["D1", "D2"]),
        "appointment_type": st.sampled_from(["consultation", "emergency"]),
        "status": st.sampled_from([*sorted(STATUSES), "draft"]),
        "duration": st.integers(5, 480),
        "token_number": st.none() | st.just(7),
        "starts_at": instants,
        "created_at": instants,
        "cancelled_at": maybe,
        "checked_in_at": maybe,
        "started_at": maybe,
        "deleted_at": st.sampled_from([None, None, None, FIRST]),
        "seconds": st.integers(-29, 29),
    }
)
move = st.builds(Move, st.integers(0, 5), st.sampled_from(["D1", "D2"]), instants, instants)
session = st.tuples(instants, st.integers(5, 400))


def built(number, cells):
    seconds = cells.pop("seconds")
    ends_at = cells["starts_at"] + timedelta(minutes=cells["duration"], seconds=seconds)
    return Visit(**dict.fromkeys(Visit._fields) | cells | {"id": number, "ends_at": ends_at})


def day_of(visits):
    return [built(number, cells) for number, cells in enumerate(visits)]


def hours(sessions):
    spans = [(start, start + timedelta(minutes=minutes)) for start, minutes in sessions]
    return {("D1", day): spans for day in DAYS}


def every_figure(facts, now):
    today = now.date()
    return [
        figures.load_by_day(facts.load).values.tolist(),
        figures.load_by_doctor(facts.load).values.tolist(),
        figures.minutes_by_day(facts.capacity).values.tolist(),
        figures.utilisation_by_doctor(facts.capacity, today).values.tolist(),
        figures.booked_utilisation(facts.capacity),
        figures.realised_utilisation(facts.capacity, today),
        figures.no_show_strict(facts.outcomes, now),
        figures.no_show_broad(facts.outcomes, now),
        figures.no_show_by_week(facts.outcomes, now).values.tolist(),
        figures.unresolved_visits(facts.outcomes, now),
        figures.completeness(facts.outcomes, now),
        figures.booked_starts(facts.hours, facts.capacity).fillna(-1).values.tolist(),
        figures.wait_minutes(facts.waits),
        figures.refill_rate(facts.refills),
        figures.lead_time_days(facts.leads),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(visit, max_size=12),
    st.lists(move, max_size=4),
    st.lists(session, max_size=3),
    st.integers(0, 6000),
    st.integers(0, 3000),
)
def test_packed_and_raw_days_give_the_same_figures(visits, moves, sessions, packed_after, read_after):
    packed_at = FIRST + timedelta(minutes=packed_after)
    now = packed_at + timedelta(minutes=read_after)
    inputs = (day_of(visits), moves, hours(sessions), ZONE)
    packed = pack_days(*inputs, START, END, packed_at)
    read = facts_from_packed((day, orjson.loads(orjson.dumps(row))) for day, row in packed.items())
    raw = facts_by_day(*inputs, START, END)
    for facts in (lambda all_: all_, lambda all_: all_.of_doctor("D1")):
        assert every_figure(facts(read), now) == every_figure(facts(raw), now)


@settings(max_examples=15, deadline=None)
@given(st.lists(visit, max_size=8), st.lists(session, max_size=3))
def test_a_day_packed_alone_is_the_day_packed_with_others(visits, sessions):
    inputs = (day_of(visits), [], hours(sessions), ZONE)
    together = pack_days(*inputs, START, END, FIRST)
    assert {day: pack_day(*inputs, day, FIRST) for day in DAYS} == together
