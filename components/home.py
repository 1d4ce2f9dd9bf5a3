"""The overview: what needs someone, then the day's load and nine figures, then where time goes and how soon one can come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import home_tiles, ids, kpi, shell, values
from components.access_charts import access_steps, wait_strip
from components.canvas import chart, nothing
from components.charts import bars_height, load_chart, utilisation_bars
from components.outcome_charts import heat_map, heat_unit, no_show_line
from components.words import link

NOUN = "home"
PAPERS_URGENT = 30  # days
RANGES = {"7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days"}
THEME = ids.part(NOUN, "theme")
QUERY = ids.part(NOUN, "query")
SUB, ALARMS, AS_OF = ids.part(NOUN, "sub"), ids.part(NOUN, "alarms"), ids.part(NOUN, "as-of")
CHARTS = {
    "load": ids.part(NOUN, "load"),
    "use": ids.part(NOUN, "use"),
    "misses": ids.part(NOUN, "misses"),
    "heat": ids.part(NOUN, "heat"),
    "access": ids.part(NOUN, "access"),
    "waits": ids.part(NOUN, "waits"),
}
ALL = "all"


def page(
    found: Any,
    query: dict[str, str],
    doctors: list[tuple[str, str]],
    zone: str,
    title: str,
    *,
    opens_lists: bool,
    urgent: Sequence[kpi.Alarm] = (),
    beneath: Sequence[Any] = (),
    beside: Any = None,
) -> Any:
    """The overview with its figures; charts are drawn once the page knows whether it is light or dark.

    `urgent` are alarms of other themes, `beneath` their sheets; `beside` the hospital stands the marketplace, where there is one.
    """
    doctor_id, days = query.get("doctor_id", ""), RANGES.get(query.get("days", "30"), "Chosen days")
    hospital = _hospital(found, doctor_id, zone, opens_lists=opens_lists)
    by_doctor = _by_doctor(found, zone, with_misses=beside is None)
    return html.Div(
        [
            dcc.Store(id=THEME),
            dcc.Store(id=QUERY, data={"start": found.start.isoformat(), "end": found.end.isoformat(), "doctor_id": doctor_id}),
            html.Div(hidden=True, **{"data-tells-look": THEME}),
            shell.head(title, html.Span(home_tiles.sub(found), id=SUB), [_filters(query, doctors)]),
            html.Div(home_tiles.alarms(found, doctor_id, urgent), id=ALARMS),
            html.Div([hospital, by_doctor if beside is None else beside], className="g g2"),
            *beneath,
            # Beside a marketplace a phone keeps to what is acted on.
            html.Div(
                [
                    *_when(found, days, None if beside is None else by_doctor),
                    *_how_soon(found, zone, with_misses=beside is not None),
                ],
                className=None if beside is None else "d-d",
            ),
        ]
    )


def _hospital(found: Any, doctor_id: str, zone: str, *, opens_lists: bool) -> Any:
    load = [
        html.Div("Booked hours a day against capacity", className="sm muted px-1"),
        chart(CHARTS["load"], "Booked hours a day by status against bookable hours"),
        kpi.legend(kpi.LOAD_LEGEND),
    ]
    as_of = [html.Span("as of "), html.Span(values.clock_time(found.as_of, zone), id=AS_OF)]
    tiles = kpi.tiles(*home_tiles.cells(found, doctor_id, opens_lists=opens_lists))
    return kpi.panel("Hospital", "heart-pulse", [html.Div(load, className="px-3 pb-3"), tiles], as_of)


def _use(found: Any) -> Any:
    height = max(bars_height(max(1, len(found.doctors))), 200)
    inside = [
        chart(CHARTS["use"], "Booked and realised share of bookable time by doctor", height=height),
        kpi.legend(kpi.UTILISATION_LEGEND),
    ]
    return html.Div(inside, className="px-3 pb-3")


def _by_doctor(found: Any, zone: str, *, with_misses: bool = True) -> Any:
    days = f"{values.day(found.start)} to {values.day(found.end - timedelta(days=1))}"
    content = [_use(found), kpi.foot(days, _definition("booked_utilisation", found, zone))]
    if with_misses:
        misses = [html.Div("No-shows by week", className="sm muted px-1"), _misses(190)]
        content += [html.Div(misses, className="px-3 pt-3 split"), kpi.foot(_definition("no_show_strict", found, zone))]
    return kpi.panel("Time by doctor", "person-badge", content)


def _misses(height: int) -> Any:
    return chart(CHARTS["misses"], "Share of no-shows by week", height=height)


def _when(found: Any, days: str, by_doctor: Any = None) -> list[Any]:
    heat = chart(CHARTS["heat"], "Booked starts by weekday and hour of day")
    sheet = shell.card("Booked starts by weekday and hour", heat, foot=[html.Span(heat_unit(found.heat))])
    if by_doctor is None:
        return [_section("When people come", days), sheet]
    return [_section("Whose time, and when people come", days), html.Div([by_doctor, sheet], className="g g2")]


def _how_soon(found: Any, zone: str, *, with_misses: bool) -> list[Any]:
    access = shell.card(
        "Days to the third open slot",
        chart(CHARTS["access"], "Calendar days to the third open slot, a step line per doctor"),
        foot=[
            html.Span("Read daily at 08:00; the band is the aim of ten days."),
            _definition("third_next_available", found, zone),
        ],
    )
    waits = shell.card(
        "Waiting time by day",
        chart(CHARTS["waits"], "Minutes each patient waited, by day, with median and nine of ten"),
        foot=[
            html.Span("A dot a visit; line: median, dashed: nine of ten."),
            _definition("wait_minutes", found, zone),
        ],
    )
    head = _section("How soon, how long", "Consultations")
    if not with_misses:
        return [head, html.Div([access, waits], className="g g2")]
    misses = shell.card("No-shows by week", _misses(258), foot=[_definition("no_show_strict", found, zone)])
    return [head, html.Div([misses, access], className="g g2"), html.Div(waits, className="below")]


def _section(title: str, about: str) -> Any:
    return html.Div([html.H2(title), html.Span(about, className="muted")], className="sect")


def drawn(found: Any, theme: str) -> dict[str, Any]:
    """The figures of the page."""
    empty = nothing("Nothing in these days yet.", theme)
    return {
        "load": load_chart(found.load, found.minutes, found.today, theme) if len(found.load) or len(found.minutes) else empty,
        "use": utilisation_bars(found.doctors, found.names, theme) if len(found.doctors) else empty,
        "misses": no_show_line(found.weeks, theme) if len(found.weeks) else empty,
        "heat": heat_map(found.heat, theme) if len(found.heat) else empty,
        "access": access_steps(found.access, found.names, theme),
        "waits": wait_strip(found.waits, found.wait_days, theme),
    }


def _definition(key: str, found: Any, zone: str) -> Any:
    words = DEFINITIONS[key]
    inputs, used, eligible = {
        "no_show_strict": lambda: (_parts(found.no_show), found.no_show.denominator, found.no_show.denominator),
        "booked_utilisation": lambda: (_parts(found.booked_use), len(found.doctors), len(found.doctors)),
        "third_next_available": lambda: (_parts(found.access_share), len(found.access), len(found.access)),
        "wait_minutes": lambda: (values.count(found.wait.n, "visit"), found.wait.n, found.wait.eligible),
    }[key]()
    rows = ("Open the list", home_tiles.rows_of(**{"from": found.start.isoformat(), "to": found.end.isoformat()}))
    return kpi.figure_card(words[0], words[1], inputs, used, eligible, values.instant(found.as_of, zone), rows)


def _parts(ratio: Any) -> str:
    return f"{ratio.numerator:.0f} ÷ {ratio.denominator:.0f}"


DEFINITIONS = {
    "booked_utilisation": (
        "Booked of bookable time",
        "Booked minutes inside the hours ÷ bookable minutes (hours less breaks, leave, holidays and blocks). Overlaps count once.",
    ),
    "third_next_available": (
        "Third next slot",
        "Calendar days to the day of the third open slot; time held, blocked or kept for emergencies is none. Share: readings ≤ 10 days.",
    ),
    "wait_minutes": (
        "Waiting time",
        "From check-in, or from the appointed time if that is later, to the start of the visit; at least 0.",
    ),
    "no_show_strict": ("No-show", "No-shows ÷ (attended + no-shows), of visits that have started."),
}


def _filters(query: dict[str, str], doctors: list[tuple[str, str]]) -> Any:
    days = query.get("days", "30")
    who = dbc.Select(
        id=ids.part(NOUN, "doctor"),
        options=[{"label": "All", "value": ALL}, *({"label": t, "value": k} for k, t in doctors)],
        value=query.get("doctor_id") or ALL,
    )
    span = dbc.Select(
        id=ids.part(NOUN, "days"),
        options=[{"label": t, "value": k} for k, t in RANGES.items()],
        value=days if days in RANGES else "30",
    )
    return html.Div(
        [
            html.Span([html.Label("Days", htmlFor=ids.part(NOUN, "days")), span], className="filt"),
            html.Span([html.Label("Doctor", htmlFor=ids.part(NOUN, "doctor")), who], className="filt", hidden=not doctors),
        ],
        className="d-flex gap-2 flex-wrap",
    )


def _told(waiting: tuple[str, str] | None) -> Any:
    """What waits for this person, with the way there."""
    if waiting is None:
        return None
    return shell.banner([waiting[0] + " ", link("Open", waiting[1], className="link clay-l")], "turm", "hourglass-split")


def under_papers(made: Any, papers: Sequence[Any]) -> Any:
    """The overview under what runs out within 60 days, the soonest first; what is over or nearly so is red."""
    if not papers:
        return made
    tone = "clay" if papers[0].days <= PAPERS_URGENT else "turm"
    lines = [html.Div([html.B(f"{one.called} "), _runs_out(one)]) for one in papers]
    told = [*lines, link("Upload the renewal", "/dashboard/org-documents/new", className="link")]
    return html.Div([shell.banner(told, tone, "file-earmark-excel", role="status"), made])


def _runs_out(one: Any) -> str:
    day = values.day(one.expires_on)
    if one.days < 0:
        return f"expired on {day}: trading is closed until the renewal is verified."
    left = "today" if not one.days else f"in {values.count(one.days, 'day')}"
    return f"expires {left}, on {day}. After that trading is closed."


def with_waiting(made: Any, waiting: tuple[str, str] | None) -> Any:
    """The overview, and beneath its figures what waits."""
    return html.Div([made, html.Div(_told(waiting), className="mt-3") if waiting else None])


def plain(title: str, places: list[tuple[str, str, str]], waiting: tuple[str, str] | None = None, sheet: Any = None) -> Any:
    """The overview of those without appointment figures: their own figures, if there are some, and where they can go today."""
    cards = [
        link([html.I(className=f"bi bi-{sign}", **{"aria-hidden": "true"}), html.B(text)], path, className="card-a place-card")
        for text, path, sign in places
    ]
    told = _told(waiting)
    body = (
        html.Div(cards, className="place-cards")
        if cards
        else html.Section(
            shell.empty(
                "Nothing here for your role yet",
                "Your screens arrive with a later release; your account is ready.",
                sign="box-seam",
            ),
            className="card-a",
        )
    )
    return html.Div([shell.head(title), told, *([html.Div(sheet, className="mb-3")] if sheet is not None else []), body])


def first_day(days: str, today: date) -> tuple[date, date]:
    """The half-open range of the chosen number of days, today included."""
    count = int(days) if days in RANGES else 30
    return today - timedelta(days=count - 1), today + timedelta(days=1)
