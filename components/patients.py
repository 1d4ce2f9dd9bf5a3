"""A patient on one page, and who may already be here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import detail, ids, shell, values
from components.words import icon, link, name
from data.core.resource import resource

NOUN = "patients"
LIKELY = ids.part(NOUN, "likely")
TYPED = ids.part(NOUN, "typed")
HOME = ("address_line1", "address_line2", "city", "district", "pincode")


def initials(full_name: str) -> str:
    """Two letters for the round mark."""
    return "".join(next((c for c in word if c.isalpha()), "") for word in full_name.split()[:2]).upper()


def identity(record: Any) -> str:
    """One line: age, gender, birth date, code, paper file, phone."""
    born = record.get("date_of_birth")
    parts = [
        record.get("age"),
        record.get("gender"),
        f"born {values.day(born)}" if born else None,
        record.get("code"),
        f"paper file {record.get('file_number')}" if record.get("file_number") else None,
        values.phone(record.get("phone")),
    ]
    return ", ".join(part for part in parts if part)


def new(form: Any) -> Any:
    """The empty form, and beside it whoever may already be here."""
    return html.Div([dcc.Store(id=TYPED), form, html.Aside(id=LIKELY, **{"aria-live": "polite"})], className="formwrap wide")


def page(
    record: Any,
    visits: list[dict[str, str]] | None,
    ahead: list[dict[str, str]] | None,
    acts: Any,
    merged: Any,
    more: Sequence[tuple[str, Any]] = (),
    *,
    may_book: bool,
    may_merge: bool,
    may_write: bool = False,
    collect: str = "",
) -> Any:
    """Name, identity, allergies at once; then visits and `more` (tab, content); beside them the next visit, contact, constitution."""
    path = f"/dashboard/patients/{record.id}"
    actions: list[Any] = []
    if "delete" in record.verbs:
        actions.append(shell.button("Delete", ids.step(NOUN, "delete"), "trash"))
    if may_merge:
        actions.append(shell.action("Merge…", f"{path}/merge", "sign-merge-right"))
    if "edit" in record.verbs:
        actions.append(shell.action("Edit", f"{path}/edit", "pencil"))
    if collect:
        actions.append(shell.action("Collect", collect, "cash-coin"))
    if may_book:
        actions.append(
            shell.action("Book", f"/dashboard/appointments/new?patient_id={record.id}", "calendar-plus", primary=not may_write)
        )
    if may_write:
        actions.append(
            shell.action("Write record", f"/dashboard/medical-records/new?patient_id={record.id}", "journal-plus", primary=True)
        )
    title = html.Span(
        [html.Span(initials(record.label), className="av av-l", **{"aria-hidden": "true"}), name(record.label)], className="named"
    )
    main = [("Visits", _visits(visits))] if visits is not None else []
    panels = [(title, html.Div(content, className="pt-3")) for title, content in (*main, *more, ("History", acts))]
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(record.id), "version": record.version}),
            shell.head(
                title, identity(record), actions, [("Patients", "/dashboard/patients"), (record.get("code") or "Patient", "")]
            ),
            shell.allergies(record.get("allergies")),
            _incomplete(record, path),
            html.Div(
                [
                    html.Div(detail.tabs(NOUN, panels)),
                    html.Aside([_next(ahead), *_aside(record), merged], className="d-grid gap-3"),
                ],
                className="side",
            ),
            detail.delete_dialog(resource(NOUN), record.label) if "delete" in record.verbs else None,
        ]
    )


def _next(ahead: list[dict[str, str]] | None) -> Any:
    if ahead is None:
        return None
    if not ahead:
        return shell.card("Next", html.P("No visit is booked.", className="muted mb-0"))
    return shell.card("Next", html.Div([_ahead(visit) for visit in ahead], className="d-grid gap-3"))


def _ahead(visit: dict[str, str]) -> Any:
    what = ", ".join(part for part in (visit.get("appointment_type"), visit.get("doctor"), visit.get("room")) if part)
    mark = html.Span(icon("calendar-check"), className="att-i leaf")
    words = html.Div(
        [
            link(visit.get("starts_at", ""), f"/dashboard/appointments/{visit['id']}", className="strong"),
            html.Div(what, className="sm muted"),
        ]
    )
    return html.Div([mark, words], className="d-flex gap-3")


def _incomplete(record: Any, path: str) -> Any:
    if not record.get("is_incomplete"):
        return None
    return shell.banner(
        [
            "Phone or address is missing. ",
            link("Fill it in", path + "/edit", className="link clay-l") if "edit" in record.verbs else "",
        ],
        "turm",
        "person-exclamation",
    )


def _visits(visits: list[dict[str, str]] | None) -> Any:
    if not visits:
        return html.Section(
            shell.empty("No visits yet", "The first visit appears here once it is booked.", sign="calendar3"), className="card-a"
        )
    return html.Section(html.Div(html.Ul([_visit(v) for v in visits], className="tl"), className="in"), className="card-a")


def _visit(visit: dict[str, str]) -> Any:
    day, _, hour = visit.get("starts_at", "").partition(", ")
    what = ", ".join(part for part in (visit.get("doctor"), visit.get("room")) if part)
    sign, tone = values.STATUSES[visit["status"]][1:] if visit.get("status") in values.STATUSES else ("dot", "")
    return html.Li(
        [
            html.Span([day, html.Br(), hour], className="w"),
            html.Span(icon(sign), className=f"n {tone.split()[0] if tone else ''}"),
            html.Div(
                [
                    link(
                        [html.B(visit.get("appointment_type", "Visit")), f" {values.status(visit.get('status', ''))}"],
                        f"/dashboard/appointments/{visit['id']}",
                    ),
                    html.P(what),
                ]
            ),
        ]
    )


def records(found: Sequence[dict[str, str]], patient_id: Any) -> Any:
    """The medical records of a patient in short, and the way to all of it."""
    if not found:
        return html.Section(
            shell.empty("No records yet", "The first record appears here once a doctor writes it.", sign="journal-medical"),
            className="card-a",
        )
    lines = html.Ul(
        [
            _entry(r, "/dashboard/medical-records", r.get("visit_date", ""), r.get("diagnosis") or "Not written yet")
            for r in found
        ],
        className="tl",
    )
    whole = link("All records and vital signs", f"/dashboard/patients/{patient_id}/records", "link")
    return html.Section([html.Div(lines, className="in"), html.Div(whole, className="foot")], className="card-a")


def _entry(row: dict[str, str], path: str, when: str, title: str) -> Any:
    """One row of a patient's tab: day, sign and word of its status, what it is, whose it is."""
    sign, tone = values.STATUSES[row["status"]][1:] if row.get("status") in values.STATUSES else ("dot", "")
    what = link(name(title, html.B), f"{path}/{row['id']}")
    said = ", ".join(part for part in (row.get("doctor"), values.status(row.get("status", "")).lower()) if part)
    return html.Li(
        [
            html.Span(when, className="w"),
            html.Span(icon(sign), className=f"n {tone.split()[0] if tone else ''}"),
            html.Div([what, html.P(said)]),
        ]
    )


def _aside(record: Any) -> list[Any]:
    contact = [
        ("Phone", values.phone(record.get("phone"))),
        ("E-mail", record.get("email")),
        (
            "Home",
            ", ".join(dict.fromkeys(str(record.get(k)) for k in HOME if record.get(k))),
        ),
        (
            "Guardian",
            " ".join(str(record.get(k)) for k in ("guardian_name", "guardian_relationship", "guardian_phone") if record.get(k)),
        ),
        (
            "Emergency",
            " ".join(
                str(record.get(k))
                for k in ("emergency_contact_name", "emergency_contact_relationship", "emergency_contact_phone")
                if record.get(k)
            ),
        ),
    ]
    constitution = [
        (values.label(k), str(record.get(k)))
        for k in ("blood_group", "prakriti", "agni", "koshtha", "diet_notes", "medical_history")
        if record.get(k)
    ]
    sheets = [("Contact", [(t, v) for t, v in contact if v]), ("Constitution", constitution)]
    return [shell.card(title, detail.pairs(lines)) for title, lines in sheets if lines]


def likely(found: list[Any], zone: str) -> Any:
    """Who may already be here; it never stops a save."""
    if not found:
        return []
    count = "One patient is" if len(found) == 1 else f"{len(found)} patients are"
    return html.Section(
        [
            html.Header([icon("people-fill"), html.H2("Maybe already here")]),
            html.Div(
                [
                    html.P(f"{count} much like this one. You can still save a new one.", className="sm muted"),
                    *(_one(p, zone) for p in found),
                ],
                className="in",
            ),
        ],
        className="card-a dup",
        role="status",
    )


def likeness(patient: Any, zone: str) -> tuple[Any, str]:
    """What is alike, as marks, and who it is, in one line."""
    seen = f"last seen {values.instant(patient.last_visit, zone).split(',')[0]}" if patient.last_visit else "not seen yet"
    who = ", ".join(
        str(part)
        for part in (patient.code, f"{patient.age} y" if patient.age is not None else None, patient.gender, patient.place, seen)
        if part
    )
    marks = [
        values.chip("Same phone", "telephone-fill", "turm") if patient.same_phone else None,
        values.chip("Same name", "person-fill", "turm") if patient.same_name else None,
    ]
    return html.Span(marks, className="d-flex gap-1 my-2"), who


def _one(patient: Any, zone: str) -> Any:
    marks, who = likeness(patient, zone)
    return html.Div(
        [
            name(patient.name, html.B),
            html.Span(who, className="sm muted d-block"),
            marks,
            link(
                f"Open {patient.code}",
                f"/dashboard/patients/{patient.id}",
                className="btn btn-light w-100 justify-content-center",
            ),
        ],
        className="dpr",
    )
