"""Tiles, the attention strip and the card that says what a figure is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from dash import html

from components import ids
from components.values import DASH, percent
from components.words import icon, link

FEW = 5
MOST_ALARMS = 4
SPARK_WIDTH, SPARK_HEIGHT = 64, 22
LOAD_LEGEND = (
    ("s-completed", "Completed"),
    ("s-progress", "In room"),
    ("s-confirmed", "Confirmed"),
    ("s-scheduled", "Scheduled"),
    ("hat", "No-show"),
    ("over", "Overbooked"),
    ("ln", "Capacity"),
)
UTILISATION_LEGEND = (("s-scheduled", "Booked"), ("s-completed", "Realised"))
LEAVES = (
    ("value", "children"),
    ("change", "children"),
    ("change", "className"),
    ("note", "children"),
    ("line", "style"),
    ("dot", "style"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tile says now: value, change against the equal range before (good, bad or neither), note, course.

    `course` are the latest values, oldest first, none where there was no figure.
    """

    value: str = DASH
    note: str = ""
    change: str = ""
    is_good: bool | None = None
    course: Sequence[float | None] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that needs someone: a sign, its voice (clay, turm, plum or none), two short lines, the list."""

    sign: str
    tone: str
    title: str
    detail: str
    href: str


def rate(numerator: int, denominator: int) -> str:
    """6.8 %; "1 of 2" on fewer than 5 cases; a dash on none."""
    if not denominator:
        return DASH
    return percent(numerator / denominator) if denominator >= FEW else f"{numerator} of {denominator}"


def points(now: float | None, before: float | None) -> str:
    """The change of a share in percentage points: ▲ 1.2 pts; nothing without both."""
    if now is None or before is None:
        return ""
    shown = percent(abs(now - before)).removesuffix(" %")
    arrow = "▲" if now > before else "▼" if now < before else "="
    return f"{arrow} {shown} pts"


def tile(name: str, key: str, reading: Reading, href: str = "", unit: str = "", *, is_hot: bool = False) -> Any:
    """A cell of a panel and one link: name, value, change, note, course. Its leaves can be set live."""
    shown = dict(zip(LEAVES, leaf_values(reading), strict=True))

    def leaf(part: str, tag: Any, **rest: Any) -> Any:
        own = {property_: value for (of, property_), value in shown.items() if of == part}
        return tag(id=ids.part(key, part), **own, **rest)

    value = [leaf("value", html.Span), *([html.Small(f" {unit}")] if unit else [])]
    words = html.Span([leaf("change", html.Span), leaf("note", html.Span)], className="words")
    course = [leaf("line", html.Span, className="spark-line"), leaf("dot", html.Span, className="spark-dot")]
    content = [
        html.Span(name, className="k"),
        html.Span(value, className="v"),
        html.Span([words, html.Span(course, className="spark-box", **{"aria-hidden": "true"})], className="d"),
    ]
    className = "tile hot" if is_hot else "tile"
    return link(content, href, className) if href else html.Div(content, className=className)


def leaves(key: str) -> list[tuple[str, str]]:
    """(id, property) of each leaf of a tile, in the order of `leaf_values`."""
    return [(ids.part(key, part), property_) for part, property_ in LEAVES]


def leaf_values(reading: Reading) -> tuple[Any, ...]:
    """What the leaves of a tile are set to."""
    tone = {True: "ch good", False: "ch bad", None: "ch"}[reading.is_good]
    return reading.value, reading.change, tone, reading.note, *_course(reading.course)


def tiles(*cells: Any) -> Any:
    """Tiles side by side, hairlines between."""
    return html.Div(list(cells), className="tiles")


def panel(title: str, sign: str, content: Sequence[Any], aside: Any = None, *, is_supplier: bool = False) -> Any:
    """A sheet of the dashboard: head with sign and title, then charts and tiles."""
    side = [] if aside is None else [html.Span(aside, className="sp sm")]
    head = html.Div([icon(sign), html.H2(title), *side], className="panel-h b2b" if is_supplier else "panel-h")
    return html.Section([head, *content], className="card-a b2b-s pan" if is_supplier else "card-a pan")


def attention(alarms: Iterable[Alarm]) -> Any:
    """The strip of what needs someone, worst first, four at most; nothing when nothing does."""
    shown = list(alarms)[:MOST_ALARMS]
    if not shown:
        return None
    links = [
        link(
            [
                html.Span(icon(alarm.sign), className=f"att-i {alarm.tone}".strip()),
                html.Span([html.B(alarm.title), html.Span(alarm.detail)]),
            ],
            alarm.href,
        )
        for alarm in shown
    ]
    return html.Section(links, className="card-a attn", **{"aria-label": "Needs attention"})


def legend(entries: Iterable[tuple[str, str]]) -> Any:
    """What the marks of a chart mean, in the order of the stack."""
    return html.Div([html.Span([html.I(className=mark), word]) for mark, word in entries], className="legend")


def foot(*notes: Any) -> Any:
    """The line under a chart; a definition card goes last."""
    return html.Div([html.Span(note) if isinstance(note, str) else note for note in notes], className="foot")


def figure_card(
    name: str,
    definition: str,
    inputs: str,
    used: int | None,
    eligible: int | None,
    as_of: str,
    rows: tuple[str, str] | None = None,
) -> Any:
    """ "Definition": what the figure is, its inputs, used of eligible where rows are counted, as of, and a link (words, address) to rows."""
    facts = {"Inputs": inputs} | ({} if used is None else {"Used": f"{used} of {eligible} eligible"}) | {"As of": as_of}
    card = [
        html.B(name, className="strong"),
        html.P(definition, className="muted mb-2"),
        html.Dl([cell for term, text in facts.items() for cell in (html.Dt(term), html.Dd(text))], className="dl"),
        *([link(rows[0], rows[1], "sm d-inline-block mt-2")] if rows else []),
    ]
    summary = html.Summary(["Definition", html.Span(f" of {name}", className="visually-hidden")])
    return html.Details([summary, html.Div(card, className="fig")], className="defn r")


def course(values: Sequence[float | None], said: str) -> Any:
    """A small line of values, oldest first, and the same in words for those who do not see it; nothing for fewer than two."""
    line, dot = _course(values)
    if "display" in line:
        return None
    drawn = [html.Span(style=line, className="spark-line"), html.Span(style=dot, className="spark-dot")]
    return html.Span(
        [html.Span(drawn, className="spark-box", **{"aria-hidden": "true"}), html.Span(said, className="visually-hidden")],
        title=said,
    )


def _course(values: Sequence[float | None]) -> tuple[dict[str, Any], dict[str, Any]]:
    told = [value for value in values if value is not None]
    if len(told) < 2:  # noqa: PLR2004 - a line has two ends
        return {"display": "none"}, {"display": "none"}
    low, span = min(told), (max(told) - min(told)) or 1
    spots = [
        None if value is None else (SPARK_WIDTH * place / (len(values) - 1), SPARK_HEIGHT * (1 - (value - low) / span))
        for place, value in enumerate(values)
    ]
    last = [spot for spot in spots if spot][-1]
    image = f'url("data:image/svg+xml,{quote(_line(spots))}")'
    return (
        {"maskImage": image, "WebkitMaskImage": image},
        {"left": f"{last[0]:.1f}px", "top": f"{last[1]:.1f}px"},
    )


def _line(spots: Sequence[tuple[float, float] | None]) -> str:
    before = [None, *spots]
    path = "".join(
        f"{'L' if previous else 'M'}{spot[0] + 1:.1f} {spot[1] + 1:.1f}"
        for previous, spot in zip(before, spots, strict=False)
        if spot
    )
    size = f'width="{SPARK_WIDTH + 2}" height="{SPARK_HEIGHT + 2}"'
    stroke = 'fill="none" stroke="#000" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="{path}" {stroke}/></svg>'
