"""Two records that may be one person: choosing the other, both side by side, and what was merged before."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import detail, form, ids, patients, shell, values
from components.words import icon, link, name
from data.core.resource import Field, resource

NOUN = "merging"
ASKED, BODY, WHICH = ids.part(NOUN, "asked"), ids.part(NOUN, "body"), ids.part(NOUN, "which")
CHOICE, TAKE_APART, UNDO = "merge-choice", "merge-undo", "undo"
KEPT, OTHER = "kept", "other"
SAME, TAKEN, BOTH = "same", "taken", "both"
REASON = Field(
    "reason", required=True, max_length=300, width=6, hint="How you know that this is one person. It stays in the history."
)
PATIENT = Field("patient_id", "link", label="Patient", link="patients", required=True, width=6)
MOVED = {
    "appointments": ("visit", "visits"),
    "appointment_series": ("course", "courses"),
    "waiting_list_entries": ("wish on the waiting list", "wishes on the waiting list"),
    "prescriptions": ("prescription", "prescriptions"),
    "medical_records": ("medical record", "medical records"),
    "vital_signs": ("measurement", "measurements"),
    "break_glass": ("opening by break-glass", "openings by break-glass"),
    "users": ("account to sign in with", "accounts to sign in with"),
}


def page(record: Any, other: str) -> Any:
    """The frame; both records are opened once it stands."""
    path = f"/dashboard/patients/{record.id}"
    code = record.get("code") or "Patient"
    return html.Div(
        [
            dcc.Store(id=ASKED, data={KEPT: str(record.id), OTHER: other}),
            shell.head(
                ["Merge into ", name(record.label)],
                patients.identity(record),
                [],
                [("Patients", "/dashboard/patients"), (code, path), ("Merge", "")],
            ),
            shell.allergies(record.get("allergies")),
            html.Div(id=BODY),
        ]
    )


def chooser(found: list[Any], kept_id: str, zone: str) -> Any:
    """Who is much like this patient, and a way to anybody else."""
    alike = [_alike(one, kept_id, zone) for one in found]
    nobody = html.P("Nobody here has this phone, or a name like this and a birth year that fits.", className="muted mb-0")
    another = html.Div(form.labelled(NOUN, PATIENT, None, {}), className="frm")
    return html.Div(
        [shell.card("Maybe the same person", alike or nobody), shell.card("Another record", another)],
        className="g g2 merge-choose",
    )


def _alike(one: Any, kept_id: str, zone: str) -> Any:
    marks, line = patients.likeness(one, zone)
    compare = link(f"Compare with {one.code}", address(kept_id, one.id), className="btn btn-light")
    return html.Div([name(one.name, html.B), html.Span(line, className="sm muted d-block"), marks, compare], className="dpr")


def address(kept_id: Any, other_id: Any) -> str:
    """Where two records stand side by side."""
    return f"/dashboard/patients/{kept_id}/merge?with={other_id}"


def refused(sentence: str) -> Any:
    """Why these two are not shown."""
    return shell.banner(sentence, "clay", "exclamation-circle-fill", role="alert")


def sides(found: Any) -> Any:
    """Field by field, then what moves, why, and the one button."""
    kept, other = found.kept, found.other
    instead = link(
        [icon("arrow-left-right"), f"Keep {other.code} instead"], address(other.id, kept.id), className="btn btn-light"
    )
    head = html.Li([html.Span(), _who("Stays", kept), _who("Goes", other)], className="heads")
    lines = [_line(row, other.code) for row in found.rows if _says_something(row)]
    fields = shell.card("Side by side", html.Ol([head, *lines], className="merge"), instead)
    return html.Div([fields, html.Aside([_moves(found), _decide(found)], className="d-grid gap-3")], className="side")


def _who(word: str, side: Any) -> Any:
    title = link([side.code, " ", name(side.name)], f"/dashboard/patients/{side.id}", className="strong")
    return html.Span([html.Small(word, className="muted d-block"), title])


def _says_something(row: Any) -> bool:
    return any(value not in (None, "", []) for value in (row.kept, row.other))


def _line(row: Any, code: str) -> Any:
    title, mine, theirs = row.field.title, text(row.field, row.kept), text(row.field, row.other)
    if row.may_choose:
        options = [{"label": name(mine), "value": KEPT}, {"label": name(theirs), "value": OTHER}]
        box = dbc.RadioItems(id={"type": CHOICE, "field": row.field.name}, options=options, value=KEPT, class_name="pair")
        return html.Li([html.Span(title, className="k"), html.Div(box, role="group", className="pair", **{"aria-label": title})])
    note = _note(row, code)
    cells = [html.Span([name(mine), note] if note else name(mine)), name(theirs)]
    return html.Li([html.Span(title, className="k"), *cells], className="" if row.differs else "alike")


def _note(row: Any, code: str) -> Any:
    if row.outcome == SAME:
        return None
    word, sign = {TAKEN: (f"Filled in from {code}", "arrow-left"), BOTH: ("Both are kept", "plus-lg")}.get(
        row.outcome, ("Stays as it is", "lock")
    )
    return html.Span(values.chip(word, sign, "leaf" if row.outcome in {TAKEN, BOTH} else "line"), className="d-block mt-1")


def text(field: Field, value: Any) -> str:
    """A value as both sides show it."""
    if field.kind == "allergies" and value:
        return ", ".join(
            f"{a['substance']}, {a['severity']}" + (f" ({a['reaction']})" if a.get("reaction") else "") for a in value
        )
    return values.phone(value) if field.kind == "phone" and value else detail.text_of(field, value, {})


def _moves(found: Any) -> Any:
    counted = [values.count(number, *MOVED.get(table, (table.replace("_", " "),) * 2)) for table, number in found.moves.items()]
    title = f"What moves to {found.kept.code}"
    if not counted:
        return shell.card(title, html.P(f"Nothing; {found.other.code} has no visits.", className="muted mb-0"))
    return shell.card(title, html.Ul([html.Li(text) for text in counted], className="mb-0 ps-3"), foot="All of it in one act.")


def _decide(found: Any) -> Any:
    if found.clash:
        return refused(found.clash)
    inside = [
        dcc.Store(id=ids.row(NOUN), data={KEPT: str(found.kept.id), OTHER: str(found.other.id), "version": found.kept.version}),
        html.Div(id=ids.summary(NOUN)),
        html.Div(form.labelled(NOUN, REASON, None, {}), className="frm"),
        shell.button("Merge", ids.save(NOUN), "sign-merge-right", "primary", class_name="mt-3"),
    ]
    foot = f"{found.other.code} disappears from the lists. The merge can be undone on the page of {found.kept.code}."
    return shell.card("Merge", inside, foot=foot)


def card(found: list[Any], zone: str) -> Any:
    """The records that were merged into a patient, each with the way back."""
    if not found:
        return None
    return html.Div([shell.card("Merged records", [_merged(one, zone) for one in found]), dcc.Store(id=WHICH), _question()])


def _merged(one: Any, zone: str) -> Any:
    button = html.Button(
        [icon("arrow-counterclockwise"), "Undo merge"],
        id={"type": TAKE_APART, "merge": str(one.merge_id)},
        className="btn btn-light",
        type="button",
        title=f"Make {one.code} a record of its own again",
    )
    when = f"{values.instant(one.at, zone)} by {one.who}"
    return html.Div(
        [html.B(one.code), html.Span(when, className="sm muted d-block"), html.P(one.reason, className="sm mb-2"), button],
        className="dpr",
    )


def _question() -> Any:
    question = "Undo this merge? What was moved goes back; what was entered since stays here."
    return detail.dialog(NOUN, UNDO, question, "Undo merge", (), danger=False)


def gone(code: str, kept_id: Any, kept_code: str) -> Any:
    """What stands at the address of a merged record."""
    return html.Div(
        [
            icon("sign-merge-right", "refusal-i"),
            html.H1("Merged"),
            html.P(f"{code} was merged into {kept_code}. Everything of it is there.", className="muted"),
            link(f"Open {kept_code}", f"{resource('patients').path}/{kept_id}", className="btn btn-primary"),
        ],
        className="empty refusal",
    )
