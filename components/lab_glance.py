"""The laboratory on the homes: in target, overdue, open, critical values nobody has read back; each opens its reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from components import ids, kpi, shell, values
from components.words import link

NOUN = "lab_glance"
REPORTS, FIGURES = "/dashboard/lab-reports", "/dashboard/lab-reports/figures"
QUERY, AS_OF, ALARMS = ids.part(NOUN, "query"), ids.part(NOUN, "as-of"), ids.part(NOUN, "alarms")
TILES = {"in_target": "In target", "overdue": "Overdue now", "open": "Open", "critical": "Critical, not read back"}
STATES = (
    ("ordered", "ordered"),
    ("sample-collected", "collected"),
    ("in-progress", "in progress"),
    ("completed", "to verify"),
)
COURSE = 8


def rows_of(**narrowed: str) -> str:
    """The address of the reports behind a figure."""
    return f"{REPORTS}?{urlencode({k: v for k, v in narrowed.items() if v})}"


def span_of(found: Any) -> dict[str, str]:
    """The days of the figures, as the list takes them."""
    return {"from": found.start.isoformat(), "to": found.end.isoformat()}


def readings(found: Any) -> dict[str, kpi.Reading]:
    """What each tile says."""
    return {"in_target": in_target(found), "overdue": overdue(found), "open": still_open(found), "critical": critical(found)}


def in_target(found: Any) -> kpi.Reading:
    """88.5 %, against the equal range before, by week."""
    now, before = found.in_target, found.in_target_before
    rate = now.rate
    untimed = f", no target: {now.no_target}" if now.no_target else ""
    better = (
        None if None in {rate.value, before.rate.value} or rate.value == before.rate.value else rate.value > before.rate.value
    )
    course = [week.value for week in found.weeks["rate"]][-COURSE:]
    return kpi.Reading(
        kpi.rate(rate.numerator, rate.denominator),
        f" {rate.numerator} of {rate.denominator}{untimed}",
        kpi.points(rate.value, before.rate.value),
        better,
        course,
    )


def overdue(found: Any) -> kpi.Reading:
    """How many, and the longest."""
    told = found.overdue
    return kpi.Reading(str(told.count), f"longest {values.minutes(told.longest)} over" if told.count else "nothing is late")


def still_open(found: Any) -> kpi.Reading:
    """How many, by state."""
    parts = [f"{found.open[state]} {word}" for state, word in STATES if found.open.get(state)]
    return kpi.Reading(str(sum(found.open.values())), ", ".join(parts) or "nothing to do")


def critical(found: Any) -> kpi.Reading:
    """Reports with a critical value nobody has read back."""
    if not found.critical:
        return kpi.Reading("0", "all read back")
    return kpi.Reading(str(critical_reports(found)), f"{values.count(len(found.critical), 'value')}, oldest {_oldest(found)}")


def critical_reports(found: Any) -> int:
    """In how many reports the open critical values stand."""
    return len({report for report, *_ in found.critical})


def _oldest(found: Any) -> str:
    return values.minutes((found.as_of - found.critical[0][3]).total_seconds() / 60)


def lists(found: Any, doctor_id: str = "") -> dict[str, str]:
    """The list behind each tile; a doctor's figures cover what she ordered herself."""
    own = {"doctor_id": doctor_id}
    return {
        "in_target": rows_of(late="in-target", **span_of(found), **own),
        "overdue": rows_of(state="open", late="now", **own),
        "open": rows_of(state="open", **own),
        "critical": rows_of(state="critical", **own),
    }


def alarms(found: Any, doctor_id: str = "") -> list[kpi.Alarm]:
    """What needs someone in the laboratory, worst first."""
    told, where = [], lists(found, doctor_id)
    if found.critical:
        words = values.count(critical_reports(found), "critical report")
        told.append(
            kpi.Alarm("exclamation-octagon", "clay", f"{words} not read back", f"oldest {_oldest(found)}", where["critical"])
        )
    if found.overdue.count:
        late = values.count(found.overdue.count, "lab report")
        told.append(
            kpi.Alarm(
                "stopwatch",
                "turm",
                f"{late} late",
                f"Longest {values.minutes(found.overdue.longest)} over target",
                where["overdue"],
            )
        )
    return told


def section(found: Any, zone: str, doctor_id: str = "", *, opens_lists: bool) -> Any:
    """The laboratory's sheet on a home."""
    told, where = readings(found), lists(found, doctor_id) if opens_lists else {}
    cells = [kpi.tile(name, _key(key), told[key], where.get(key, "")) for key, name in TILES.items()]
    aside = [
        link("All laboratory figures", FIGURES),
        html.Span(values.clock_time(found.as_of, zone), id=AS_OF, className="visually-hidden"),
    ]
    return html.Div(
        [
            dcc.Store(id=QUERY, data={"start": found.start.isoformat(), "end": found.end.isoformat()}),
            kpi.panel("Laboratory", "eyedropper", [kpi.tiles(*cells)], aside),
        ],
        className="by-four below",
    )


def home(found: Any, zone: str, title: str, heaps: Mapping[str, int], names: tuple[tuple[str, str], ...]) -> Any:
    """The laboratory technician's home: what is late or critical, the heaps of the work list, the figures."""
    work = [
        link([html.B(str(heaps.get(key, 0))), html.Span(word)], rows_of(state="open", late="now") if key == "late" else rows_of(state=key), className="heap")
        for key, word in names
    ]  # fmt: skip
    return html.Div(
        [
            shell.head(
                title,
                f"{values.count(sum(found.open.values()), 'report')} open",
                [link("Work list", REPORTS, className="btn btn-light")],
            ),
            html.Div(kpi.attention(alarms(found)), id=ALARMS),
            html.Nav(work, className="heaps", **{"aria-label": "Work by state"}),
            section(found, zone, opens_lists=True),
        ]
    )


def _key(tile: str) -> str:
    return ids.part(NOUN, "tile", tile)


def leaves() -> list[tuple[str, str]]:
    """(id, property) of every tile's leaves, in the order of `leaf_values`."""
    return [leaf for tile in TILES for leaf in kpi.leaves(_key(tile))]


def leaf_values(found: Any) -> list[Any]:
    """What the leaves are set to."""
    told = readings(found)
    return [value for tile in TILES for value in kpi.leaf_values(told[tile])]
