"""One visit: who, when, how far it has come, what may be done next."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from components import detail, ids, series, shell, values
from components.booking import patient_card, phone
from components.words import icon, link, name
from data.core.resource import Resource, Step

NOUN = "appointments"
FIRST = ("check-in", "call", "start", "complete", "confirm", "came-late")
COURSE = (("Booked", "created"), ("Checked in", "checked_in_at"), ("In room", "started_at"), ("Left", "ended_at"))
MOVES = ids.part(NOUN, "moves")


def page(
    resource: Resource,
    record: Any,
    acts: list[Any],
    zone: str,
    members: list[Any],
    *,
    may_open_patient: bool,
    may_prescribe: bool,
    may_order: bool,
    writing: tuple[str, str] | None,
    billing: tuple[str, str] | None,
) -> Any:
    """The visit, its next step on the right, its history beneath; `writing` and `billing` are what leads to record and bill."""
    row = {"id": str(record.id), "version": record.version}
    crumbs = [(resource.title, resource.path), (record.label, "")]
    chip = values.status_chip(_shown_status(record))
    history = html.Div([html.Div(id=MOVES), detail.history(acts, zone) if acts else None])
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data=row),
            shell.head(
                name(record.get("patient", "Visit")),
                html.Span([chip, f" {when(record)}", _position(members, record)]),
                [
                    *_actions(record, resource, may_prescribe=may_prescribe, may_order=may_order),
                    *_record(writing),
                    *_bill(billing),
                ],
                crumbs,
            ),
            shell.allergies(record.get("allergies")),
            html.Div(
                [
                    html.Div([shell.card("Visit", _facts(record)), html.Div(shell.card("History", history), className="mt-3")]),
                    html.Aside(
                        [
                            _next(record),
                            _patient(record, may_open=may_open_patient),
                            _series(record, members, zone),
                            _instants(record, zone),
                        ],
                        className="about",
                    ),
                ],
                className="side",
            ),
            *detail.dialogs(NOUN, record.steps, record.label),
            delete_or_none(resource, record),
        ]
    )


def delete_or_none(resource: Resource, record: Any) -> Any:
    """The confirmation of a deletion, where it is allowed."""
    return detail.delete_dialog(resource, record.label) if "delete" in record.verbs else None


def _position(members: list[Any], record: Any) -> str:
    return f", {series.position(members, record.id).lower()}" if members else ""


def when(record: Any) -> str:
    """Such as "Tue 24 Nov, 10:00, 30 min"."""
    day, time = record.get("appointment_date"), record.get("appointment_time")
    return f"{values.short_day(day)}, {values.hour(time)}, {values.minutes(record.get('duration'))}"


def _shown_status(record: Any) -> str:
    waits = record.get("status") in {"scheduled", "confirmed"} and record.get("checked_in_at")
    return "waiting" if waits else str(record.get("status"))


def _actions(record: Any, resource: Resource, *, may_prescribe: bool, may_order: bool) -> list[Any]:
    actions: list[Any] = []
    is_here = record.get("checked_in_at") and record.get("status") in {"scheduled", "confirmed"}
    if may_prescribe and (is_here or record.get("status") in {"in-progress", "completed"}):
        about = f"patient_id={record.get('patient_id')}&appointment_id={record.id}"
        actions.append(shell.action("Prescribe", f"/dashboard/prescriptions/new?{about}", "prescription2"))
    if may_order and record.get("status") not in {"cancelled", "no-show"}:
        about = f"patient_id={record.get('patient_id')}&appointment_id={record.id}"
        actions.append(shell.action("Order tests", f"/dashboard/lab-reports/new?{about}", "eyedropper"))
    if "delete" in record.verbs:
        actions.append(shell.button("Delete", ids.step(NOUN, "delete"), "trash"))
    if "edit" in record.verbs and record.get("status") in {"scheduled", "confirmed", "in-progress"}:
        actions.append(shell.action("Move…", f"{resource.path}/{record.id}/edit", "calendar-range"))
    return actions


def _record(writing: tuple[str, str] | None) -> list[Any]:
    return [shell.action(writing[0], writing[1], "journal-medical")] if writing else []


def _bill(billing: tuple[str, str] | None) -> list[Any]:
    return [shell.action(billing[0], billing[1], "cash-coin", primary=billing[0] == "Collect")] if billing else []


def _facts(record: Any) -> Any:
    lines = [
        ("When", when(record)),
        ("Doctor", ", ".join(str(v) for v in (record.get("doctor"), record.get("specialization")) if v) or values.DASH),
        ("Room", record.get("room", values.DASH)),
        ("Type", values.status(record.get("appointment_type", ""))),
        ("Token", str(record.get("token_number", ""))),
        ("Reason", record.get("reason", "")),
        ("Outside the hours because", record.get("override_reason", "")),
        ("Cancelled because", record.get("cancellation_reason", "")),
        ("Notes", record.get("notes", "")),
    ]
    return detail.pairs([(term, value) for term, value in lines if value])


def _next(record: Any) -> Any:
    open_now = {s.name: s for s in record.steps if s.name in record.get("possible", [])}
    ordered = [open_now[n] for n in FIRST if n in open_now] + [s for n, s in open_now.items() if n not in FIRST]
    if not ordered:
        return None
    buttons = [_step(s, primary=n == 0 and not s.danger) for n, s in enumerate(ordered)]
    return html.Div(shell.card("What to do next", html.Div(buttons, className="steps-next")), className="mb-3")


def _step(step: Step, *, primary: bool) -> Any:
    tone = "primary" if primary else "outline-danger" if step.danger else "light"
    return shell.button(
        step.title + ("…" if detail.asks(step) else ""), ids.step(NOUN, step.name), SIGNS.get(step.name, ""), tone
    )


SIGNS = {
    "check-in": "person-check",
    "call": "megaphone",
    "start": "play-fill",
    "complete": "check-all",
    "confirm": "check-lg",
    "came-late": "clock-history",
    "undo-check-in": "arrow-counterclockwise",
    "undo-call": "arrow-counterclockwise",
    "give-priority": "arrow-up-circle",
    "back-in-turn": "arrow-down-circle",
    "no-show": "person-x",
    "cancel": "slash-circle",
}


def _patient(record: Any, *, may_open: bool) -> Any:
    age = record.get("patient_age")
    parts = [
        record.get("patient_code"),
        f"{age} years" if age is not None else "",
        record.get("patient_gender"),
        phone(record.get("patient_phone")),
    ]
    card = patient_card(record.get("patient", ""), ", ".join(str(p) for p in parts if p), None)[0]
    if not may_open or not record.get("patient_id"):
        return card
    return html.Div(
        [
            card,
            link([icon("person"), "Open the patient"], f"/dashboard/patients/{record.get('patient_id')}", "btn btn-quiet mb-3"),
        ]
    )


def _series(record: Any, members: list[Any], zone: str) -> Any:
    if not members:
        return None
    change = link("Change", f"/dashboard/appointments/{record.id}/course", className="link") if "edit" in record.verbs else None
    return html.Div(series.listed(members, record.id, zone, change), className="mb-3")


def _instants(record: Any, zone: str) -> Any:
    instants = [(word, record.created_at if key == "created" else record.get(key)) for word, key in COURSE]
    cancelled = record.get("cancelled_at")
    lines = [(word, values.instant(at, zone)) for word, at in [*instants, ("Cancelled", cancelled)] if at]
    return shell.card("Times", detail.pairs(lines))


def moves(found: list[Any], zone: str) -> Any:
    """Where the visit stood before, newest first; `found` as the rules give it."""
    if not found:
        return html.P("It was not moved.", className="muted sm")
    lines = [
        html.Li(
            [
                html.B(f"Moved from {values.instant(m.old, zone)} to {values.instant(m.new, zone)}"),
                html.P(_by(m, zone)),
                html.P(m.reason) if m.reason else None,
            ]
        )
        for m in found
    ]
    return html.Ul(lines, className="moves")


def _by(move: Any, zone: str) -> str:
    doctor = f", {move.old_doctor} → {move.new_doctor}" if move.old_doctor != move.new_doctor else ""
    return f"{values.instant(move.at, zone)} by {move.who}{doctor}"
