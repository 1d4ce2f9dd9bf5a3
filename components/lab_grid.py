"""The results of a report, typed from top to bottom: result, flag, range, what was found before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, kpi, values
from components.words import icon
from data.core.lab_ranges import without_flag
from data.core.resource import Field

NOUN = "lab_reports"
TYPED, SAVED, PAINTED = (ids.part(NOUN, part) for part in ("typed", "saved", "painted"))
AMEND, AMENDED = ids.part(NOUN, "amend"), ids.part(NOUN, "amended")
FLAGS: dict[str, tuple[str, str, str]] = {
    "normal": ("Normal", "check-lg", ""),
    "low": ("Low", "arrow-down", "mons"),
    "high": ("High", "arrow-up", "turm"),
    "critical-low": ("Critical low", "exclamation-octagon-fill", "solid"),
    "critical-high": ("Critical high", "exclamation-octagon-fill", "solid"),
    "abnormal": ("Abnormal", "dot", "turm"),
}
OPEN = ("dash", "line")
CRITICAL = frozenset({"critical-low", "critical-high"})
REASON = Field("reason", "longtext", label="Why it is amended", required=True, max_length=300, width=6)


def grid(record: Any, around: Any, zone: str, *, types: bool, amends: bool = False) -> Any:
    """One row a test; with `types` the results are inputs, saved one by one, or together with a reason when it `amends`."""
    heads = ("Test", "Panel", "Result", "Unit", "Flag", "Normal range", "Before", "Change", "Note")
    hidden = {"Panel": "d-d", "Unit": "d-d", "Change": "d-d", "Note": "d-d"}
    head = html.Tr([html.Th(text, className=hidden.get(text, ""), scope="col") for text in heads])
    rows = [_row(line, around, zone, types=types) for line in record.get("lines", [])]
    table = html.Table(
        [html.Caption("Results", className="visually-hidden"), html.Thead(head), html.Tbody(rows)], className="t lab-grid"
    )
    return html.Section(
        [
            *([dcc.Store(id=AMENDED if amends else TYPED), dcc.Store(id=SAVED), dcc.Store(id=PAINTED)] if types else []),
            html.Div(
                table,
                className="in",
                tabIndex=None if types else "0",  # what one cannot type in is scrolled by the keyboard
                role="region",
                **{"data-lab-grid": "amend" if amends else "type" if types else "read", "aria-label": "Results"},
            ),
        ],
        className="card-a",
    )


def reason_field() -> Any:
    """Why results are amended."""
    return form.labelled(NOUN, REASON, "", {})


def _row(line: dict[str, Any], around: Any, zone: str, *, types: bool) -> Any:
    title, before = line["test_name"], around.before.get(line["test_code"], [])
    cells = [
        html.Th(title, scope="row"),
        html.Td(line["panel"] or "", className="faint d-d"),
        _input(line, "result", f"{title}: result") if types else html.Td(line["result"] or values.DASH, className="strong"),
        html.Td(line["unit"] or "", className="muted d-d"),
        html.Td(flag(line), **{"data-of": "flag"}),
        html.Td(line["normal_range"] or around.ranges.get(line["id"], ""), **{"data-of": "range"}),
        html.Td(_before(before, zone), className="muted"),
        html.Td(delta(line["result"], before), className="muted num d-d", **{"data-of": "delta"}),
        _input(line, "notes", f"{title}: note") if types else html.Td(line["notes"] or "", className="d-d"),
    ]
    if types:
        cells[-1].className = "d-d"
    return html.Tr(cells, className="row-crit" if line["flag"] in CRITICAL else "", **{"data-line": line["id"]})


def _input(line: dict[str, Any], part: str, label: str) -> Any:
    box = dbc.Input(
        id=f"{NOUN}-{part}-{line['id']}",
        value=line[part] or "",
        autoComplete="off",
        class_name="lab-in",
        placeholder="Enter" if part == "result" else "",
    )
    return html.Td(
        [
            html.Div(box, **{"data-label": label}),
            html.Div(className="field-error sm", **{"data-of": "error"}) if part == "result" else None,
        ],
        **{"data-part": part, "data-was": line[part] or ""},
    )


def flag(line: dict[str, Any]) -> Any:
    """The flag as word, shape and colour; nothing before there is a result."""
    if line["status"] == "pending" or not line["result"]:
        return html.Span(values.DASH, className="faint")
    word, sign, tone = said(line)
    return values.chip(word, sign, tone) if word else ""


def said(line: Mapping[str, Any]) -> tuple[str, str, str]:
    """Word, shape and colour of a line's flag; a result in words has none and lacks nothing."""
    return FLAGS.get(line["flag"]) or (without_flag(line["result"], line.get("normal_range")), *OPEN)


def _before(before: list[Any], zone: str) -> Any:
    if not before:
        return ""
    last = before[0]
    day = values.instant(last.at, zone).split(",")[0]
    mark = FLAGS[last.flag] if last.flag not in {"normal", "none"} else None
    words = [last.result, " ", icon(mark[1]) if mark else None, html.Small(day, className="faint d-block")]
    return html.Span([html.Span(words), _trend(before)], className="lab-before")


def _trend(before: list[Any]) -> Any:
    """The values before as a line, where they are numbers; <0.1 and words are none."""
    told = [one for one in reversed(before) if (found := values.number(one.result)) is not None and found.is_finite()]
    return kpi.course([float(one.result) for one in told], "Before, oldest first: " + ", ".join(one.result for one in told))


def delta(result: str | None, before: list[Any]) -> str:
    """+0.4 against the newest value before."""
    return values.difference(result, before[0].result) if before else ""


def painted(line: dict[str, Any], before: list[Any], error: str = "") -> dict[str, Any]:
    """What the browser draws into a row after it was saved."""
    empty = line["status"] == "pending" or not line["result"]
    word, sign, tone = ("", "", "") if empty else said(line)
    return {
        "empty": empty, "result": line["result"] or "", "notes": line["notes"] or "", "word": word, "sign": sign, "tone": tone, "critical": line["flag"] in CRITICAL,
        "range": line["normal_range"] or "", "delta": delta(line["result"], before), "error": error,
    }  # fmt: skip
