"""Sets of half-open intervals [start, end): lists of pairs of whole numbers or of instants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

Point = TypeVar("Point", int, datetime)


def union(intervals: Iterable[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """The same points as sorted, disjoint, non-touching intervals; empty ones vanish."""
    merged: list[tuple[Point, Point]] = []
    for start, end in sorted(pair for pair in intervals if pair[0] < pair[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def intersect(left: Iterable[tuple[Point, Point]], right: Iterable[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """The points that lie in both sets."""
    others = union(right)
    return [(max(start, a), min(end, b)) for start, end in union(left) for a, b in others if max(start, a) < min(end, b)]


def subtract(left: Iterable[tuple[Point, Point]], right: Iterable[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """The points of the left set that are not in the right one."""
    rest = union(left)
    for start, end in union(right):
        rest = [piece for a, b in rest for piece in ((a, min(b, start)), (max(a, end), b)) if piece[0] < piece[1]]
    return rest


def minutes(intervals: Iterable[tuple[datetime, datetime]]) -> float:
    """Minutes covered by a set of instants; overlaps count once."""
    length = sum((end - start for start, end in union(intervals)), timedelta())
    return length / timedelta(minutes=1)
