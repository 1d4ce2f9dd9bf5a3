"""Golden case G1 of the metrics: appointment load of one doctor, 3 and 4 March 2026, Asia/Kolkata."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson
import pytest

from data.analytics import appointments as figures
from data.analytics.packed import facts_from_packed, pack_days
from data.analytics.visits import Visit, facts_by_day
from data.core.hours import bookable_by_doctor

ZONE = "Asia/Kolkata"
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
NOW = datetime(2026, 3, 4, 18, 30, tzinfo=UTC)  # 5 March 00:00 local
G1 = """id,appointment_type,starts_at,duration,status,created_at,cancelled_at,deleted_at
A01,emergency,2026-03-02T23:30Z,30,completed,2026-03-02T23:10Z,,
A02,consultation,2026-03-03T04:30Z,30,completed,2026-02-27T05:00Z,,
A03,follow-up,2026-03-03T05:00Z,30,completed,2026-03-01T06:00Z,,
A04,consultation,2026-03-03T05:30Z,30,no-show,2026-02-21T09:00Z,,
A05,consultation,2026-03-03T06:00Z,60,cancelled,2026-02-20T07:00Z,2026-03-02T14:30Z,
A06,consultation,2026-03-03T06:00Z,30,completed,2026-03-02T15:00Z,,
A07,checkup,2026-03-04T04:30Z,30,completed,2026-02-25T18:40Z,,
A08,consultation,2026-03-04T05:00Z,45,completed,2026-02-24T10:00Z,,
A09,follow-up,2026-03-04T05:45Z,30,cancelled,2026-02-18T08:00Z,2026-03-01T05:45Z,
A10,consultation,2026-03-04T06:15Z,30,scheduled,2026-02-28T04:00Z,,
A11,consultation,2026-03-04T18:30Z,30,scheduled,2026-03-02T05:00Z,,
A12,consultation,2026-03-03T07:00Z,30,completed,2026-03-01T05:00Z,,2026-03-02T04:00Z
"""


@dataclass
class Row:
    weekday: int
    starts: time = time(10)
    ends: time = time(13)
    breaks: Any = ()
    valid_from: date | None = None
    valid_to: date | None = None
    doctor_id: Any = "D1"


@dataclass
class Block:
    starts_at: datetime
    ends_at: datetime
    kind: str = "block"
    doctor_id: Any = "D1"


def instant(text):
    return datetime.fromisoformat(text) if text else None


def visits(text=G1):
    rows = []
    for cells in csv.DictReader(io.StringIO(text)):
        row: dict[str, Any] = dict.fromkeys(Visit._fields) | cells | {"doctor_id": "D1"}
        row |= {name: instant(row[name]) for name in Visit._fields if name.endswith("_at")}
        row["duration"] = int(row["duration"])
        row["ends_at"] = row["starts_at"] + timedelta(minutes=row["duration"])
        rows.append(Visit(**row))
    return rows


def hours():
    block = Block(datetime(2026, 3, 4, 6, 30, tzinfo=UTC), datetime(2026, 3, 4, 7, 30, tzinfo=UTC))
    return bookable_by_doctor([TUESDAY, WEDNESDAY], ZONE, [Row(1), Row(2)], [block])


def raw_facts(rows):
    return facts_by_day(rows, [], hours(), ZONE, TUESDAY, THURSDAY)


def packed_facts(rows):
    packed = pack_days(rows, [], hours(), ZONE, TUESDAY, THURSDAY, NOW)
    return facts_from_packed((day, orjson.loads(orjson.dumps(row))) for day, row in packed.items())


@pytest.fixture(params=[raw_facts, packed_facts], ids=["raw", "packed"])
def facts_of(request):
    return request.param


@pytest.fixture
def facts(facts_of):
    return facts_of(visits())


def percent(figure):
    return round(100 * figure.value, 2)


def test_minutes_and_visits_by_status(facts):
    load = figures.load_by_day(facts.load)
    found = {(row.day, row.status): (row.visits, row.minutes) for row in load.itertuples()}
    assert found == {
        (TUESDAY, "completed"): (4, 120),
        (TUESDAY, "no-show"): (1, 30),
        (TUESDAY, "cancelled"): (1, 60),
        (WEDNESDAY, "completed"): (2, 75),
        (WEDNESDAY, "scheduled"): (1, 30),
        (WEDNESDAY, "cancelled"): (1, 30),
    }


def test_bookable_booked_and_overbooked_minutes(facts):
    rows = figures.minutes_by_day(facts.capacity)
    assert rows.values.tolist() == [[TUESDAY, 180, 120, 30, 90], [WEDNESDAY, 120, 90, 15, 75]]


def test_utilisation_of_each_day(facts):
    for day, booked, realised in [(TUESDAY, 66.67, 50.0), (WEDNESDAY, 75.0, 62.5)]:
        one = facts.between(day, day + timedelta(days=1)).capacity
        assert percent(figures.booked_utilisation(one)) == booked
        assert percent(figures.realised_utilisation(one, THURSDAY)) == realised


def test_utilisation_of_the_range(facts):
    booked = figures.booked_utilisation(facts.capacity)
    realised = figures.realised_utilisation(facts.capacity, THURSDAY)
    assert (booked.numerator, booked.denominator, percent(booked)) == (210, 300, 70.0)
    assert (realised.numerator, realised.denominator, percent(realised)) == (165, 300, 55.0)


def test_no_shows(facts):
    strict = figures.no_show_strict(facts.outcomes, NOW)
    broad = figures.no_show_broad(facts.outcomes, NOW)
    assert (strict.numerator, strict.denominator, percent(strict)) == (1, 7, 14.29)
    assert (broad.numerator, broad.denominator, percent(broad)) == (2, 8, 25.0)


def test_unresolved_visits_and_completeness(facts):
    known = figures.completeness(facts.outcomes, NOW)
    assert figures.unresolved_visits(facts.outcomes, NOW) == 1
    assert (known.numerator, known.denominator, percent(known)) == (7, 8, 87.5)


def test_the_refill_rate_is_one_of_two_and_no_rate(facts):
    refill = figures.refill_rate(facts.refills)
    assert (refill.numerator, refill.denominator, refill.value) == (1, 2, None)


def test_heat_map_counts(facts):
    cells = figures.booked_starts(facts.hours, facts.capacity)
    found = {(row.weekday, row.hour): row.starts for row in cells.itertuples()}
    assert found == {(1, 5): 1, (1, 10): 2, (1, 11): 2, (2, 10): 2, (2, 11): 1}
    assert cells[["mean", "p90"]].isna().all(axis=None)


def test_lead_times(facts):
    lead = figures.lead_time_days(facts.leads)
    assert lead.values == (1, 2, 4, 4, 6, 8, 10)
    assert (lead.median, lead.p90, lead.eligible) == (4, 10, 7)


def test_imported_overlaps_count_once_as_booked(facts_of):
    moved = G1.replace("A03,follow-up,2026-03-03T05:00Z", "A03,follow-up,2026-03-03T04:45Z")
    rows = figures.minutes_by_day(facts_of(visits(moved)).capacity)
    assert rows.values.tolist()[0] == [TUESDAY, 180, 105, 45, 75]
