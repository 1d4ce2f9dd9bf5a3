"""The files of a row: what is there, its first page small, and a box that takes one more."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, shell, values
from components.words import icon, name
from data.core.resource import Field

NOUN = "attachments"
LIST, ROW, CHANGED = ids.part(NOUN, "list"), ids.part(NOUN, "row"), ids.part(NOUN, "changed")
FILE, TOLD, BAR = ids.part(NOUN, "file"), ids.part(NOUN, "told"), ids.part(NOUN, "bar")
REMOVE, CHOSEN = "attachments-remove", ids.part(NOUN, "chosen")
ASKED = ids.part(NOUN, "remove")
DIALOG, QUESTION = ids.dialog(NOUN, "remove"), ids.part(ASKED, "title")
KEEP, DO, ERROR = ids.part(ASKED, "keep"), ids.part(ASKED, "do"), ids.error(ASKED, "all")
REASON = ids.field(ASKED, "reason")
KINDS = {
    "application/pdf": ("PDF", "file-earmark-pdf"),
    "image/png": ("PNG", "file-earmark-image"),
    "image/jpeg": ("JPEG", "file-earmark-image"),
}
ENDINGS = {"PDF": ("pdf",), "PNG": ("png",), "JPEG": ("jpg", "jpeg"), "WebP": ("webp",)}
PICTURES = "PNG, JPEG or WebP"
KILO, MEGA = 1024, 1024 * 1024


def panel(
    noun: str, row_id: Any, files: list[Any], *, may_attach: bool, zone: str, title: str = "Files", most: str = "20 MB",
    kinds: str = "PDF, PNG or JPEG",
) -> Any:  # fmt: skip
    """The files of a row (one panel a page); the box and "Remove…" only for those who may attach."""
    inside = [html.Div(listed(files, zone, may_remove=may_attach), id=LIST)]
    inside += [_box(noun, row_id, most, kinds), _dialog()] if may_attach else []
    return html.Div(
        [
            dcc.Store(id=ROW, data=row(noun, row_id, files)),
            dcc.Store(id=CHANGED),
            dcc.Store(id=CHOSEN),
            shell.card(title, inside),
        ],
        className="attachments",
    )


def page(title: str, sub: str, allergies: Any, crumbs: list[tuple[str, str]], inside: Any, back: Any) -> Any:
    """The files of a row on a page of their own."""
    return html.Div([shell.head(title, name(sub), [back], crumbs), shell.allergies(allergies), inside])


def row(noun: str, row_id: Any, files: list[Any]) -> dict[str, Any]:
    """Which row the panel is about, and what its files are called."""
    return {"noun": noun, "id": str(row_id), "names": {str(f.id): f.name for f in files}}


def listed(files: list[Any], zone: str, *, may_remove: bool) -> Any:
    """A line a file, oldest first."""
    if not files:
        return html.P("No file is attached yet." if may_remove else "No file is attached.", className="muted sm")
    return html.Ul([_line(file, zone, may_remove) for file in files], className="files")


def size(count: int) -> str:
    """18 kB, 2.4 MB."""
    return f"{count / MEGA:.1f} MB" if count >= MEGA else f"{max(1, round(count / KILO))} kB"


def _line(file: Any, zone: str, may_remove: bool) -> Any:
    kind, sign = KINDS[file.media_type]
    small = html.Img(src=f"/files/{file.id}/preview", alt="") if file.has_preview else icon(sign)
    about = [kind, values.count(file.pages, "page") if file.pages else "", size(file.size)]
    came = f"{values.instant(file.attached_at, zone)}" + (f" by {file.attached_by}" if file.attached_by else "")
    remove = html.Button(
        "Remove…",
        id={"type": REMOVE, "file": str(file.id)},
        type="button",
        className="btn btn-light btn-sm",
        **{"aria-label": f"Remove {file.name}…"},
    )
    return html.Li(
        [
            html.Span(small, className="files-small"),
            html.Div(
                [
                    name(file.name, html.B),
                    html.Div(" · ".join(a for a in about if a), className="muted sm"),
                    html.Div(came, className="muted sm"),
                ]
            ),
            html.Div(
                [
                    html.A(
                        [icon("download"), "Download"],
                        href=f"/files/{file.id}",
                        className="btn btn-light btn-sm",
                        download="",
                        **{"aria-label": f"Download {file.name}"},
                    ),
                    remove if may_remove else None,
                ],
                className="files-acts",
            ),
        ]
    )


def _box(noun: str, row_id: Any, most: str, kinds: str) -> Any:
    return html.Div(
        [
            dbc.Label("Attach a file", html_for=FILE),
            html.Div(id=ids.part(FILE, "place"), **{"data-post": f"/files/{noun}/{row_id}", "data-accept": _accepted(kinds)}),
            html.Div(
                f"{kinds}, up to {most}. It is stored as soon as it is chosen.",
                className="form-text",
                id=ids.part(FILE, "hint"),
            ),
            html.Label("How far the upload is", htmlFor=BAR, className="visually-hidden", hidden=True),
            html.Progress(id=BAR, value="0", max="100", className="imports-bar", hidden=True),
            html.Div(id=TOLD, className="field-error", role="alert"),
        ],
        className="field attachments-box",
    )


def _accepted(kinds: str) -> str:
    """What the browser offers to choose from; the server looks into the content itself."""
    return ",".join(f".{ending}" for word, endings in ENDINGS.items() if word in kinds for ending in endings)


def _dialog() -> Any:
    return dbc.Modal(
        [
            dbc.ModalHeader(dbc.ModalTitle(question("this file"), id=QUESTION)),
            dbc.ModalBody(
                [
                    form.labelled(
                        ASKED,
                        Field("reason", required=True, hint="The file and this reason stay in the trail.", width=6),
                        None,
                        {},
                    ),
                    html.Div(id=ERROR, className="field-error", role="alert"),
                ]
            ),
            dbc.ModalFooter(
                [
                    dbc.Button("Keep the file", id=KEEP, color="light"),
                    dbc.Button("Remove the file", id=DO, color="danger"),
                ]
            ),
        ],
        id=DIALOG,
        is_open=False,
        centered=True,
    )


def question(called: str) -> str:
    """What is asked before a file goes."""
    return f"Remove {called}?"
