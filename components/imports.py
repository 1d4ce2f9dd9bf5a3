"""Bringing a file in: the upload, which column is what, the check, the bar, and what was refused."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, import_progress, shell, values
from components.words import icon, link
from data.core.resource import Resource

NOUN = "imports"
PATH = "/dashboard/imports"
PANEL, TOLD = ids.part(NOUN, "panel"), ids.part(NOUN, "told")
STATE, STEP, PAUSED = ids.part(NOUN, "state"), ids.part(NOUN, "step"), ids.part(NOUN, "paused")
KIND, FILE, UPLOAD = ids.part(NOUN, "noun"), ids.part(NOUN, "file"), ids.part(NOUN, "upload")
COLUMN = "imports-column"
AT_ONCE = 200
LEAVE_OUT = "leave-out"
COUNTED = ("Rows", "Imported", "Unchanged", "Refused")
HEADS = ("File", "What", "Uploaded", "By", *COUNTED, "State")
STATUSES = {
    "read": ("Uploaded", "line"),
    "checking": ("Checking", "turm"),
    "checked": ("Checked", "mons"),
    "running": ("Importing", "turm"),
    "done": ("Done", "leaf"),
    "cancelled": ("Stopped", "clay"),
}
SAME = {
    "patients": "the same name, gender, birth, phone, guardian and file number as a patient who is here",
    "doctors": "the same name, licence number and phone as a doctor who is here",
    "rooms": "the same name and kind as a room that is here",
    "appointments": "the same patient, doctor, day and time as a visit that is here",
    "waiting_list": "the same patient, doctor and days as an entry that is here",
}


def start_page(nouns: tuple[Resource, ...], chosen: str, found: list[Any], zone: str) -> Any:
    """The upload, and the files that were brought in before."""
    titles = {r.name: r.title for r in nouns}
    return html.Div(
        [
            shell.head("Import", "Records from a file, checked row by row as if they were typed."),
            _upload(nouns, chosen if chosen in titles else nouns[0].name),
            shell.card("Earlier imports", _earlier(found, titles, zone), values.count(len(found), "file")),
        ],
        className="imports",
    )


def _upload(nouns: tuple[Resource, ...], chosen: str) -> Any:
    box = [
        html.Div(
            [
                dbc.Label("What is in the file", html_for=KIND),
                dbc.Select(id=KIND, options=[{"label": r.title, "value": r.name} for r in nouns], value=chosen),
            ],
            className="field c2",
        ),
        html.Div(
            [
                dbc.Label("File", html_for=FILE),
                html.Div(id=ids.part(FILE, "place")),
                html.Div(
                    "CSV or Excel (.xlsx, its first sheet), up to 20 MB. The first row names the columns.", className="form-text"
                ),
                html.Div(id=ids.part(FILE, "error"), className="field-error", role="alert"),
            ],
            className="field c4",
        ),
    ]
    return html.Section(
        [
            html.Div(html.Div(box, className="frm"), className="fs"),
            html.Div([shell.button("Upload", UPLOAD, "upload", "primary"), _promise()], className="foot imports-foot"),
        ],
        className="card-a form",
    )


def _promise() -> Any:
    return html.Span("Nothing is saved yet: first you say which column is what.", className="muted sm")


def _earlier(found: list[Any], titles: dict[str, str], zone: str) -> Any:
    if not found:
        return shell.empty(
            "No file was brought in yet", "Uploaded files and what became of their rows are listed here.", sign="upload"
        )
    head = html.Thead(html.Tr([html.Th(t, className="num" if t in COUNTED else None) for t in HEADS]))
    lines = [
        html.Tr(
            [
                html.Td(link(job.file_name or "Forgotten file", f"{PATH}/{job.id}", className="strong")),
                html.Td(titles.get(job.noun, job.noun)),
                html.Td(values.instant(job.created_at, zone)),
                html.Td(job.created_by or values.DASH),
                *(html.Td(f"{n:,}", className="num") for n in (job.total, *_after_run(job))),
                html.Td(_chip(job.status)),
            ]
        )
        for job in found
    ]
    return html.Div(html.Table([head, html.Tbody(lines)], className="t"), className="overflow-auto")


def _after_run(job: Any) -> tuple[int, int, int]:
    """What became of the rows; a check imports nothing."""
    return (job.imported, job.unchanged, job.refused) if job.status in {"running", "done", "cancelled"} else (0, 0, 0)


def _chip(status: str) -> Any:
    word, tone = STATUSES[status]
    return html.Span(word, className=f"chip {tone}")


def job_page(job: Any, resource: Resource, inside: Any, zone: str) -> Any:
    """One file; its panel says what can be done with it now."""
    who = f"{values.count(job.total, 'row')} for {resource.title}, uploaded {values.instant(job.created_at, zone)}"
    title = job.file_name or "Forgotten file"
    return html.Div(
        [
            dcc.Store(id=STATE, data={"id": str(job.id), "go": False, "n": 0}),
            dcc.Store(id=STEP),
            dcc.Store(id=PAUSED),
            shell.head(title, f"{who} by {job.created_by}" if job.created_by else who, [], [("Import", PATH), (title, "")]),
            html.Div(id=TOLD, role="alert"),
            import_progress.bar(job),
            html.Div(inside, id=PANEL),
        ],
        className="imports",
    )


def panel(job: Any, resource: Resource, columns: list[Any], targets: list[Any], refused: list[Any]) -> Any:
    """What an import that rests says; one that moves has its bar instead."""
    if job.status in import_progress.MOVING:
        return []
    if not job.file_name:
        return [_counts(job, resource), shell.banner("What this file held was forgotten after 30 days.", "turm", "clock-history")]
    if job.status in {"done", "cancelled"}:
        return [_counts(job, resource), _refusals(job, refused)]
    mapping = _mapping(job, resource, columns, targets)
    return [_counts(job, resource), mapping, _refusals(job, refused)] if job.status == "checked" else [mapping]


def refusal(sentence: str) -> Any:
    """Why the last button did nothing."""
    return shell.banner(sentence, "clay", "exclamation-triangle")


def _counts(job: Any, resource: Resource) -> Any:
    checked = job.status in {"read", "checked"}
    said = {
        "checked": "This was a check: nothing is saved yet.",
        "done": "All rows were looked at.",
        "cancelled": f"Stopped at {job.done:,} of {job.total:,} rows. What is in stays in; the rest can follow.",
    }.get(job.status, "")
    tiles = [
        ("Would be imported" if checked else "Imported", job.imported),
        ("Unchanged, here already", job.unchanged),
        ("Refused", job.refused),
    ]
    buttons = [link([icon(resource.icon), f"Open {resource.title.lower()}"], resource.path, className="btn btn-light")]
    if job.status == "cancelled" and job.file_name:
        buttons.insert(0, import_progress.button("Go on", "running", "play-fill", "primary"))
    return shell.card(
        "What a check found" if checked else "What became of the rows",
        [
            html.Dl(
                [html.Div([html.Dt(text), html.Dd(f"{number:,}")]) for text, number in tiles],
                className="imports-counts",
            ),
            html.P(said, className="muted sm", role="status"),
            html.Div(
                [import_progress.button("Import", "running", "check-lg", "primary")] if checked else buttons,
                className="imports-acts",
            ),
        ],
        _chip(job.status),
    )


def _refusals(job: Any, refused: list[Any]) -> Any:
    if not job.refused:
        return None
    head = html.Thead(html.Tr([html.Th("Row"), html.Th("Column"), html.Th("Why")]))
    lines = [
        html.Tr([html.Td(f"{row.number:,}" if not n else ""), html.Td(field or values.DASH), html.Td(sentence)])
        for row in refused
        for n, (field, sentence) in enumerate(zip(row.fields, row.sentences, strict=True))
    ]
    more = job.refused - len(refused)
    download = html.A(
        [icon("download"), "Download refused rows"],
        href=f"/imports/{job.id}/refused.csv",
        className="btn btn-light",
        download="refused.csv",
    )
    return shell.card(
        "Refused rows",
        html.Div(html.Table([head, html.Tbody(lines)], className="t imports-refused"), className="overflow-auto"),
        download,
        foot=f"And {more:,} more in the download." if more > 0 else "Correct them in the download and upload that file again.",
    )


def _mapping(job: Any, resource: Resource, columns: list[Any], targets: list[Any]) -> Any:
    choices = [{"label": "Leave out", "value": LEAVE_OUT}, *({"label": t.label, "value": t.name} for t in targets)]
    head = html.Thead(html.Tr([html.Th("Column of the file"), html.Th("Is"), html.Th("First values")]))
    lines = [
        html.Tr(
            [
                html.Td(html.B(c.heading)),
                html.Td(
                    html.Label(
                        [
                            html.Span(f"{c.heading} is", className="visually-hidden"),
                            dbc.Select(id={"type": COLUMN, "place": c.place}, options=choices, value=c.target or LEAVE_OUT),
                        ]
                    ),
                    className="imports-pick",
                ),
                html.Td(" · ".join(c.examples) or values.DASH, className="muted imports-examples"),
            ]
        )
        for c in columns
    ]
    check = import_progress.button("Check again" if job.status == "checked" else "Check", "checking", "clipboard-check")
    buttons = [check] if job.status == "checked" else [check, import_progress.button("Import", "running", "check-lg", "primary")]
    return shell.card(
        "Which column is what",
        [
            html.Div(html.Table([head, html.Tbody(lines)], className="t imports-map"), className="overflow-auto"),
            html.P(_known(job, resource), className="muted sm mt-3"),
            html.Div(buttons, className="imports-acts"),
        ],
        values.count(sum(1 for c in columns if c.target), "column is known", "columns are known"),
    )


def _known(job: Any, resource: Resource) -> str:
    same = SAME.get(resource.name)
    found = [f"A row with {same} counts as unchanged: a second run of a file changes nothing."] if same else []
    if not same:
        found.append("Without a column of codes, or of numbers in another system, a second run adds the rows again.")
    if job.total > AT_ONCE:
        found.append(
            f"Rows that repeat or overlap each other further than {AT_ONCE} rows apart are noticed by the import, not by the check."
        )
    return " ".join(found)
