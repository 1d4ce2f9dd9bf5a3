"""One report of the laboratory: how far it has come, what was found, what was found before, what may be done next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from components import detail, ids, lab_alerts, lab_grid, shell, values
from components.words import icon, link, name
from data.core import clock
from data.core.resource import Field, Resource, Step

NOUN = "lab_reports"
HINT, NOW, EVENTS = ids.part(NOUN, "hint"), ids.part(NOUN, "stage"), ids.part(NOUN, "events")
SHOWN, MOVED, FOLLOWED = ids.part(NOUN, "shown"), ids.part(NOUN, "moved"), ids.part(NOUN, "followed")
CORRECT = ids.part(NOUN, "correct")
STAGES = (
    ("Ordered", "ordered_at"),
    ("Collected", "collected_at"),
    ("Received", "received_at"),
    ("Started", "started_at"),
    ("Resulted", "resulted_at"),
    ("Verified", "verified_at"),
)
STATUSES = {
    "ordered": ("Ordered", "eyedropper", "mons line"),
    "sample-collected": ("Collected", "droplet", "mons"),
    "in-progress": ("In progress", "hourglass-split", "turm"),
    "completed": ("Completed", "check-all", "leaf"),
    "cancelled": ("Cancelled", "slash-circle", "line"),
}
PRIORITIES = {
    "routine": ("Routine", "", "line"),
    "urgent": ("Urgent", "lightning", "turm"),
    "stat": ("Stat", "lightning-fill", "clay"),
}
FIRST = ("collect", "receive", "start", "verify", "complete")
SIGNS = {
    "collect": "droplet",
    "receive": "box-arrow-in-down",
    "start": "play-fill",
    "complete": "check-all",
    "verify": "check2-square",
}
KINDS = {
    "status": "Moved on", "receive": "Sample received", "reject": "Sample rejected", "change": "Result changed", "amend": "Result amended",
    "read-back": "Read back", "correct": "Time corrected",
}  # fmt: skip
ASKED = (
    Field("instant", "choice", label="Which time", required=True, choices=tuple(n for _, n in STAGES), width=6),
    Field("day", "date", label="Day", required=True, width=3),
    Field("time", "time", label="Time", required=True, width=3),
    Field("reason", "longtext", required=True, max_length=300, width=6),
)


def status_chip(status: str) -> Any:
    """Word, shape and colour of how far an order has come."""
    return values.chip(*STATUSES.get(status, (values.status(status), "dot", "")))


def page(
    resource: Resource,
    record: Any,
    around: Any,
    alerts: list[Any] | None,
    acts: list[Any],
    zone: str,
    files: Any,
    *,
    may_amend: bool,
) -> Any:
    """Head, allergies, open criticals, the course, the grid; what happened beneath."""
    steps = [s for s in record.steps if _fits(s, record, around)]
    types = record.get("status") == "in-progress" and "edit" in record.verbs
    crumbs = [(resource.title, resource.path), (record.get("report_number", ""), "")]
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(record.id), "version": record.version}),
            dcc.Store(id=SHOWN, data={"status": record.get("status"), "types": types}),
            dcc.Store(id=MOVED),
            dcc.Store(id=FOLLOWED),
            shell.head(_title(record), sub(record, zone), _actions(record, steps, resource, may_amend=may_amend), crumbs),
            shell.allergies(record.get("allergies")),
            None if alerts is None else lab_alerts.box(alerts, zone, str(record.id)),
            course(record, zone),
            _told(record),
            lab_grid.grid(record, around, zone, types=types),
            html.Div(
                [
                    html.Span(hint(record, around), id=HINT),
                    html.Span(_about_ranges(record)),
                    html.Span("Enter and ↓ go to the next, ↑ back; each is saved as you leave it", className="r")
                    if types
                    else None,
                ],
                className="foot px-1 pt-2",
            ),
            html.Div(
                [
                    shell.card("What happened", html.Div([html.Div(events(around.events, zone), id=EVENTS), _acts(acts, zone)])),
                    html.Aside([_read_back(record, zone), _facts(record), files], className="d-grid gap-3 about"),
                ],
                className="side mt-3",
            ),
            *detail.dialogs(NOUN, tuple(steps), record.label),
            detail.dialog(NOUN, "correct", "Correct a time", "Correct", ASKED, danger=False) if "edit" in record.verbs else None,
            detail.delete_dialog(resource, record.label) if "delete" in record.verbs else None,
        ]
    )


def _fits(step: Step, record: Any, around: Any) -> bool:
    """Complete and verify are one move with two names; a sample arrives once."""
    if step.name == "receive":
        return not record.get("received_at")
    return step.name != ("complete" if around.needs_second else "verify")


def _title(record: Any) -> list[Any]:
    age = record.get("patient_age")
    parts = (f"{age} y" if age is not None else "", record.get("patient_gender"), record.get("patient_code"))
    return [
        name(record.get("patient", "Patient")),
        " ",
        html.Span(", ".join(p for p in parts if p), className="muted fw-normal fs-6"),
    ]


def sub(record: Any, zone: str) -> Any:
    """Number, what was ordered, how urgent, when and by whom."""
    names = list(dict.fromkeys(line["panel"] or line["test_name"] for line in record.get("lines", [])))
    word, sign, tone = PRIORITIES[record.get("priority", "routine")]
    ordered = values.instant(record.get("ordered_at"), zone)
    return html.Span(
        [
            status_chip(record.get("status")), " ", values.chip(word, sign, tone),
            f" {record.get('report_number')}, {', '.join(names)}. Ordered {ordered} by {record.get('doctor', '')}",
        ]
    )  # fmt: skip


def due_chip(record: Any) -> Any:
    """How much of its time an order has used; late in clay."""
    due, done, ordered = record.get("due_at"), record.get("verified_at"), record.get("ordered_at")
    if due is None or record.get("status") == "cancelled":
        return None
    now = done or clock.now()
    used, of = (now - ordered).total_seconds() / 60, (due - ordered).total_seconds() / 60
    tone = "clay" if used > of else "leaf" if done else "turm"
    return html.Span([icon("stopwatch"), f"{values.minutes(used)} of {values.minutes(of)}"], className=f"chip {tone} tall-c")


def _actions(record: Any, steps: list[Step], resource: Resource, *, may_amend: bool) -> list[Any]:
    path, actions = f"{resource.path}/{record.id}", [due_chip(record)]
    if "edit" in record.verbs and record.get("status") != "cancelled":
        actions.append(shell.action("Upload PDF", path + "/upload", "upload"))
        actions.append(shell.button("Correct a time…", ids.step(NOUN, "correct"), "clock-history"))
    if "print" in record.verbs and record.get("status") == "completed":
        actions.append(shell.action("Print", path + "/print", "printer"))
    if may_amend and record.get("status") == "completed":
        actions.append(shell.action("Amend…", path + "/amend", "pencil"))
    if "delete" in record.verbs:
        actions.append(shell.button("Delete", ids.step(NOUN, "delete"), "trash"))
    ordered = sorted(steps, key=lambda s: (s.name not in FIRST, FIRST.index(s.name) if s.name in FIRST else 0), reverse=True)
    for place, step in enumerate(ordered):
        primary = place == len(ordered) - 1 and not step.danger
        tone = "primary" if primary else "outline-danger" if step.danger else "light"
        shut = step.name in {"complete", "verify"} and bool(record.get("missing"))
        actions.append(
            shell.button(
                step.title + ("…" if detail.asks(step) else ""),
                ids.step(NOUN, step.name),
                SIGNS.get(step.name, ""),
                tone,
                disabled=shut,
            )
        )
    return [a for a in actions if a is not None]


def course(record: Any, zone: str) -> Any:
    """The six instants; the one the order waits for is marked."""
    done = [bool(record.get(field)) for _, field in STAGES]
    first_open = done.index(False) if False in done and record.get("status") != "cancelled" else len(STAGES)
    return html.Ol(
        [_stage(record, n, first_open, zone) for n in range(len(STAGES))], className="steps", **{"aria-label": "Progress"}
    )


def _stage(record: Any, place: int, first_open: int, zone: str) -> Any:
    title, field = STAGES[place]
    at = record.get(field)
    state = "done" if at else "now" if place == first_open else ""
    said = values.instant(at, zone) if at else values.DASH
    lines = record.get("lines", [])
    if title == "Resulted" and not at and record.get("status") == "in-progress":
        said = stage_text(len(lines) - record.get("missing", 0), len(lines))
    sign = "check-lg" if at else "three-dots" if state else "circle"
    return html.Li(
        [icon(sign), html.B(title), html.Span(said, id=NOW) if title == "Resulted" else html.Span(said)], className=state
    )


def stage_text(done: int, of: int) -> str:
    """5 of 12."""
    return f"{done} of {of}"


def hint(record: Any, around: Any) -> str:
    """What opens the next step."""
    status, missing = record.get("status"), record.get("missing", 0)
    tests = len(record.get("lines", []))
    if status == "in-progress":
        if missing:
            what = "Verify" if around.needs_second else "Complete"
            return f"{what} opens when all {tests} tests have a result; {missing} {'is' if missing == 1 else 'are'} open."
        return "Every test has a result. A second person verifies." if around.needs_second else "Every test has a result."
    said = {
        "ordered": "Results come after the sample.",
        "sample-collected": "Start the analysis to enter results.",
        "cancelled": "This order was cancelled.",
    }
    return said.get(str(status), "Amended; the values before stand under what happened." if record.get("is_amended") else "")


def _about_ranges(record: Any) -> str:
    age, sex = record.get("patient_age"), record.get("patient_gender")
    return (
        f"Ranges: {sex}, {age if age is not None else 'age unknown'}{' years' if age is not None else ''}, kept with each result"
    )


def _told(record: Any) -> Any:
    if not record.get("cancellation_reason"):
        return None
    return shell.banner([html.B("Cancelled. "), record.get("cancellation_reason")], "", "slash-circle")


def _facts(record: Any) -> Any:
    lines = [
        ("Notes", record.get("notes")),
        ("Printed", values.count(record.get("times_printed", 0), "time") if record.get("times_printed") else ""),
    ]
    shown = [(term, value) for term, value in lines if value]
    opened = link([icon("person"), "Open the patient"], f"/dashboard/patients/{record.get('patient_id')}", "btn btn-quiet")
    return shell.card("About", [detail.pairs(shown) if shown else None, opened])


def _read_back(record: Any, zone: str) -> Any:
    told = [line for line in record.get("lines", []) if line["read_back_at"]]
    if not told:
        return None
    lines = [
        (
            f"{line['test_name']} {line['result']}",
            f"{line['told_to']} was told, {line['read_back_by']} read it back, {values.instant(line['read_back_at'], zone)}",
        )
        for line in told
    ]
    return shell.card("Critical, read back", detail.pairs(lines))


def events(found: list[Any], zone: str) -> Any:
    """What happened to the order, newest first."""
    if not found:
        return html.P("Nothing happened since the order.", className="muted mb-0")
    return html.Ul([_event(e, zone) for e in found], className="tl")


def _event(event: Any, zone: str) -> Any:
    day, hour = values.instant(event.at, zone).split(", ")
    what = (
        STATUSES[event.to_status][0]
        if event.kind == "status" and event.to_status in STATUSES
        else KINDS.get(event.kind, event.kind)
    )
    return html.Li(
        [
            html.Span([day, html.Br(), hour], className="w"),
            html.Span(icon("dot"), className="n"),
            html.Div([html.B(f"{what} by {event.who}"), *(html.P(text) for text in _said(event) if text)]),
        ]
    )


def _said(event: Any) -> list[str]:
    reason = ", ".join(p for p in (values.status(event.reason_code) if event.reason_code else "", event.reason) if p)
    return [_difference(event.before, event.after), reason]


def _difference(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    if "told_to" in after:
        return f"{after.get('test')} {after.get('result')}: {after.get('told_to')} was told, {after.get('read_back_by')} read it back"
    if "instant" in after:
        return f"{after['instant']}: {before.get('at', values.DASH)} → {after.get('at')}"
    if not after.get("test"):
        return ""
    flags = [lab_grid.said({"result": "", "flag": "", **side})[0] for side in (before, after)]
    parts = [
        f"{side.get('result') or values.DASH}{f' ({flag})' if flag else ''}"
        for side, flag in zip((before, after), flags, strict=True)
    ]
    return f"{after['test']}: {parts[0]} → {parts[1]}"


def _acts(acts: list[Any], zone: str) -> Any:
    if not acts:
        return None
    return html.Details([html.Summary("Who opened it", className="sm"), detail.history(acts, zone)], className="mt-3")


def amend_page(resource: Resource, record: Any, around: Any, zone: str) -> Any:
    """The results of a completed report as inputs, and why they are corrected."""
    crumbs = [(resource.title, resource.path), (record.get("report_number", ""), f"{resource.path}/{record.id}"), ("Amend", "")]
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data={"id": str(record.id), "version": record.version}),
            shell.head(["Amend ", name(record.get("patient", ""))], sub(record, zone), [], crumbs),
            shell.banner("What was reported stays in the history, beside what takes its place.", "mons"),
            lab_grid.grid(record, around, zone, types=True, amends=True),
            html.Div(
                [
                    html.Div(lab_grid.reason_field(), className="frm"),
                    html.Div(
                        [
                            shell.button("Save the amendment", lab_grid.AMEND, "check-lg", "primary"),
                            link("Cancel", f"{resource.path}/{record.id}", className="btn btn-light"),
                        ],
                        className="d-flex gap-2 mt-3",
                    ),
                ],
                className="card-a p-3 mt-3",
            ),
        ]
    )
