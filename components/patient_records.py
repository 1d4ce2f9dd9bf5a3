"""A patient's records on one page: vital signs over time, everything that was written, and it on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, medical_records, paper, patients, record_sheets, shell, trends, values
from components.words import icon, name
from data.core import clock
from data.core.resource import Field, Resource
from data.core.vital_signs import SIGNS, text

NOUN = "vital_signs"
WHOSE, THEME, CHARTS = ids.part(NOUN, "whose"), ids.part(NOUN, "theme"), ids.part(NOUN, "charts")
TAKEN_BACK = "take-back"
WHEN = (
    Field("day", "date", label="Measured on", required=True, width=3),
    Field("time", "time", label="At", required=True, width=3),
)
REASON = Field("reason", required=True, max_length=300, width=6)
GROWN = 18


def page(
    records: Resource, patient: Any, history: Any, trend: Mapping[str, Sequence[Any]], zone: str, *, may: frozenset[str], until: Any
) -> Any:  # fmt: skip
    """Head, what was measured, what was written; `may` are the verbs of records the actor has for this patient."""
    path = f"/dashboard/patients/{patient.id}"
    adult = is_grown(patient, zone)
    actions: list[Any] = []
    if "print" in may:
        actions.append(shell.action("Print", f"{path}/records/print", "printer"))
    if "export" in may:
        export = html.A(
            [icon("download"), "Export"], href=f"/export/patients/{patient.id}/records", className="btn btn-light", download=""
        )
        actions.append(html.Span(export, className="action"))
    if "create" in may:
        actions.append(
            shell.action("Write record", f"{medical_records.PATH}/new?patient_id={patient.id}", "journal-plus", primary=True)
        )
    lines = [record_sheets.line(records, s, zone, opens="view" in may) for s in history.sheets]
    empty = shell.empty("No records yet", "The first record appears here once a doctor writes it.", sign="journal-medical")
    return html.Div(
        [
            dcc.Store(id=WHOSE, data={"id": str(patient.id), "adult": adult}),
            dcc.Store(id=THEME),
            shell.head(
                ["Records of ", name(patient.label)],
                patients.identity(patient),
                actions,
                [("Patients", "/dashboard/patients"), (patient.get("code") or "Patient", path), ("Records", "")],
            ),
            shell.allergies(patient.get("allergies")),
            opened_until(until, zone),
            html.Div(
                [
                    html.Div(
                        [
                            _measured(history, trend, zone, adult=adult),
                            *_timeline(lines, empty),
                            html.Div(id=CHARTS, className="g g2 trends"),
                        ],
                        className="d-grid gap-3",
                    ),
                    html.Aside([_measure(zone) if "create" in may else None, _all(history, zone, may)], className="d-grid gap-3"),
                ],
                className="side",
            ),
        ]
    )


def opened_until(until: Any, zone: str) -> Any:
    """That this patient is open by break-glass, and until when; nothing for one's own."""
    if until is None:
        return None
    sentence = f"Opened by break-glass until {values.clock_time(until, zone)}. The clinic manager sees that, and why."
    return shell.banner(sentence, "turm", "shield-exclamation")


def is_grown(patient: Any, zone: str) -> bool:
    """Whether the usual ranges of adults are this patient's; an unknown age counts as grown."""
    born = patient.get("date_of_birth")
    if born:
        return bool(clock.today(zone).year - born.year >= GROWN)
    digits = "".join(c for c in patient.get("age", "") if c.isdigit())
    return not digits or int(digits) >= GROWN


def _measured(history: Any, trend: Mapping[str, Sequence[Any]], zone: str, *, adult: bool) -> Any:
    if not history.measured:
        nothing = shell.empty(
            "Nothing was measured yet", "Blood pressure, weight and the other signs appear here.", sign="heart-pulse"
        )
        return html.Section(nothing, className="card-a")
    last = history.measured[-1]
    aside = html.Span(_taken(last, zone), className="sm muted")
    return shell.card("Vital signs", trends.latest(trend, zone, adult=adult), aside=aside)


def _taken(measured: Any, zone: str) -> str:
    return f"{values.instant(measured.taken_at, zone)}{f', {measured.who}' if measured.who else ''}"


def _timeline(lines: list[Any], empty: Any) -> list[Any]:
    if not lines:
        return [html.Section(empty, className="card-a")]
    return [shell.card("Records", html.Ul(lines, className="tl"), aside=values.count(len(lines), "record"))]


def _measure(zone: str) -> Any:
    """The form for signs taken without a record."""
    now = clock.local(clock.now(), zone)
    shown = {"day": now.date(), "time": now.time()}
    return shell.card(
        "Measure",
        html.Div(
            [
                html.Div(id=ids.summary(NOUN)),
                html.Div(medical_records.sign_inputs(NOUN, {}), className="signs two"),
                html.Div([form.labelled(NOUN, f, shown[f.name], {}) for f in WHEN], className="frm mt-3"),
                dcc.Store(id=ids.nonce(NOUN), data=str(uuid4())),
                dbc.Button("Save vital signs", id=ids.save(NOUN), color="primary", className="mt-3 w-100 justify-content-center"),
            ]
        ),
    )


def _all(history: Any, zone: str, may: frozenset[str]) -> Any:
    if not history.measured:
        return None
    rows = [_row(m, zone, may) for m in reversed(history.measured)]
    return shell.card(
        "All measurements",
        [
            html.Ul(rows, className="measured", tabIndex="0", **{"aria-label": "All measurements"}),
            *(
                [
                    html.Details(
                        [
                            html.Summary("Take a wrong one back"),
                            _take_back(history, zone),
                        ]
                    )
                ]
                if "create" in may and any(_may_go(m) for m in history.measured)
                else []
            ),
        ],
        aside=values.count(len(rows), "reading"),
    )


def _may_go(measured: Any) -> bool:
    return measured.is_mine and measured.record_id is None


def _take_back(history: Any, zone: str) -> Any:
    options = [{"label": values.instant(m.taken_at, zone), "value": str(m.id)} for m in reversed(history.measured) if _may_go(m)]
    which = ids.field(NOUN, "which")
    return html.Div(
        [
            html.Label("Which", htmlFor=which, className="form-label"),
            dbc.Select(id=which, options=options, value=options[0]["value"], className="mb-2"),
            form.labelled(NOUN, REASON, None, {}),
            dbc.Button("Take it back", id=ids.part(NOUN, TAKEN_BACK), color="light", className="mt-2"),
        ],
        className="mt-2",
    )


def _row(measured: Any, zone: str, may: frozenset[str]) -> Any:
    return html.Li(
        [
            html.B(values.instant(measured.taken_at, zone)),
            html.Span(_in_words(measured)),
            html.Small(measured.who) if "view" in may else None,
        ]
    )


def printed(records: Resource, patient: Any, history: Any, others: Mapping[str, list[Any]], head: Any, zone: str) -> Any:
    """The whole history on paper, the browser prints it; `others` are the patient's prescriptions and laboratory reports."""
    known = medical_records.titles(records)
    path = f"/dashboard/patients/{patient.id}"
    button = html.Button([icon("printer"), "Print"], type="button", className="btn btn-primary", **{"data-print": "1"})
    code = patient.get("code") or ""
    crumbs = [("Patients", "/dashboard/patients"), (code, path), ("Records", f"{path}/records"), ("Print", "")]
    facts = [("Patient", patient.label), ("Code", code), ("Age, sex", f"{patient.get('age', '')}, {patient.get('gender', '')}")]
    allergic = tuple(f"{a['substance']} ({a['severity']})" for a in patient.get("allergies") or ())
    body = [
        paper.facts(facts),
        paper.allergic(allergic),
        *(_on_paper(known, s, zone) for s in history.sheets),
        _signs_on_paper(history, zone),
        *(_prescribed(row) for row in others["prescriptions"]),
        *(_found(row, zone) for row in others["lab_reports"]),
    ]
    sheet = paper.frame(head, "Medical history", code, clock.spelt_day(clock.today(zone)), body, zone=zone)
    title = html.Div(shell.head(["Records of ", name(patient.label)], "On paper", [button], crumbs), className="no-print")
    return html.Div([title, sheet])


def _on_paper(known: Mapping[str, str], sheet: Any, zone: str) -> Any:
    old = [
        html.Div(
            [
                html.P(
                    [html.B(f"Amended {values.instant(a.at, zone)} by {a.who}: "), name(a.reason), html.Br(), "Before it said:"]
                ),
                *_lines(known, replaced),
            ],
            className="sheet-old",
        )
        for a, replaced in record_sheets.what_changed(sheet)
    ]
    return html.Div(
        [
            html.H3(f"{values.day(sheet.visit_date)}, {values.status(sheet.status).lower()}"),
            html.P(record_sheets.signed(sheet, zone), className="sheet-quiet"),
            *_lines(known, sheet.texts),
            *old,
        ],
        className="sheet-record",
    )


def _lines(known: Mapping[str, str], texts: Mapping[str, str]) -> list[Any]:
    return [html.P([html.B(f"{known[n]}: "), name(value)]) for n, value in texts.items()]


def _prescribed(row: Mapping[str, Any]) -> Any:
    lines = [html.P([name(line["medicine_name"], html.B), f": {line['sentence']}, {line['amount']}"]) for line in row["lines"]]
    title = f"Prescription of {values.day(row['prescription_date'])}, {values.status(row['status']).lower()}"
    about = ", ".join(part for part in (row["prescription_number"], row["doctor"], row.get("diagnosis")) if part)
    return html.Div([html.H3(title), html.P(about, className="sheet-quiet"), *lines], className="sheet-record")


def _found(row: Mapping[str, Any], zone: str) -> Any:
    lines = [html.P([html.B(f"{line['test_name']}: "), name(_result(line))]) for line in row["lines"] if line["result"]]
    title = f"Laboratory report of {values.instant(row['ordered_at'], zone)}, {values.status(row['status']).lower()}"
    about = f"{row['report_number']}, ordered by {row['doctor']}"
    return html.Div([html.H3(title), html.P(about, className="sheet-quiet"), *lines], className="sheet-record")


def _result(line: Mapping[str, Any]) -> str:
    """4.9 mmol/L, high, usual 3.5–5.1."""
    flag = "" if line["flag"] in {"normal", "none"} else values.status(line["flag"]).lower()
    usual = f"usual {line['normal_range']}" if line["normal_range"] else ""
    return ", ".join(part for part in (" ".join(p for p in (line["result"], line["unit"]) if p), flag, usual) if part)


def _signs_on_paper(history: Any, zone: str) -> Any:
    if not history.measured:
        return html.P("No vital signs were measured.", className="sheet-quiet")
    rows = [html.P([html.B(f"{values.instant(m.taken_at, zone)}: "), _in_words(m)]) for m in history.measured]
    return html.Div([html.H3("Vital signs"), *rows], className="sheet-record")


def _in_words(measured: Any) -> str:
    return ", ".join(f"{SIGNS[n].label} {text(SIGNS[n], measured.values[n])}" for n in SIGNS if n in measured.values)
