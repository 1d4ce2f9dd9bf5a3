"""The overview: what needs someone, then the day's load and nine figures, then where time goes and how soon one can come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, kpi, shell, values
from components.access_charts import access_steps, wait_strip
from components.canvas import chart, nothing
from components.charts import bars_height, load_chart, utilisation_bars
from components.outcome_charts import heat_map, heat_unit, no_show_line
from components.words import link

NOUN = "home"
VISITS = "/dashboard/appointments"
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
LONG_WAIT = 30
ALL = "all"
TILES = ("waiting", "no_show", "unresolved", "booked", "realised", "wait", "access", "lead", "refill")


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
) -> Any:
    """The overview with its figures; charts are drawn once the page knows whether it is light or dark.

    `urgent` are alarms of other themes, `beneath` their sheets.
    """
    doctor_id = query.get("doctor_id", "")
    told = readings(found)
    span = {"from": found.start.isoformat(), "to": found.end.isoformat(), "doctor_id": doctor_id}
    lists = {
        "waiting": "/dashboard/queue",
        "no_show": rows_of(status="no-show", **{**span, "to": min(found.end, found.today + timedelta(days=1)).isoformat()}),
        "unresolved": unresolved_rows(found, doctor_id),
    }
    names = {
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
    cells = [kpi.tile(names[k], _key(k), told[k], lists.get(k, "") if opens_lists else "") for k in TILES]
    height = bars_height(max(1, len(found.doctors)))
    return html.Div(
        [
            dcc.Store(id=THEME),
            dcc.Store(id=QUERY, data={"start": found.start.isoformat(), "end": found.end.isoformat(), "doctor_id": doctor_id}),
            html.Div(hidden=True, **{"data-tells-look": THEME}),
            shell.head(title, html.Span(sub(found), id=SUB), [_filters(query, doctors)]),
            html.Div(alarms(found, doctor_id, urgent), id=ALARMS),
            html.Div(
                [
                    kpi.panel(
                        "Hospital",
                        "heart-pulse",
                        [
                            html.Div(
                                [
                                    html.Div("Booked hours a day against capacity", className="sm muted px-1"),
                                    chart(CHARTS["load"], "Booked hours a day by status against bookable hours"),
                                    kpi.legend(kpi.LOAD_LEGEND),
                                ],
                                className="px-3 pb-3",
                            ),
                            kpi.tiles(*cells),
                        ],
                        [html.Span("as of "), html.Span(values.clock_time(found.as_of, zone), id=AS_OF)],
                    ),
                    kpi.panel(
                        "Time by doctor",
                        "person-badge",
                        [
                            html.Div(
                                [
                                    chart(
                                        CHARTS["use"],
                                        "Booked and realised share of bookable time by doctor",
                                        height=max(height, 200),
                                    ),
                                    kpi.legend(kpi.UTILISATION_LEGEND),
                                ],
                                className="px-3 pb-3",
                            ),
                            kpi.foot(
                                f"{values.day(found.start)} to {values.day(found.end - timedelta(days=1))}",
                                _definition("booked_utilisation", found, zone),
                            ),
                            html.Div(
                                [
                                    html.Div("No-shows by week", className="sm muted px-1"),
                                    chart(CHARTS["misses"], "Share of no-shows by week", height=190),
                                ],
                                className="px-3 pt-3 split",
                            ),
                            kpi.foot(_definition("no_show_strict", found, zone)),
                        ],
                    ),
                ],
                className="g g2",
            ),
            *beneath,
            html.Div(
                [html.H2("When people come"), html.Span(RANGES.get(query.get("days", "30"), "Chosen days"), className="muted")],
                className="sect",
            ),
            shell.card(
                "Booked starts by weekday and hour",
                chart(CHARTS["heat"], "Booked starts by weekday and hour of day"),
                foot=[html.Span(heat_unit(found.heat))],
            ),
            html.Div([html.H2("How soon, how long"), html.Span("Consultations", className="muted")], className="sect"),
            html.Div(
                [
                    shell.card(
                        "Days to the third open slot",
                        chart(CHARTS["access"], "Calendar days to the third open slot, a step line per doctor"),
                        foot=[
                            html.Span("Read daily at 08:00; the band is the aim of ten days."),
                            _definition("third_next_available", found, zone),
                        ],
                    ),
                    shell.card(
                        "Waiting time by day",
                        chart(CHARTS["waits"], "Minutes each patient waited, by day, with median and nine of ten"),
                        foot=[
                            html.Span("A dot a visit; line: median, dashed: nine of ten."),
                            _definition("wait_minutes", found, zone),
                        ],
                    ),
                ],
                className="g g2",
            ),
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
    rows = ("Open the list", rows_of(**{"from": found.start.isoformat(), "to": found.end.isoformat()}))
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


def with_waiting(made: Any, waiting: tuple[str, str] | None) -> Any:
    """The overview, and beneath its figures what waits."""
    return html.Div([made, html.Div(_told(waiting), className="mt-3") if waiting else None])


def plain(title: str, places: list[tuple[str, str, str]], waiting: tuple[str, str] | None = None) -> Any:
    """The overview of those without appointment figures: where they can go today."""
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
    return html.Div([shell.head(title), told, body])


def first_day(days: str, today: date) -> tuple[date, date]:
    """The half-open range of the chosen number of days, today included."""
    count = int(days) if days in RANGES else 30
    return today - timedelta(days=count - 1), today + timedelta(days=1)
