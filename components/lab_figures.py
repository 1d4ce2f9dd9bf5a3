"""The page of the laboratory's figures: where the time goes, whether it changes, what goes wrong; each number opens its reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, kpi, lab_glance, lab_tables, shell, values
from components.canvas import chart
from components.lab_charts import STAGES, late_stages, shown_tests, stage_bars, tests_height, turnaround_histogram
from components.lab_process import order_hours, process_pair
from components.lab_rates import REASONS, in_target_line, read_back_line, rejections

NOUN = "lab_figures"
RANGES = {"7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days", "365": "Last 365 days"}
TIMES = {"calendar": "Calendar time", "working": "Working time"}
ALL, CALENDAR = "all", "calendar"
THEME, QUERY, AS_OF, ALARMS, SUB = (ids.part(NOUN, part) for part in ("theme", "query", "as-of", "alarms", "sub"))
NAMES = ("stages", "process", "histogram", "weeks", "late", "hours", "refused", "read-back")
CHARTS = {name: ids.part(NOUN, name) for name in NAMES}
NOTES = {name: ids.part(NOUN, name, "note") for name in NAMES}
TILES = {
    "in_target": "In target", "late": "Late", "median": "Median turnaround", "overdue": "Overdue now", "open": "Open",
    "refused": "Samples refused", "read_back": "Read back in an hour", "bad": "Times out of order",
}  # fmt: skip


def readings(found: Any) -> dict[str, kpi.Reading]:
    """What each tile says."""
    glance, spread = found.glance, found.overall.spread
    rate, back = found.rejected, found.read_back
    target = glance.in_target.rate
    return {
        "in_target": lab_glance.in_target(glance),
        "late": kpi.Reading(str(target.denominator - target.numerator), f" of {target.denominator} with a target"),
        "median": kpi.Reading(
            values.minutes(spread.median) if spread.n >= kpi.FEW else values.DASH,
            f"mean {values.minutes(found.overall.mean)}, 9 of 10 under {values.minutes(spread.p90)}, n {spread.n}",
        ),
        "overdue": lab_glance.overdue(glance),
        "open": lab_glance.still_open(glance),
        "refused": kpi.Reading(kpi.rate(rate.numerator, rate.denominator), f" {rate.numerator} of {rate.denominator} samples"),
        "read_back": kpi.Reading(
            kpi.rate(back.numerator, back.denominator), f" {back.numerator} of {back.denominator} critical values"
        ),
        "bad": kpi.Reading(str(found.bad_stamps), "in no duration until corrected" if found.bad_stamps else "every time follows"),
    }


def lists(found: Any, query: Mapping[str, str], doctor_id: str) -> dict[str, str]:
    """The list behind each tile. Lists count calendar time, so on working time some numbers open none."""
    own_orders = {"doctor_id": doctor_id}
    own = own_orders | {"test_code": query.get("test_code", "")}
    span = lab_glance.span_of(found.glance) | own
    timed = {
        "median": lab_glance.rows_of(late="in-target,was,no-target", **span),
        "open": lab_glance.rows_of(state="open", doctor_id=doctor_id),
        "bad": lab_glance.rows_of(state="bad-stamp", **span),
        "refused": lab_glance.rows_of(refused=_chosen(query), **own_orders),
        "read_back": lab_glance.rows_of(was_critical=_chosen(query), **own_orders),
    }
    if query.get("time") == "working":
        return timed
    return timed | {
        "in_target": lab_glance.rows_of(late="in-target", **span),
        "late": lab_glance.rows_of(late="was", **span),
        "overdue": lab_glance.rows_of(state="open", late="now", doctor_id=doctor_id),
    }


def _chosen(query: Mapping[str, str]) -> str:
    return query.get("days", "") if query.get("days") in RANGES else "30"


def page(
    found: Any,
    query: Mapping[str, str],
    words: Mapping[str, Any],
    zone: str,
    doctor_id: str,
    *,
    opens_lists: bool,
) -> Any:
    """The page; charts are drawn once it knows whether it is light or dark."""
    told, where = readings(found), lists(found, query, doctor_id) if opens_lists else {}
    cells = [kpi.tile(name, _key(key), told[key], where.get(key, "")) for key, name in TILES.items()]
    glance = found.glance
    card = _cards(found, words, zone, where.get("median", ""))
    return html.Div(
        [
            dcc.Store(id=THEME),
            dcc.Store(
                id=QUERY,
                data={
                    "start": glance.start.isoformat(), "end": glance.end.isoformat(), "test_code": query.get("test_code", ""),
                    "time": query.get("time", CALENDAR),
                },
            ),
            html.Div(hidden=True, **{"data-tells-look": THEME}),
            shell.head(
                "Laboratory figures",
                html.Span(sub(found), id=SUB),
                [_filters(found, query)],
                [("Lab reports", lab_glance.REPORTS), ("Figures", "")],
            ),
            html.Div(kpi.attention(lab_glance.alarms(glance, doctor_id)) if opens_lists else None, id=ALARMS),
            html.Div(
                kpi.panel(
                    "At a glance",
                    "eyedropper",
                    [kpi.tiles(*cells)],
                    [html.Span("as of "), html.Span(values.clock_time(glance.as_of, zone), id=AS_OF)],
                ),
                className="by-four",
            ),
            *_time(found, card),
            *_change(found, card),
            *_mistakes(found, card, zone, opens_lists=opens_lists),
        ]
    )  # fmt: skip


def _time(found: Any, card: Any) -> list[Any]:
    height = max(tests_height(len(shown_tests(found.by_test))), 260)
    return [
        _heading("Where the time goes", "Mean of each stage, from order to verification"),
        html.Div(
            [
                _sheet("Mean turnaround by stage", "stages", found, card("tat_stages"), "Stacked mean minutes of each stage by test, with target", height=height, aside=_stage_legend()),
                _sheet("Turnaround", "histogram", found, card("tat_overall"), "Reports by hours from order to verification", height=height),
                _sheet("Where late reports lose time", "late", found, card("tat_late_stage_share"), "Share of the lost minutes by stage"),
                shell.card("By stage and by priority", [lab_tables.stage_table(found), lab_tables.priority_table(found)], foot=[html.Span("Percentiles of stages are not added up."), card("tat_stages")]),
            ],
            className="g g2",
        ),
    ]  # fmt: skip


def _change(found: Any, card: Any) -> list[Any]:
    return [
        _heading("Whether it is changing", "Is today like the other days"),
        html.Div(
            [
                _sheet("Median, process behaviour", "process", found, card("tat_xmr"), "Median turnaround with limits, and moving range beneath", height=320),
                _sheet("In target by week", "weeks", found, card("tat_in_target"), "Share of reports in target by week", height=320),
            ],
            className="g g2",
        ),
        html.Div(
            _sheet("Median hours by weekday and hour of the order", "hours", found, card("tat_overall"), "Median turnaround by weekday and hour of the order"),
            className="below",
        ),
    ]  # fmt: skip


def _mistakes(found: Any, card: Any, zone: str, *, opens_lists: bool) -> list[Any]:
    return [
        _heading("What goes wrong", "All tests"),
        html.Div(
            [
                _sheet("Samples refused, by reason", "refused", found, card("rejection_rate"), "Share of samples refused by week and reason", aside=kpi.legend((f"k-{colour}", word) for _, word, colour in REASONS)),
                html.Div(
                    [
                        _sheet("Critical values read back within the hour", "read-back", found, card("critical_readback"), "Share of critical values read back within the hour by week", height=200),
                        lab_tables.open_criticals(found.glance, zone, opens_lists=opens_lists),
                    ],
                    className="g stack",
                ),
            ],
            className="g g2",
        ),
    ]  # fmt: skip


def _sheet(title: str, name: str, found: Any, card: Any, label: str, height: int = 258, aside: Any = None) -> Any:
    content = [aside, chart(CHARTS[name], label, height=height)]
    return shell.card(title, content, foot=[html.Span(notes(found)[name], id=NOTES[name]), card])


def _heading(title: str, text: str) -> Any:
    return html.Div([html.H2(title), html.Span(text, className="muted")], className="sect")


def _stage_legend() -> Any:
    return kpi.legend([*((f"k-{colour}", word) for word, colour in STAGES), ("tgt", "Target")])


def sub(found: Any) -> str:
    """The line under the title."""
    last = found.glance.end - timedelta(days=1)
    spread = found.overall.spread
    return f"{values.count(spread.n, 'report')} verified from {values.day(found.glance.start)} to {values.day(last)}"


def notes(found: Any) -> dict[str, str]:
    """What stands under each chart: used of eligible, and what to know."""
    spread, stages, pair = found.overall.spread, found.stages, found.pair
    target = found.glance.in_target
    grain = "day" if found.grain == "day" else "week"
    limits = "Limits from the first 20 points." if pair.limits else f"Limits need 20 points; there are {len(pair.values)}."
    signals = f" {values.count(len(pair.signals), 'signal')}." if pair.limits else ""
    late = found.late
    return {
        "stages": f"{stages.n} of {stages.eligible} reports have all six times. Mean / mean target.",
        "process": f"A point a {grain}. {limits}{signals}",
        "histogram": f"{spread.n} of {spread.eligible} reports; {found.bad_stamps} with times out of order left out.",
        "weeks": f"{target.rate.denominator} of {spread.eligible} reports; no target: {target.no_target}.",
        "late": f"{late.n} of {late.late} late reports have all six times." if late else "No baseline yet.",
        "hours": "A dot: fewer than five reports.",
        "refused": f"{found.rejected.numerator} of {found.rejected.denominator} samples refused.",
        "read-back": f"{found.read_back.denominator} of {found.read_back.eligible} critical values are settled.",
    }


def _cards(found: Any, words: Mapping[str, Any], zone: str, rows: str) -> Any:
    spread = found.overall.spread
    used = {
        "tat_stages": (found.stages.n, found.stages.eligible),
        "tat_in_target": (found.glance.in_target.rate.denominator, spread.eligible),
        "tat_late_stage_share": (found.late.n, found.late.late) if found.late else (0, 0),
        "rejection_rate": (found.rejected.denominator, found.rejected.eligible),
        "critical_readback": (found.read_back.denominator, found.read_back.eligible),
    }

    def card(key: str) -> Any:
        figure, (n, eligible) = words[key], used.get(key, (spread.n, spread.eligible))
        inputs = ", ".join(name.replace("_", " ") for name in figure.inputs)
        as_of = values.instant(found.glance.as_of, zone)
        return kpi.figure_card(
            figure.name, figure.definition, inputs, n, eligible, as_of, ("Open the list", rows) if rows else None
        )

    return card


def _filters(found: Any, query: Mapping[str, str]) -> Any:
    days = query.get("days", "30")
    tests = [(ALL, "All"), *((code, name) for code, name in found.tests.items())]
    chosen = query.get("test_code", "")
    if chosen and chosen not in found.tests:
        tests.append((chosen, chosen))
    boxes = (
        ("days", "Days", list(RANGES.items()), days if days in RANGES else "30"),
        ("test", "Test", tests, chosen or ALL),
        ("time", "Time", list(TIMES.items()), query.get("time", CALENDAR)),
    )
    return html.Div([_filter(*box) for box in boxes], className="d-flex gap-2 flex-wrap")


def _filter(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> Any:
    box = ids.part(NOUN, "choose", name)
    choose = dbc.Select(id=box, options=[{"label": text, "value": key} for key, text in options], value=value)
    return html.Span([html.Label(label, htmlFor=box), choose], className="filt")


def _key(tile: str) -> str:
    return ids.part(NOUN, "tile", tile)


def leaves() -> list[tuple[str, str]]:
    """(id, property) of the leaves that follow what is saved, in the order of `leaf_values`."""
    tiles = [leaf for tile in TILES for leaf in kpi.leaves(_key(tile))]
    return [*tiles, *((id_, "children") for id_ in [*lab_tables.IDS, *NOTES.values(), SUB])]


def leaf_values(found: Any) -> list[Any]:
    """What the leaves are set to."""
    told = readings(found)
    tiles = [value for tile in TILES for value in kpi.leaf_values(told[tile])]
    return [*tiles, *lab_tables.cells(found).values(), *(notes(found)[name] for name in NOTES), sub(found)]


def drawn(found: Any, theme: str) -> dict[str, Any]:
    """The charts of the page."""
    names = {**found.tests, "": "Without a code"}
    return {
        "stages": stage_bars(found.by_test, names, theme),
        "process": process_pair(found.points, found.pair, theme),
        "histogram": turnaround_histogram(found.overall, found.target, theme),
        "weeks": in_target_line(found.glance.weeks, theme),
        "late": late_stages(found.late, theme),
        "hours": order_hours(found.hours, theme),
        "refused": rejections(found.rejections, theme),
        "read-back": read_back_line(found.read_backs, theme),
    }
