"""Interval sets against the plain meaning: a set of whole numbers."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from data.core import intervals

numbers = st.integers(min_value=0, max_value=40)
sets = st.lists(st.tuples(numbers, numbers), max_size=6)


def points(pairs):
    return {point for start, end in pairs for point in range(start, end)}


def is_tidy(pairs):
    ends = [point for pair in pairs for point in pair]
    return ends == sorted(set(ends))


@given(sets)
def test_a_union_holds_the_same_points_once(some):
    merged = intervals.union(some)
    assert points(merged) == points(some)
    assert is_tidy(merged)
    assert intervals.union(merged) == merged


@given(sets, sets)
def test_an_intersection_holds_the_points_of_both(left, right):
    both = intervals.intersect(left, right)
    assert points(both) == points(left) & points(right)
    assert is_tidy(both)
    assert both == intervals.intersect(right, left)


@given(sets, sets)
def test_a_difference_holds_the_points_of_the_left_alone(left, right):
    rest = intervals.subtract(left, right)
    assert points(rest) == points(left) - points(right)
    assert is_tidy(rest)


def test_back_to_back_is_one_interval_and_no_overlap():
    assert intervals.union([(10, 20), (20, 30)]) == [(10, 30)]
    assert intervals.intersect([(10, 20)], [(20, 30)]) == []


def test_minutes_count_an_overlap_once_and_keep_seconds():
    def at(minute, second=0):
        return datetime(2026, 3, 3, 10, minute, second, tzinfo=UTC)

    assert intervals.minutes([(at(0), at(30)), (at(15), at(45))]) == 45
    assert intervals.minutes([(at(0), at(0, 30))]) == 0.5
    assert intervals.minutes([]) == 0
