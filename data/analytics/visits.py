"""Visits as tidy frames, and the daily facts every appointment figure is a sum of.

A *visits* frame has one row per appointment, deleted ones included (source: `appointments`):
id, doctor_id, patient_id (text) · appointment_type, status · duration (whole minutes) ·
token_number (walk-ins only) · starts_at, ends_at, created_at, cancelled_at, checked_in_at,
started_at, ended_at, deleted_at (UTC instants, NaT where null).

A *moves* frame has one row per reschedule of a visit that is not deleted (source: `appointment_events`):
appointment_id, old_doctor_id (text) · moved_at, old_starts_at (UTC instants).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from data.core import intervals
from data.core.clock import day_bounds
from data.core.hours import Interval

VISITS = (
    "id", "doctor_id", "patient_id", "appointment_type", "status", "duration", "token_number",
    "starts_at", "ends_at", "created_at", "cancelled_at", "checked_in_at", "started_at", "ended_at",
    "deleted_at",
)  # fmt: skip
MOVES = ("appointment_id", "old_doctor_id", "moved_at", "old_starts_at")
ATTENDED = ("completed", "in-progress")
OPEN = ("scheduled", "confirmed")
BOOKED = (*ATTENDED, *OPEN, "no-show")
STATUSES = (*BOOKED, "cancelled")
LATE = timedelta(hours=24)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000

FACTS: dict[str, dict[str, Any]] = {
    "load": {"doctor_id": object, "status": object, "visits": "int64", "minutes": "float64"},
    "hours": {"doctor_id": object, "hour": "int64", "starts": "int64"},
    "capacity": {
        "doctor_id": object, "bookable": "float64", "booked": "float64", "overbooked": "float64",
        "attended": "float64",
    },
    "outcomes": {"doctor_id": object, "kind": object, "counts_from": "int64", "visits": "int64"},
    "refills": {"doctor_id": object, "cancelled": "int64", "refilled": "int64", "undated": "int64"},
    "waits": {"doctor_id": object, "minutes": "float64"},
    "leads": {"doctor_id": object, "appointment_type": object, "days": "float64"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """Tidy frames with `day` (the clinic's local date of the visit's start) and `doctor_id` (text) first.

    load: status, visits, minutes (Σ duration) · hours: hour of start (0–23), starts of booked visits ·
    capacity, in minutes: bookable (B), booked, overbooked, attended (as booked, attended visits only) ·
    outcomes: kind (attended, no-show, cancelled-late, cancelled-undated, moved-late, unresolved),
    counts_from (microseconds since 1970: the row counts once that is past), visits ·
    refills: cancelled before the start, refilled of them, cancelled without an instant (undated) ·
    waits: minutes of one attended visit, NaN where an instant is missing ·
    leads: appointment_type, days of one visit, NaN where it was recorded after its day.
    """

    load: pd.DataFrame
    hours: pd.DataFrame
    capacity: pd.DataFrame
    outcomes: pd.DataFrame
    refills: pd.DataFrame
    waits: pd.DataFrame
    leads: pd.DataFrame

    def of_doctor(self, doctor_id: object) -> Facts:
        """The facts of one doctor."""
        return self._where(lambda frame: frame["doctor_id"] == str(doctor_id))

    def between(self, start: date, end: date) -> Facts:
        """The facts of the days in [start, end)."""
        return self._where(lambda frame: (frame["day"] >= start) & (frame["day"] < end))

    def _where(self, keep: Any) -> Facts:
        frames = {item.name: getattr(self, item.name) for item in fields(self)}
        return replace(self, **{name: frame[keep(frame)] for name, frame in frames.items() if len(frame)})


def visits_frame(rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """A visits frame from rows in the order of VISITS."""
    return _frame(rows, VISITS)


def moves_frame(rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """A moves frame from rows in the order of MOVES."""
    return _frame(rows, MOVES)


def fact_frame(name: str, columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """The facts of one kind, with the dtypes that hold for raw and packed days alike."""
    days = {"day": pd.Series(columns["day"], dtype=object)}
    typed = {key: pd.Series(columns[key], dtype=kind) for key, kind in FACTS[name].items()}
    return pd.DataFrame(days | typed)


def counted(visits: pd.DataFrame) -> pd.DataFrame:
    """The visits any figure may count: not deleted, no drafts."""
    return visits[visits["deleted_at"].isna() & visits["status"].isin(STATUSES)]


def facts_by_day(  # noqa: PLR0913 - what a day consists of
    visits: pd.DataFrame,
    moves: pd.DataFrame,
    bookable: Mapping[tuple[str, date], Sequence[Interval]],
    zone: str,
    start: date,
    end: date,
) -> Facts:
    """The facts of the local days [start, end).

    `visits` may hold more than the range, and should hold the visits that overlap one of it;
    `moves` those from a start in the range and those of its visits; `bookable` is
    `hours.bookable_by_doctor` of the days.
    """
    live = counted(visits)
    own = _placed(live, "starts_at", zone, start, end)
    booked = own[own["status"].isin(BOOKED)]
    return Facts(
        load=_load(own),
        hours=_hours(booked),
        capacity=_capacity(booked, {key: cut for key, cut in bookable.items() if start <= key[1] < end}),
        outcomes=_outcomes(own, _placed(moves, "old_starts_at", zone, start, end)),
        refills=_refills(own[own["status"] == "cancelled"], live, moves),
        waits=_waits(own[own["status"].isin(ATTENDED)]),
        leads=_leads(booked, zone),
    )


def micros(instant: datetime) -> int:
    """An instant as whole microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def waited(checked_in: pd.Series, starts: pd.Series, token: pd.Series, until: Any) -> pd.Series:
    """Minutes from check-in, or from the start if that is later and the visit is no walk-in, at least 0."""
    since = checked_in.where(token.notna() | (checked_in > starts) | checked_in.isna(), starts)
    minutes: pd.Series = ((until - since) / pd.Timedelta(minutes=1)).clip(lower=0)
    return minutes


def _frame(rows: Iterable[Sequence[Any]], names: Sequence[str]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pd.DataFrame({name: _column(name, list(cells)) for name, cells in zip(names, columns, strict=True)})


def _column(name: str, cells: list[Any]) -> pd.Series:
    if name.endswith("_at"):
        return pd.Series(pd.to_datetime(cells, utc=True, format="ISO8601")).dt.as_unit("us")
    if name in ("duration", "token_number"):
        return pd.Series(cells, dtype="float64")
    return pd.Series([None if cell is None else str(cell) for cell in cells], dtype=object)


def _placed(frame: pd.DataFrame, instant: str, zone: str, start: date, end: date) -> pd.DataFrame:
    low, high = day_bounds(start, zone)[0], day_bounds(end, zone)[0]
    inside = frame[(frame[instant] >= low) & (frame[instant] < high)]
    wall = inside[instant].dt.tz_convert(zone)
    return inside.assign(day=wall.dt.date, hour=wall.dt.hour).sort_values("day", kind="stable")


def _load(own: pd.DataFrame) -> pd.DataFrame:
    grouped = own.groupby(["day", "doctor_id", "status"], sort=True)["duration"].agg(["size", "sum"])
    return fact_frame(
        "load", grouped.reset_index().rename(columns={"size": "visits", "sum": "minutes"}).to_dict("list")
    )


def _hours(booked: pd.DataFrame) -> pd.DataFrame:
    grouped = booked.groupby(["day", "doctor_id", "hour"], sort=True).size()
    return fact_frame("hours", grouped.reset_index(name="starts").to_dict("list"))


def _capacity(
    booked: pd.DataFrame, bookable: Mapping[tuple[str, date], Sequence[Interval]]
) -> pd.DataFrame:
    spans: dict[tuple[str, date], list[tuple[int, int, float, bool]]] = defaultdict(list)
    attended = booked["status"].isin(ATTENDED)
    for doctor, day, *span in zip(
        booked["doctor_id"], booked["day"], _micros_of(booked["starts_at"]), _micros_of(booked["ends_at"]),
        booked["duration"], attended, strict=True,
    ):  # fmt: skip
        spans[doctor, day].append(tuple(span))
    keys = sorted({*spans, *bookable}, key=lambda key: (key[1], key[0]))
    rows = [_capacity_row(key, spans[key], bookable.get(key, ())) for key in keys]
    return fact_frame("capacity", _columns(rows, "capacity"))


def _capacity_row(
    key: tuple[str, date], spans: Sequence[tuple[int, int, float, bool]], hours: Sequence[Interval]
) -> tuple[Any, ...]:
    open_time = [(micros(start), micros(end)) for start, end in hours]
    booked = _covered([(start, end) for start, end, _, _ in spans], open_time)
    attended = _covered([(start, end) for start, end, _, came in spans if came], open_time)
    overbooked = sum(minutes for _, _, minutes, _ in spans) - booked
    return key[1], key[0], _covered(open_time, open_time), booked, overbooked, attended


def _covered(spans: Sequence[tuple[int, int]], open_time: Sequence[tuple[int, int]]) -> float:
    return sum(end - start for start, end in intervals.intersect(spans, open_time)) / MINUTE


def _outcomes(own: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    cancelled, at = own["status"] == "cancelled", own["cancelled_at"]
    late = cancelled & (at >= own["starts_at"] - LATE) & (at < own["starts_at"])
    kinds = {
        "attended": own["status"].isin(ATTENDED),
        "no-show": own["status"] == "no-show",
        "unresolved": own["status"].isin(OPEN),
        "cancelled-late": late,
        "cancelled-undated": cancelled & at.isna(),
    }
    kind = pd.Series(np.select(list(kinds.values()), list(kinds), default=""), index=own.index, dtype=object)
    since = own["starts_at"].where(kind != "unresolved", own["ends_at"])
    rows = list(zip(own["day"], own["doctor_id"], kind, _micros_of(since), strict=True))
    told = [(*row, 1) for row in rows if row[2]] + _late_moves(moves)
    return fact_frame("outcomes", _columns(sorted(told), "outcomes"))


def _late_moves(moves: pd.DataFrame) -> list[tuple[Any, ...]]:
    old = moves["old_starts_at"]
    late = moves[(moves["moved_at"] >= old - LATE) & (moves["moved_at"] < old)]
    once = late.drop_duplicates(["appointment_id", "old_starts_at"])
    columns = (once["day"], once["old_doctor_id"], _micros_of(once["old_starts_at"]))
    return [(day, doctor, "moved-late", at, 1) for day, doctor, at in zip(*columns, strict=True)]


def _refills(cancelled: pd.DataFrame, live: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    booked = live[live["status"].isin(BOOKED)]
    moved = booked["id"].map(moves.groupby("appointment_id")["moved_at"].max())
    placed = moved.where(moved.notna(), booked["created_at"])
    taken: dict[str, list[Any]] = defaultdict(list)
    for doctor, *span in zip(booked["doctor_id"], booked["starts_at"], booked["ends_at"], placed, strict=True):
        taken[doctor].append(span)
    names = ("day", "doctor_id", "starts_at", "ends_at", "cancelled_at")
    rows = [
        (day, doctor, *_refill(start, end, at, taken[doctor]))
        for day, doctor, start, end, at in zip(*(cancelled[name] for name in names), strict=True)
        if pd.isna(at) or at < start
    ]
    return fact_frame("refills", _columns(sorted(rows), "refills"))


def _refill(start: Any, end: Any, cancelled_at: Any, taken: Sequence[Any]) -> tuple[int, int, int]:
    if pd.isna(cancelled_at):
        return 0, 0, 1
    return 1, int(any(a < end and start < b and cancelled_at <= at < start for a, b, at in taken)), 0


def _waits(attended: pd.DataFrame) -> pd.DataFrame:
    minutes = waited(
        attended["checked_in_at"], attended["starts_at"], attended["token_number"], attended["started_at"]
    )
    return fact_frame("waits", attended.assign(minutes=minutes).to_dict("list"))


def _leads(booked: pd.DataFrame, zone: str) -> pd.DataFrame:
    planned = booked[booked["token_number"].isna() & (booked["appointment_type"] != "emergency")]
    made = planned["created_at"].dt.tz_convert(zone).dt.date
    days = [(day - since).days if day >= since else None for day, since in zip(planned["day"], made, strict=True)]
    return fact_frame("leads", planned.assign(days=days).to_dict("list"))


def _micros_of(instants: pd.Series) -> list[int]:
    return list(instants.dt.as_unit("us").astype("int64"))


def _columns(rows: Sequence[Sequence[Any]], name: str) -> dict[str, Sequence[Any]]:
    names = ("day", *FACTS[name])
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
