"""A record being written: it saves itself, and says so; what was written elsewhere meanwhile is shown beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import detail, form, ids, patients, shell, values
from components.words import icon, link, name
from data.core.resource import Field, Resource, replace
from data.core.vital_signs import SIGNS, Number, Sign

NOUN = "medical_records"
PATH = "/dashboard/medical-records"
TYPED, HEARD, STATE = ids.part(NOUN, "typed"), ids.part(NOUN, "heard"), ids.part(NOUN, "state")
FINISH, TEMPLATE = "finish", ids.field(NOUN, "template")
FINAL = "A final record is read-only. It is corrected only by an amendment with a reason, and the text of now stays beside it."
LEFT_OUT = ("patient_id", "doctor_id")
NEEDED = ("chief_complaint", "diagnosis", "treatment")
AMENDMENT = "amendment"
ASIDE_TEXTS = ("diagnosis", "treatment", "notes")


def written(records: Resource) -> tuple[Field, ...]:
    """The fields a doctor types, those a final record needs marked so; whose record it is, is known."""
    return tuple(replace(f, required=f.required or f.name in NEEDED) for f in records.fields if f.name not in LEFT_OUT)


def names(records: Resource) -> tuple[str, ...]:
    """What the form sends, in order: fields, then signs."""
    return (*(f.name for f in written(records)), *SIGNS)


def titles(records: Resource) -> dict[str, str]:
    """What each input is called."""
    return {**{f.name: f.title for f in records.fields}, **{s.name: s.label for s in SIGNS.values()}}


def sign_inputs(prefix: str, signs: Mapping[str, Number]) -> list[Any]:
    """An input a sign, its unit in the label."""
    return [_sign(prefix, sign, signs.get(sign.name)) for sign in SIGNS.values()]


def _sign(prefix: str, sign: Sign, value: Number | None) -> Any:
    box = ids.field(prefix, sign.name)
    return html.Div(
        [
            html.Label([sign.label, html.Span(f" {sign.unit}", className="opt")], htmlFor=box, className="form-label"),
            dbc.Input(
                id=box,
                type="text",
                inputMode="decimal",
                value="" if value is None else f"{value:.{sign.digits}f}",
                autoComplete="off",
            ),
            html.Div(id=ids.error(prefix, sign.name), className="field-error"),
        ],
        className="field sign",
    )


def sections(
    prefix: str,
    fields: Iterable[Field],
    shown: Mapping[str, Any],
    signs: Mapping[str, Number],
    links: Mapping[str, list[tuple[str, str]]],
) -> list[Any]:
    """The fieldsets of a record: what the declaration groups, and the vital signs after what was found."""
    grouped: dict[str, list[Field]] = {}
    for field in fields:
        grouped.setdefault(field.section, []).append(field)
    made = {
        title: html.Fieldset(
            [
                html.Legend(title),
                html.Div([form.labelled(prefix, f, shown.get(f.name), links) for f in inside], className="frm"),
            ],
            className="fs",
        )
        for title, inside in grouped.items()
    }
    measured = html.Fieldset(
        [html.Legend("Vital signs"), html.Div(sign_inputs(prefix, signs), className="signs")], className="fs"
    )
    optional = {"Ayurveda"}
    return [
        *(part for title, part in made.items() if title not in optional),
        measured,
        *(_folded(title, part, grouped[title], shown) for title, part in made.items() if title in optional),
    ]


def _folded(title: str, part: Any, fields: list[Field], shown: Mapping[str, Any]) -> Any:
    """What is filled in seldom is one click away; open when something stands in it."""
    part.children = part.children[1:]
    is_open = any(shown.get(f.name) for f in fields)
    return html.Details([html.Summary([title, html.Span(" optional", className="opt")]), part], open=is_open, className="fold")


def writing(
    records: Resource,
    patient: Any,
    shown: Mapping[str, Any],
    signs: Mapping[str, Number],
    row: Mapping[str, Any],
    key: str,
    *,
    visits: list[tuple[str, str]],
    templates: list[Any],
    before: Any,
    saved: str,
    panel: Any,
) -> Any:
    """The page of a draft; `row` is {id, version}, `before` the last record or None, `saved` what the bar says, `panel` its files."""
    inputs = sections(NOUN, written(records), shown, signs, {"appointment_id": visits})
    body = html.Div(
        [html.Div(id=ids.summary(NOUN)), *inputs, _foot(saved, is_kept=bool(row.get("id")))],
        id=ids.part(NOUN, "writing"),
        className="card-a writing",
        **{"data-key": key},
    )
    aside = html.Aside([_start(templates), _before(before)], className="d-grid gap-3")
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={**row, "patient_id": str(patient.id)}),
            dcc.Store(id=ids.nonce(NOUN), data=key),
            dcc.Store(id=TYPED),
            dcc.Store(id=HEARD),
            _head(patient),
            shell.allergies(patient.get("allergies")),
            html.Div([html.Div([body, panel or _files_later()], className="d-grid gap-3"), aside], className="side"),
            detail.dialog(NOUN, FINISH, "Finalise this record?", "Finalise the record", (), danger=False, told=FINAL),
            detail.delete_dialog(records, "this draft"),
        ]
    )


def _head(patient: Any) -> Any:
    person = f"/dashboard/patients/{patient.id}"
    return shell.head(
        ["Record of ", name(patient.label)],
        html.Span([values.status_chip("draft"), f" {patients.identity(patient)}"]),
        [shell.action("All records", f"{person}/records", "journal-medical")],
        [("Medical records", PATH), (patient.get("code") or "Patient", person), ("Draft", "")],
    )


def _foot(saved: str, *, is_kept: bool) -> Any:
    """The two ends of a draft, and whether it is kept."""
    return html.Div(
        [
            dbc.Button("Finalise…", id=ids.step(NOUN, FINISH), color="primary", type="button"),
            shell.button("Delete draft", ids.step(NOUN, "delete"), "trash", class_name="" if is_kept else "d-none"),
            html.Span(saved, id=STATE, className="sm muted ms-auto", role="status", **{"aria-live": "polite"}),
        ],
        className="sticky-save",
    )


def _files_later() -> Any:
    """A draft takes files once it is saved; the link leads to its own address then."""
    return html.P(html.A("Attach a file", href="#", id=ids.part(NOUN, "files")), className="sm d-none")


def _start(templates: list[Any]) -> Any:
    options = [{"label": "", "value": ""}, *({"label": _called(t), "value": str(t.id)} for t in templates)]
    return shell.card(
        "Template",
        [
            html.Label("Start from a template", htmlFor=TEMPLATE, className="form-label"),
            dbc.Select(id=TEMPLATE, options=options, value=""),
            html.Div("Fills what is still empty.", className="form-text mb-2"),
            link("Templates", f"{PATH}/templates", "link sm"),
        ],
    )


def _called(template: Any) -> str:
    return f"{template.name}, {template.specialization}" if template.specialization else template.name


def _before(sheet: Any) -> Any:
    if sheet is None:
        return shell.card("Before", html.P("This is her first record here.", className="muted mb-0"))
    lines = [(values.label(n), sheet.texts[n]) for n in ASIDE_TEXTS if sheet.texts.get(n)]
    return shell.card(
        "Before",
        [
            html.P(link(f"{values.day(sheet.visit_date)}, {sheet.doctor}", f"{PATH}/{sheet.id}", "strong"), className="mb-2"),
            html.Div([_text(title, text) for title, text in lines]),
        ],
    )


def _text(title: str, text: str) -> Any:
    return html.Div([html.Div(title, className="k"), name(text, html.P)], className="text")


def stale(message: str, theirs: Mapping[str, tuple[Any, Any]]) -> Any:
    """Somebody saved this draft elsewhere: both texts in full, and the two ways on."""
    parts = [
        html.Div(
            [
                html.H3(title),
                html.Div([html.B("Saved"), name(str(saved) or "nothing", html.P)]),
                html.Div([html.B("Yours"), name(str(typed) or "nothing", html.P)]),
            ],
            className="two-texts",
        )
        for title, (saved, typed) in theirs.items()
    ]
    return html.Div(
        [
            icon("person-lines-fill"),
            html.Div(
                [
                    html.B(message),
                    html.P("Nothing is lost: what you typed is still below. Until you choose, it is not saved."),
                    *parts,
                    html.Div(
                        [
                            html.A("Take what is saved", href="", className="btn btn-light", **{"data-discard": "1"}),
                            dbc.Button("Save mine over it", id=ids.part(NOUN, "overwrite"), color="light"),
                        ],
                        className="d-flex gap-2 mt-2 flex-wrap",
                    ),
                ]
            ),
        ],
        className="banner mons m-3",
        role="alert",
        tabIndex="-1",
    )


def choose_patient(people: list[tuple[str, str]]) -> Any:
    """Whose record it will be."""
    field = Field("patient_id", "link", label="Patient", link="patients", required=True, width=6)
    return html.Div(
        [
            shell.head("New medical record", "", [], [("Medical records", PATH), ("New", "")]),
            shell.card(
                "Whose record is it?",
                [
                    html.Div(form.labelled(ids.part(NOUN, "new"), field, None, {"patient_id": people}), className="frm"),
                    html.P(
                        ["Another doctor's patient is opened by ", link("break-glass", "/dashboard/break-glass", "link"), "."],
                        className="sm muted mt-3 mb-0",
                    ),
                ],
            ),
        ],
        className="narrow",
    )
