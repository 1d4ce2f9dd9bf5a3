"""Records as they are read: one on its page, all of a patient, with their authors, times and amendments."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import detail, form, ids, medical_records, shell, values
from components.medical_records import AMENDMENT, NOUN, PATH
from components.words import icon, link, name
from data.core.resource import Field, Resource
from data.core.vital_signs import SIGNS, bmi, text

SIGNS_OF = {"draft": "pencil", "final": "check-all", "amended": "pencil-square"}
TONES = {"draft": "turm", "final": "leaf", "amended": "mons"}


def page(records: Resource, sheet: Any, record: Any, acts: list[Any], zone: str, *, visit: Any, files: Any) -> Any:
    """One record that stands: what was found and done, who wrote it and when, what it said before."""
    actions = []
    if any(s.name == "amend" for s in record.steps):
        actions.append(shell.action("Amend", f"{PATH}/{record.id}/amend", "pencil-square"))
    actions.append(shell.action("All records", f"/dashboard/patients/{record.get('patient_id')}/records", "journal-medical"))
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(record.id), "version": record.version}),
            shell.head(
                ["Record of ", name(record.get("patient", ""))],
                html.Span([values.status_chip(sheet.status), f" {signed(sheet, zone)}"]),
                actions,
                [("Medical records", PATH), (record.label, "")],
            ),
            shell.allergies(record.get("allergies")),
            html.Div(
                [
                    html.Div(
                        [
                            html.Section(html.Div(texts(records, sheet), className="in"), className="card-a"),
                            *amendments(records, sheet, zone),
                            files,
                        ],
                        className="d-grid gap-3",
                    ),
                    html.Aside([_signs(sheet), _about(sheet, visit, zone), _history(acts, zone)], className="d-grid gap-3"),
                ],
                className="side",
            ),
        ]
    )


def signed(sheet: Any, zone: str) -> str:
    """Who wrote it and when: Dr Anjali Varma, visit of 22 Nov 2026, final 10:42."""
    parts = [sheet.doctor, f"visit of {values.day(sheet.visit_date)}", f"begun {values.instant(sheet.created_at, zone)}"]
    parts.append(f"final {values.instant(sheet.finalised_at, zone)}" if sheet.finalised_at else "not final yet")
    return ", ".join(parts)


def texts(records: Resource, sheet: Any) -> list[Any]:
    """Each text under its name."""
    known = medical_records.titles(records)
    found = [_text(known[n], value) for n, value in sheet.texts.items()]
    return found or [html.P("Nothing is written yet.", className="muted mb-0")]


def _text(title: str, value: str) -> Any:
    return html.Div([html.H3(title), name(value, html.P)], className="text")


def amendments(records: Resource, sheet: Any, zone: str) -> list[Any]:
    """What it said before, newest first, with who amended it and why."""
    known = medical_records.titles(records)
    return [
        shell.card(
            f"Before {values.instant(a.at, zone)}",
            [
                html.P([html.B(f"Amended by {a.who}. "), name(a.reason)]),
                html.Div([_text(known[n], words) for n, words in replaced.items()], className="old"),
            ],
        )
        for a, replaced in what_changed(sheet)
    ]


def what_changed(sheet: Any) -> list[tuple[Any, dict[str, str]]]:
    """Each amendment with the old words of what it changed."""
    return [(a, {n: _old(n, value) for n, value in replaced.items()}) for a, replaced in sheet.replaced()]


def _old(field: str, value: Any) -> str:
    if value in (None, ""):
        return "Nothing"
    return text(SIGNS[field], value) if field in SIGNS else str(value)


def _signs(sheet: Any) -> Any:
    if not sheet.signs:
        return None
    lines = [(SIGNS[n].label, text(SIGNS[n], sheet.signs[n])) for n in SIGNS if n in sheet.signs]
    index = bmi(sheet.signs.get("weight"), sheet.signs.get("height"))
    return shell.card("Vital signs", detail.pairs([*lines, *([("Body mass index", f"{index} kg/m²")] if index else [])]))


def _about(sheet: Any, visit: Any, zone: str) -> Any:
    lines: list[tuple[str, Any]] = [("Author", sheet.doctor), ("Begun", values.instant(sheet.created_at, zone))]
    lines.append(("Final", values.instant(sheet.finalised_at, zone)))
    if visit:
        lines.append(("Visit", link(visit[1], f"/dashboard/appointments/{visit[0]}", "link")))
    return shell.card("About", detail.pairs(lines))


def _history(acts: list[Any], zone: str) -> Any:
    return shell.card("History", detail.history(_in_short(acts), zone)) if acts else None


def _in_short(acts: list[Any]) -> list[Any]:
    """A draft saves itself every few seconds: of one person's saves in a row only the last is named."""
    return [
        act for n, act in enumerate(acts) if not (n and act.verb == "edit" == acts[n - 1].verb and act.who == acts[n - 1].who)
    ]


def line(records: Resource, sheet: Any, zone: str, *, opens: bool) -> Any:
    """One record in the timeline of a patient."""
    known = medical_records.titles(records)
    heading = sheet.texts.get("diagnosis") or sheet.texts.get("chief_complaint") or "Not written yet"
    rest = [n for n in sheet.texts if n != "diagnosis"]
    title = link(name(heading), f"{PATH}/{sheet.id}", "strong") if opens else name(heading, html.B)
    amended = f", amended {values.instant(sheet.amendments[0].at, zone)} by {sheet.amendments[0].who}" if sheet.amendments else ""
    return html.Li(
        [
            html.Span([values.day(sheet.visit_date)], className="w"),
            html.Span(icon(SIGNS_OF[sheet.status]), className=f"n {TONES[sheet.status]}"),
            html.Div(
                [
                    html.Div([title, " ", values.status_chip(sheet.status)]),
                    html.P(f"{signed(sheet, zone)}{amended}", className="xs"),
                    html.Details(
                        [html.Summary("Whole text"), *(_text(known[n], sheet.texts[n]) for n in rest)], className="whole"
                    )
                    if rest
                    else None,
                ]
            ),
        ]
    )


def amending(records: Resource, sheet: Any, record: Any, reason: Field, zone: str) -> Any:
    """The form of an amendment: the text as it stands, to be corrected, and why."""
    fields = tuple(f for f in medical_records.written(records) if f.kind not in {"link", "date"})
    path = f"{PATH}/{record.id}"
    return html.Div(
        [
            shell.head(
                ["Amend the record of ", name(record.get("patient", ""))],
                html.Span([values.status_chip(sheet.status), f" {signed(sheet, zone)}"]),
                [],
                [("Medical records", PATH), (record.label, path), ("Amend", "")],
            ),
            shell.allergies(record.get("allergies")),
            html.Form(
                [
                    dcc.Store(id=ids.row(AMENDMENT), data={"id": str(record.id), "version": record.version}),
                    html.Div(id=ids.summary(AMENDMENT)),
                    html.Fieldset(
                        [
                            html.Legend("Why"),
                            html.Div(form.labelled(AMENDMENT, reason, None, {}), className="frm"),
                        ],
                        className="fs",
                    ),
                    *medical_records.sections(AMENDMENT, fields, sheet.texts, sheet.signs, {}),
                    html.Div(
                        [
                            dbc.Button(
                                "Save amendment", id=ids.save(AMENDMENT), color="primary", type="button", class_name="save"
                            ),
                            link("Cancel", path, className="btn btn-light"),
                            html.Span("The old text is kept and shown.", className="sm muted ms-auto d-d"),
                        ],
                        className="sticky-save",
                    ),
                ],
                className="card-a form writing",
            ),
        ]
    )
