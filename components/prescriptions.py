"""A prescription written, read, handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import detail, dispensing, form, ids, shell, values
from components.booking import patient_card
from components.words import icon, link, name
from data.core.resource import Field, Resource, Step

NOUN = "prescriptions"
ITEMS = ids.field(NOUN, "items")
PATIENT, FAVOURITES, REPEAT = ids.part(NOUN, "patient"), ids.part(NOUN, "favourites"), ids.part(NOUN, "repeat")
KEEP_NAME, KEEP, KEEP_ERROR = ids.part(NOUN, "keep-name"), ids.part(NOUN, "keep"), ids.part(NOUN, "keep-error")
USE, FORGET = "rx-use", "rx-forget"
HIDDEN = ("doctor_id", "appointment_id")


def writing(
    title: Any,
    crumbs: list[tuple[str, str]],
    fields: tuple[Field, ...],
    shown: Mapping[str, Any],
    links: Mapping[str, list[tuple[str, str]]],
    row: Mapping[str, Any],
    back: str,
    unseen: list[str],
    about: Any = None,
) -> Any:
    """The form: whom it is for and what she bears above, the lines as wide as the page."""
    made = form.form(NOUN, fields, shown, links=links, back=back, row=row, unseen=unseen)
    hidden = [dcc.Input(type="hidden", id=ids.field(NOUN, n), value=str(shown[n])) for n in HIDDEN if shown.get(n)]
    repeat = [] if row.get("id") else [shell.button("Repeat last", REPEAT, "arrow-repeat")]
    return html.Div(
        [
            shell.head(title, "", repeat, crumbs),
            html.Div([html.Div(about, id=PATIENT), html.Div(id=FAVOURITES)], className="rx-beside"),
            html.Div([made, *hidden], className="formwrap rx-form"),
        ]
    )


def favourites(found: list[Any], sentence: str = "", typed: str = "") -> Any:
    """The doctor's named sets, and a place to keep what stands in the form; a refused name stays typed."""
    rows = [
        html.Li(
            [
                html.Span([html.B(one.name), html.Small(", ".join(one.medicines), className="d-block muted")]),
                html.Button(
                    "Use", id={"type": USE, "id": str(one.id)}, type="button", className="btn btn-light", title=f"Use {one.name}"
                ),
                html.Button(
                    icon("x-lg"),
                    id={"type": FORGET, "id": str(one.id)},
                    type="button",
                    className="ib",
                    title=f"Forget {one.name}",
                    **{"aria-label": f"Forget {one.name}"},
                ),
            ]
        )
        for one in found
    ]
    keep = html.Div(
        [
            html.Div(
                [
                    html.Label("Keep these medicines as", htmlFor=KEEP_NAME, className="form-label"),
                    dbc.Input(id=KEEP_NAME, maxLength=80, value=typed),
                ]
            ),
            shell.button("Keep", KEEP, "star"),
        ],
        className="rx-keep mt-2",
    )
    told = html.Div(form.sentence(sentence), id=KEEP_ERROR, className="field-error")
    return shell.card("Favourites", html.Div([html.Ul(rows, className="rx-sets") if rows else None, keep, told]))


def page(
    resource: Resource,
    record: Any,
    acts: list[Any],
    zone: str,
    *,
    is_mine: bool,
    may_delete: bool,
    may_dispense: bool,
    may_open_patient: bool,
    shelf: Mapping[str, Any],
) -> Any:
    """The prescription: its lines, what is left of them, what may be done next."""
    row = {"id": str(record.id), "version": record.version}
    lines, is_active = record.get("lines", []), record.get("status") == "active"
    given = any(line["dispensed"] for line in lines)  # from then on it is neither cancelled nor deleted, so neither is offered
    steps = tuple(step for step in record.steps if not (given and step.name == "cancel"))
    may_delete = may_delete and not given
    main = [shell.card("Medicines", _lines(lines), aside=_diagnosis(record))]
    if may_dispense and is_active:
        main.append(dispensing.now(lines, shelf))
    main += [html.Div(id=dispensing.GIVEN), _notes(record)]
    if acts:
        main.append(shell.card("History", detail.history(acts, zone)))
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data=row),
            shell.head(
                name(record.get("patient", "Prescription")),
                html.Span(
                    [
                        values.status_chip(record.get("status")),
                        f" {record.get('prescription_number')}, {values.day(record.get('prescription_date'))}",
                    ]
                ),
                _actions(resource, record, steps, is_mine=is_mine and is_active, may_delete=may_delete),
                [(resource.title, resource.path), (record.label, "")],
            ),
            shell.allergies(record.get("allergies")),
            html.Div(
                [
                    html.Div(main, className="rx-col"),
                    html.Aside(_aside(record, zone, may_open_patient=may_open_patient)),
                ],
                className="side",
            ),
            *detail.dialogs(NOUN, steps, record.label),
            detail.delete_dialog(resource, record.label) if may_delete else None,
        ]
    )


def _actions(resource: Resource, record: Any, steps: Sequence[Step], *, is_mine: bool, may_delete: bool) -> list[Any]:
    path = f"{resource.path}/{record.id}"
    actions: list[Any] = [
        shell.button(step.title, ids.step(NOUN, step.name), tone="outline-danger" if step.asks else "light") for step in steps
    ]
    if may_delete:
        actions.append(shell.button("Delete", ids.step(NOUN, "delete"), "trash"))
    if "print" in record.verbs and record.get("status") != "cancelled":
        actions.append(shell.action("Print", f"{path}/print", "printer"))
    if is_mine and "edit" in record.verbs:
        actions.append(shell.action("Edit", f"{path}/edit", "pencil", primary=True))
    return actions


def _diagnosis(record: Any) -> Any:
    return name(record.get("diagnosis"), className="muted") if record.get("diagnosis") else None


def _lines(lines: list[Any]) -> Any:
    head = html.Thead(
        html.Tr(
            [
                html.Th("Medicine", scope="col"),
                html.Th("How", scope="col"),
                html.Th("Quantity", className="num", scope="col"),
                html.Th("Left", className="num", scope="col"),
            ]
        )
    )
    return html.Table([head, html.Tbody([_line(n, line) for n, line in enumerate(lines, 1)])], className="t rx-read rx-items")


def _line(number: int, line: Mapping[str, Any]) -> Any:
    under = [
        name(line["instructions"], className="sm") if line.get("instructions") else None,
        html.Span(line["caution"], className="sm bad") if line.get("caution") else None,
        html.Span(f"Given because: {line['override_reason']}", className="sm") if line.get("override_reason") else None,
    ]
    return html.Tr(
        [
            html.Td([html.Span(f"{number}. ", className="faint"), name(line["medicine_name"], html.B), *under]),
            html.Td(name(line["sentence"])),
            html.Td(line["amount"], className="num nowrap"),
            html.Td(str(line["left"]), className="num"),
        ]
    )


def _notes(record: Any) -> Any:
    lines = [("Notes", record.get("notes")), ("Cancelled because", record.get("cancellation_reason"))]
    told = [(term, name(text)) for term, text in lines if text]
    return shell.card("Notes", detail.pairs(told)) if told else None


def _aside(record: Any, zone: str, *, may_open_patient: bool) -> list[Any]:
    age = record.get("patient_age")
    parts = [record.get("patient_code"), f"{age} years" if age is not None else "", record.get("patient_gender")]
    card = patient_card(record.get("patient", ""), ", ".join(str(p) for p in parts if p), None)[0]
    opened = link([icon("person"), "Open the patient"], f"/dashboard/patients/{record.get('patient_id')}", "btn btn-quiet mb-3")
    facts = [
        ("Doctor", record.get("doctor")),
        ("Written", values.instant(record.created_at, zone)),
        ("Completed", values.instant(record.get("completed_at"), zone) if record.get("completed_at") else ""),
        ("Cancelled", values.instant(record.get("cancelled_at"), zone) if record.get("cancelled_at") else ""),
        ("Printed", values.count(record.get("times_printed"), "time") if record.get("times_printed") else ""),
    ]
    about = detail.pairs([(term, value) for term, value in facts if value])
    return [card, opened if may_open_patient else None, shell.card("About", about)]


def of_patient(rows: list[dict[str, str]], new: str = "") -> Any:
    """The prescriptions of one patient, for her page; `new` is where another is written."""
    action = [shell.action("New prescription", new, "plus-lg")] if new else []
    if not rows:
        return html.Section(
            shell.empty("No prescriptions yet", "What is prescribed appears here.", action, "prescription2"), className="card-a"
        )
    items = [
        html.Li(
            [
                html.Span(row.get("prescription_date", ""), className="w"),
                html.Span(icon("prescription2"), className="n"),
                html.Div(
                    [
                        link(
                            [html.B(row.get("medicines", "Prescription")), " ", values.status_chip(row["status"])],
                            f"/dashboard/prescriptions/{row['id']}",
                        ),
                        html.P(row.get("doctor", "")),
                    ]
                ),
            ]
        )
        for row in rows
    ]
    return html.Section(
        [html.Div(html.Ul(items, className="tl"), className="in"), html.Div(action, className="foot") if action else None],
        className="card-a",
    )


def not_printed(record: Any, sentence: str, back: str) -> Any:
    """Why this does not go on paper."""
    crumbs = [("Prescriptions", "/dashboard/prescriptions"), (record, back), ("Print", "")]
    return html.Div(
        [
            shell.head("Print", "", [], crumbs),
            shell.banner(sentence, "turm", "printer", role="alert"),
            detail.back("Back to the prescription", back),
        ]
    )
