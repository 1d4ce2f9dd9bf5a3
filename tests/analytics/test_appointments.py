"""Each appointment figure on a case small enough to count by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.analytics import appointments as figures
from data.analytics.figures import FIGURES
from data.analytics.visits import Move, Visit, facts_by_day

KOLKATA, NEW_YORK = "Asia/Kolkata", "America/New_York"
DAY = date(2026, 3, 3)
START = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)  # 10:30 in Kolkata
NOW = datetime(2026, 3, 4, 0, 0, tzinfo=UTC)
H, M = timedelta(hours=1), timedelta(minutes=1)


def visit(status="completed", at=START, minutes=30, **more):
    made = {"id": object(), "doctor_id": "D1", "appointment_type": "consultation", "created_at": at - 48 * H}
    ends = {"status": status, "starts_at": at, "ends_at": at + minutes * M, "duration": minutes}
    return Visit(**dict.fromkeys(Visit._fields) | made | ends | more)


def facts(visits, moves=(), hours=None, zone=KOLKATA, start=DAY, end=DAY + timedelta(days=1)):
    return facts_by_day(visits, moves, hours or {}, zone, start, end)


def strict(visits, now=NOW, **more):
    rate = figures.no_show_strict(facts(visits, **more).outcomes, now)
    return rate.numerator, rate.denominator


def broad(visits, now=NOW, **more):
    rate = figures.no_show_broad(facts(visits, **more).outcomes, now)
    return rate.numerator, rate.denominator, rate.eligible


def test_deleted_visits_and_drafts_count_nowhere():
    gone = facts([visit(deleted_at=NOW), visit("draft"), visit("no-show", deleted_at=NOW)])
    for frame in (gone.load, gone.hours, gone.capacity, gone.outcomes, gone.refills, gone.waits, gone.leads):
        assert frame.empty
    assert figures.waiting_now([visit("confirmed", checked_in_at=START, deleted_at=NOW)], NOW, KOLKATA).empty


def test_no_visits_give_empty_figures_and_no_division():
    none = facts([])
    assert figures.load_by_day(none.load).empty
    assert figures.minutes_by_day(none.capacity).empty
    assert figures.utilisation_by_doctor(none.capacity, DAY).empty
    assert figures.no_show_by_week(none.outcomes, NOW).empty
    assert figures.booked_starts(none.hours, none.capacity).empty
    assert figures.booked_utilisation(none.capacity).value is None
    assert figures.realised_utilisation(none.capacity, DAY).value is None
    assert figures.no_show_strict(none.outcomes, NOW).value is None
    assert figures.wait_minutes(none.waits).median is None
    assert figures.refill_rate(none.refills).denominator == 0


def test_load_by_doctor_adds_minutes_of_each_status():
    rows = [visit(), visit(minutes=45), visit("cancelled"), visit(doctor_id="D2")]
    told = figures.load_by_doctor(facts(rows).load).to_numpy().tolist()
    assert told == [["D1", "cancelled", 1, 30], ["D1", "completed", 2, 75], ["D2", "completed", 1, 30]]


def test_a_visit_across_midnight_belongs_to_the_day_it_starts():
    late = visit(at=datetime(2026, 3, 3, 18, 15, tzinfo=UTC), minutes=60)  # 23:45 to 00:45
    night = [(late.starts_at, datetime(2026, 3, 3, 18, 30, tzinfo=UTC))]
    tomorrow = DAY + timedelta(days=1)
    hours = {("D1", DAY): night, ("D1", tomorrow): [(night[0][1], late.ends_at)]}
    found = facts([late], hours=hours, end=tomorrow + timedelta(days=1))
    assert found.capacity.to_numpy().tolist() == [[DAY, "D1", 15, 15, 45, 15], [tomorrow, "D1", 45, 0, 0, 0]]
    assert found.load["day"].tolist() == [DAY]


@pytest.mark.parametrize(
    ("zone", "instant", "day", "hour"),
    [
        (KOLKATA, "2026-03-03T18:29:59", DAY, 23),
        (KOLKATA, "2026-03-03T18:30:00", DAY + timedelta(days=1), 0),
        (NEW_YORK, "2026-03-08T04:59:00", date(2026, 3, 7), 23),
        (NEW_YORK, "2026-03-08T07:30:00", date(2026, 3, 8), 3),
        (NEW_YORK, "2026-03-09T03:59:00", date(2026, 3, 8), 23),
        (NEW_YORK, "2026-03-09T04:00:00", date(2026, 3, 9), 0),
    ],
)
def test_days_and_hours_are_cut_in_the_zone_of_the_clinic(zone, instant, day, hour):
    one = visit(at=datetime.fromisoformat(instant).replace(tzinfo=UTC))
    found = facts([one], zone=zone, start=date(2026, 3, 1), end=date(2026, 3, 31))
    assert found.hours.to_numpy().tolist() == [[day, "D1", hour, 1]]


def test_a_day_of_23_hours_ends_where_the_next_begins():
    day, nights = date(2026, 3, 8), [datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)]
    rows = [visit(at=nights[0] - M), visit(at=nights[0]), visit(at=nights[1] - M), visit(at=nights[1])]
    found = facts(rows, zone=NEW_YORK, start=day, end=day + timedelta(days=1))
    assert found.load["visits"].tolist() == [2]


def test_booked_utilisation_never_passes_the_whole():
    hours = {("D1", DAY): [(START, START + H)]}
    rows = [visit(minutes=45), visit(minutes=45), visit(at=START + 30 * M, minutes=90), visit("cancelled")]
    found = facts(rows, hours=hours)
    assert figures.booked_utilisation(found.capacity).value == 1
    assert found.capacity["overbooked"].tolist() == [180 - 60]


def test_realised_utilisation_leaves_today_and_those_who_did_not_come_out():
    hours = {
        ("D1", DAY): [(START, START + H)],
        ("D1", DAY + timedelta(days=1)): [(START + 24 * H, START + 25 * H)],
    }
    rows = [visit(), visit("no-show", at=START + 30 * M), visit(at=START + 24 * H)]
    found = facts(rows, hours=hours, end=DAY + timedelta(days=2))
    today = DAY + timedelta(days=1)
    realised = figures.realised_utilisation(found.capacity, today)
    assert (realised.numerator, realised.denominator) == (30, 60)
    table = figures.utilisation_by_doctor(found.capacity, today)
    assert table.to_numpy().tolist() == [["D1", 120, 90, 0, 30, 60]]


def test_a_visit_that_has_not_started_is_in_no_rate():
    ahead = [visit("in-progress"), visit("completed", at=START - H)]
    assert strict(ahead, now=START) == (0, 1)
    assert strict(ahead, now=START + M) == (0, 2)


@pytest.mark.parametrize(
    ("before", "late"),
    [(24 * H + M, False), (24 * H, True), (M, True), (timedelta(0), False), (-M, False)],
)
def test_late_means_from_24_hours_before_the_start_up_to_it(before, late):
    cancelled = visit("cancelled", cancelled_at=START - before)
    assert broad([cancelled]) == (int(late), int(late), int(late))
    moved = Move("A1", "D1", START - before, START)
    assert broad([], moves=[moved]) == (int(late), int(late), int(late))


def test_a_late_move_counts_once_at_its_old_start_and_doctor():
    later = visit(id="A1", at=START + 72 * H, doctor_id="D2")
    moves = [Move("A1", "D1", START - 2 * H, START), Move("A1", "D1", START - H, START)]
    found = facts([later], moves, end=DAY + timedelta(days=5))
    assert figures.no_show_broad(found.of_doctor("D1").outcomes, NOW).numerator == 1
    assert figures.no_show_broad(found.of_doctor("D2").outcomes, NOW + 99 * H).numerator == 0
    assert figures.no_show_strict(found.outcomes, NOW + 99 * H).denominator == 1


def test_a_cancellation_without_an_instant_is_eligible_but_not_used():
    assert broad([visit(), visit("cancelled")]) == (0, 1, 2)
    refill = figures.refill_rate(facts([visit("cancelled")]).refills)
    assert (refill.denominator, refill.eligible) == (0, 1)


def test_unresolved_visits_are_over_and_open():
    rows = [visit("scheduled"), visit("confirmed"), visit("completed"), visit("scheduled", minutes=60)]
    outcomes = facts(rows).outcomes
    assert figures.unresolved_visits(outcomes, START + 30 * M) == 0
    assert figures.unresolved_visits(outcomes, START + 31 * M) == 2
    known = figures.completeness(outcomes, START + 31 * M)
    assert (known.numerator, known.denominator, known.value) == (1, 3, None)


def test_no_shows_by_week_start_on_monday():
    sunday, monday = START - 48 * H, START - 24 * H
    rows = [
        visit(at=sunday),
        visit("no-show", at=monday),
        visit(),
        visit("cancelled", cancelled_at=START - 90 * H),
    ]
    found = facts(rows, start=date(2026, 2, 23), end=date(2026, 3, 9))
    weeks = figures.no_show_by_week(found.outcomes, NOW)
    told = [(row.week, row.strict.numerator, row.strict.denominator) for row in weeks.itertuples()]
    assert told == [(date(2026, 2, 23), 0, 1), (date(2026, 3, 2), 1, 2)]


def test_the_heat_map_is_a_mean_and_p90_per_open_day_from_five_on():
    days = [DAY + timedelta(weeks=n) for n in range(5)]
    opened = {("D1", day): [(START, START + H)] for day in days}
    rows = [visit(), visit(at=START + M), visit(at=START + 7 * 24 * H), visit("cancelled")]
    found = facts(rows, hours=opened, end=days[-1] + timedelta(days=1))
    cells = figures.booked_starts(found.hours, found.capacity)
    assert cells.to_numpy().tolist() == [[1, 10, 3, 5, 0.6, 2]]
    four = found.between(DAY, days[-1])
    assert figures.booked_starts(four.hours, four.capacity)[["mean", "p90"]].isna().all(axis=None)


def test_waiting_now_counts_from_the_start_except_for_walk_ins():
    now = START + 40 * M
    rows = [
        visit("confirmed", id="early", checked_in_at=START - 20 * M),
        visit("scheduled", id="walk-in", checked_in_at=START - 5 * M, token_number=4),
        visit("confirmed", id="ahead", at=START + H, checked_in_at=START),
        visit("confirmed", id="called in", checked_in_at=START, started_at=START),
        visit("confirmed", id="not yet", checked_in_at=now + M),
        visit("confirmed", id="absent"),
        visit("no-show", id="left", checked_in_at=START),
        visit("confirmed", id="tomorrow", at=START + 24 * H, checked_in_at=START),
    ]
    waiting = figures.waiting_now(rows, now, KOLKATA)
    assert waiting.to_numpy().tolist() == [["walk-in", "D1", 45], ["early", "D1", 40], ["ahead", "D1", 0]]


def test_waits_are_of_attended_visits_with_both_instants():
    rows = [
        visit(checked_in_at=START - 10 * M, started_at=START + 5 * M),
        visit(checked_in_at=START + 10 * M, started_at=START + 25 * M),
        visit(checked_in_at=START - 10 * M, started_at=START + 5 * M, token_number=1),
        visit("in-progress", checked_in_at=START - 10 * M, started_at=START - 5 * M),
        visit(checked_in_at=START, started_at=START + 90 * timedelta(seconds=1)),
        visit(started_at=START),
        visit(checked_in_at=START),
        visit("cancelled", checked_in_at=START, started_at=START + H),
    ]
    spread = figures.wait_minutes(facts(rows).waits)
    assert (spread.values, spread.eligible) == ((0, 1.5, 5, 15, 15), 7)
    assert (spread.median, spread.p90) == (5, 15)


def refilled(**other):
    lost = visit("cancelled", cancelled_at=START - 5 * H, minutes=60)
    rate = figures.refill_rate(facts([lost, visit(**{"id": "B", "created_at": START - 4 * H} | other)]).refills)
    assert rate.denominator == 1
    return bool(rate.numerator)


@pytest.mark.parametrize(
    ("other", "yes"),
    [
        ({}, True),
        ({"created_at": START - 5 * H}, True),
        ({"created_at": START - 5 * H - M}, False),
        ({"created_at": START}, False),
        ({"at": START + 30 * M}, True),
        ({"at": START + 60 * M}, False),
        ({"at": START - 30 * M}, False),
        ({"at": START - 29 * M}, True),
        ({"doctor_id": "D2"}, False),
        ({"status": "no-show"}, True),
        ({"status": "cancelled", "cancelled_at": START + H}, False),
        ({"deleted_at": NOW}, False),
    ],
)
def test_a_refill_was_made_there_between_the_cancellation_and_the_old_start(other, yes):
    assert refilled(**other) is yes


def test_a_visit_moved_there_is_a_refill_by_its_last_move():
    lost = visit("cancelled", cancelled_at=START - 5 * H)
    moved = visit(id="B", created_at=START - 99 * H)
    one = [Move("B", "D1", START - 4 * H, START + 48 * H)]
    before = [Move("B", "D1", START - 6 * H, START + 48 * H)]
    assert figures.refill_rate(facts([lost, moved], one).refills).numerator == 1
    assert figures.refill_rate(facts([lost, moved], before).refills).numerator == 0


def test_lead_time_leaves_walk_ins_emergencies_and_later_records_out():
    rows = [
        visit(created_at=datetime(2026, 3, 2, 18, 29, tzinfo=UTC)),  # 2 March 23:59 local
        visit(created_at=datetime(2026, 3, 2, 18, 30, tzinfo=UTC)),  # 3 March 00:00 local
        visit(token_number=2),
        visit(appointment_type="emergency"),
        visit("cancelled"),
        visit(created_at=START + 48 * H),
    ]
    lead = figures.lead_time_days(facts(rows).leads)
    assert (lead.values, lead.eligible, lead.median) == ((0, 1), 3, None)


def slot(day, hour=5):
    start = datetime(2026, 3, day, hour, tzinfo=UTC)
    return start, start + 30 * M


def test_third_next_available_is_the_day_of_the_third_slot():
    assert figures.third_next_available([slot(6), slot(3), slot(4)], DAY, KOLKATA) == 3
    assert figures.third_next_available([slot(3), slot(3, 6), slot(3, 7)], DAY, KOLKATA) == 0
    assert figures.third_next_available([slot(3), slot(3, 6), slot(3, 19)], DAY, KOLKATA) == 1
    assert figures.third_next_available([slot(3), slot(4)], DAY, KOLKATA) is None


@pytest.mark.parametrize(("days", "reading"), [(60, 60), (61, None)])
def test_third_next_available_looks_sixty_days_ahead(days, reading):
    slots = [(start + days * 24 * H, end + days * 24 * H) for start, end in [slot(3), slot(3, 6), slot(3, 7)]]
    assert figures.third_next_available(slots, DAY, KOLKATA) == reading


def test_every_figure_has_words():
    for key, figure in FIGURES.items():
        assert figure.key == key
        assert figure.definition.endswith(".")
        assert figure.inputs
        counts, times = {"visits", "reports", "orders", "items", "units"}, {"minutes", "hours", "days", "months"}
        assert figure.unit in counts | times | {"share", "paise"}
