"""The form of a visit with its slot finder: days with what is free, times as buttons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, shell, values
from components.words import icon, name
from data.core.resource import Field

NOUN = "appointments"
DAYS = 14


def page(title: Any, crumbs: list[tuple[str, str]], made: Any, patient: Any, actions: list[Any] | None = None) -> Any:
    """The form beside the patient it is about."""
    aside = html.Aside(patient, id=ids.part(NOUN, "patient"), className="about", **{"aria-label": "About the person"})
    return html.Div([shell.head(title, "", actions, crumbs), html.Div([made, aside], className="formwrap booking")])


def to_course(patient_id: str) -> Any:
    """The way to booking several visits at once."""
    narrowed = f"?patient_id={patient_id}" if patient_id else ""
    return shell.action("Book a course", f"/dashboard/appointments/course{narrowed}", "calendar-range")


def visit_form(
    fields: tuple[Field, ...],
    shown: Mapping[str, Any],
    links: Mapping[str, list[tuple[str, str]]],
    back: str,
    row: Mapping[str, Any],
    unseen: tuple[str, ...],
) -> Any:
    """The declared fields, with the finder above date and time."""
    made = form.form(NOUN, fields, shown, links=links, back=back, row=row, unseen=unseen)
    when = next(part for part in made.children if isinstance(part, html.Fieldset) and part.children[0].children == "When")
    when.children.insert(1, finder())
    return made


def finder() -> Any:
    """Days and free times, filled in by the callback; choosing one fills date and time in."""
    radio = {"inputClassName": "btn-check", "inline": True}
    return html.Div(
        [
            dcc.Store(id=ids.part(NOUN, "free")),
            html.Div(
                [
                    html.H3("Find a slot", id=ids.part(NOUN, "finder-title")),
                    html.Span(
                        [_turn("earlier", "chevron-left", "Earlier days"), _turn("later", "chevron-right", "Later days")],
                        className="ms-auto d-flex",
                    ),
                ],
                className="finder-h",
            ),
            html.P(
                "Choose a doctor to see what is free.", id=ids.part(NOUN, "finder-note"), className="sm muted mb-2", role="status"
            ),
            html.Div(
                dbc.RadioItems(id=ids.part(NOUN, "day"), options=[], labelClassName="dayb", **radio),
                className="daypick",
                role="group",
                **{"aria-label": "Day"},
            ),
            html.Div(
                dbc.RadioItems(id=ids.part(NOUN, "slot"), options=[], labelClassName="slot", **radio),
                className="slotpick",
                role="group",
                **{"aria-label": "Free times"},
            ),
        ],
        className="finder-in",
    )


def _turn(which: str, sign: str, label: str) -> Any:
    return html.Button(icon(sign), id=ids.part(NOUN, which), className="ib", type="button", title=label, **{"aria-label": label})


def day_options(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One option a day: weekday, date, how many are free or why none."""
    return [{"label": _day_label(d), "value": d["day"], "disabled": not d["starts"]} for d in days]


def _day_label(day: Mapping[str, Any]) -> Any:
    when = date.fromisoformat(day["day"])
    free = f"{len(day['starts'])} free" if day["starts"] else day["note"]
    return html.Span([html.Small(f"{when:%a}"), html.B(f"{when.day} {when:%b}"), html.Small(free)])


def slot_options(starts: list[str]) -> list[dict[str, str]]:
    """One option a free time."""
    return [{"label": start, "value": start} for start in starts]


def note(day: str | None, starts: list[str], reason: str = "") -> str:
    """The sentence above the times."""
    if not day:
        return reason or "Nothing is free on these days. Look at later days."
    return f"{values.long_day(date.fromisoformat(day))}: {values.count(len(starts), 'free time')}."


def person(row: Mapping[str, str]) -> tuple[str, str]:
    """A row of the patients' list as an option: two of one name are told apart by code, age and gender."""
    return row["id"], ", ".join(part for part in row["name"].split("\n") if part)


def phone(number: str | None) -> str:
    """+91 98470 31256."""
    if not number or not number.startswith("+91"):
        return number or ""
    return f"{number[:3]} {number[3:8]} {number[8:]}"


def patient_card(label: str, line: str, allergies: list[dict[str, str]] | None) -> list[Any]:
    """Who it is, and what must not be given."""
    initials = "".join(word[0] for word in label.split()[:2]).upper()
    who = html.Div(
        [
            html.Span(initials, className="av", **{"aria-hidden": "true"}),
            html.Span([name(label, html.B), html.Small(line)], className="who"),
        ],
        className="pick",
    )
    return [html.Section([who], className="card-a mb-3"), shell.allergies(allergies)]
