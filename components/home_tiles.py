"""The figures of the overview in words: its nine tiles, the line under its title, what needs someone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from components import ids, kpi, values

NOUN = "home"
KEPT = "scheduled,confirmed,in-progress,completed,no-show"  # what fills bookable time
VISITS = "/dashboard/appointments"
LONG_WAIT = 30
TILES = {
    "waiting": "Waiting now",
    "no_show": "No-show",
    "unresolved": "Without an outcome",
    "booked": "Booked time",
    "realised": "Attended time",
    "wait": "Median wait",
    "access": "Third next slot",
    "lead": "Booked ahead",
    "refill": "Refilled",
}


def rows_of(**narrowed: str) -> str:
    """The address of the list behind a figure."""
    return f"{VISITS}?{urlencode({'view': 'list'} | {k: v for k, v in narrowed.items() if v})}"


def readings(found: Any) -> dict[str, kpi.Reading]:
    """What each tile says."""
    waiting, longest = found.waiting
    fewer = _better(found.no_show.value, found.no_show_before.value, lower=True)
    return {
        "waiting": kpi.Reading(str(waiting), f"longest {values.minutes(longest)}" if waiting else "nobody waits"),
        "no_show": kpi.Reading(
            kpi.rate(found.no_show.numerator, found.no_show.denominator),
            f" {found.no_show.numerator} of {found.no_show.denominator}",
            kpi.points(found.no_show.value, found.no_show_before.value),
            fewer,
        ),
        "unresolved": kpi.Reading(str(found.unresolved), "still open, but over"),
        "booked": _use(found.booked_use, found.booked_use_before),
        "realised": _use(found.realised_use, found.realised_use_before),
        "wait": kpi.Reading(
            values.minutes(found.wait.median) if found.wait.n >= kpi.FEW else values.DASH,
            f"9 of 10 under {values.minutes(found.wait.p90)}, n {found.wait.n}",
        ),
        "access": kpi.Reading(_days(found.access_now[0]) if found.access_now else values.DASH, _access_note(found)),
        "lead": kpi.Reading(
            _days(found.lead.median) if found.lead.n >= kpi.FEW else values.DASH,
            f"9 of 10 within {_days(found.lead.p90)}, n {found.lead.n}",
        ),
        "refill": kpi.Reading(
            kpi.rate(found.refill.numerator, found.refill.denominator),
            f" {found.refill.numerator} of {found.refill.denominator} freed",
        ),
    }


def _days(value: float | None) -> str:
    """3 days; today; > 60 days."""
    if value is None:
        return "> 60 days"
    return "today" if not value else values.count(int(value), "day")


def _access_note(found: Any) -> str:
    if not found.access_now:
        return "read daily at 08:00"
    share = kpi.rate(found.access_share.numerator, found.access_share.denominator)
    return f"soonest doctor; {share} within 10 days"


def _use(now: Any, before: Any) -> kpi.Reading:
    note = f" {now.numerator / 60:.0f} of {now.denominator / 60:.0f} h"
    return kpi.Reading(
        values.percent(now.value), note, kpi.points(now.value, before.value), _better(now.value, before.value, lower=False)
    )


def _better(now: float | None, before: float | None, *, lower: bool) -> bool | None:
    return None if now is None or before is None or now == before else (now < before) == lower


def sub(found: Any) -> str:
    """The line under the title."""
    return f"{values.count(found.booked_today, 'visit')} booked, {found.done_today} done"


def alarms(found: Any, doctor_id: str, urgent: Sequence[kpi.Alarm] = ()) -> Any:
    """What needs someone, worst first; `urgent` goes before what the visits say."""
    waiting, longest = found.waiting
    told = list(urgent)
    if longest is not None and longest > LONG_WAIT:
        told.append(
            kpi.Alarm(
                "stopwatch",
                "clay",
                f"Somebody waits {values.minutes(longest)}",
                f"{values.count(waiting, 'person', 'people')} in the waiting room",
                "/dashboard/queue",
            )
        )
    if found.unresolved:
        told.append(
            kpi.Alarm(
                "question-lg",
                "turm",
                f"{values.count(found.unresolved, 'visit')} without an outcome",
                "Completed, or did nobody come?",
                unresolved_rows(found, doctor_id),
            )
        )
    return kpi.attention(told)


def unresolved_rows(found: Any, doctor_id: str) -> str:
    """Visits before today that are still open."""
    return rows_of(status="scheduled,confirmed", to=found.today.isoformat(), doctor_id=doctor_id)


def cells(found: Any, doctor_id: str, *, opens_lists: bool) -> list[Any]:
    """The tiles, each with the list behind its number for those who open lists."""
    told, began = readings(found), {"from": found.start.isoformat(), "doctor_id": doctor_id}
    until = min(found.end, found.today + timedelta(days=1)).isoformat()
    lists = {
        "waiting": "/dashboard/queue",
        "no_show": rows_of(status="no-show", to=until, **began),
        "unresolved": unresolved_rows(found, doctor_id),
        "booked": rows_of(status=KEPT, to=found.end.isoformat(), **began),
        "realised": rows_of(status="in-progress,completed", to=min(found.end, found.today).isoformat(), **began),
        "access": VISITS,
    }
    return [kpi.tile(name, _key(key), told[key], lists.get(key, "") if opens_lists else "") for key, name in TILES.items()]


def _key(tile: str) -> str:
    return ids.part(NOUN, "tile", tile)


def leaves() -> list[tuple[str, str]]:
    """(id, property) of every tile's leaves, in the order of `leaf_values`."""
    return [leaf for tile in TILES for leaf in kpi.leaves(_key(tile))]


def leaf_values(found: Any) -> list[Any]:
    """What the leaves are set to."""
    told = readings(found)
    return [value for tile in TILES for value in kpi.leaf_values(told[tile])]
