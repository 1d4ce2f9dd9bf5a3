"""A laboratory report on paper, and the files that came with it."""

from __future__ import annotations

from typing import Any

from components import attachments, paper, routes
from components.words import link
from data.core.actor import Actor
from data.core.errors import Conflict
from data.core.resource import resource
from data.documents import lab_reports as documents
from data.store import files, read

REPORTS = resource("lab_reports")


def on_paper(actor: Actor, query: dict[str, str], id: str) -> Any:
    """The sheet for the printer, A4 or A5; opening it is no print yet."""
    size = query.get("paper") if query.get("paper") in paper.SIZES else "a4"
    back = f"{REPORTS.path}/{id}"
    try:
        document = documents.read(actor, id, is_print=False)
    except Conflict as refused:
        return paper.not_printed("Laboratory report", refused.message, [(REPORTS.title, REPORTS.path), ("Print", "")], back)
    crumbs = [(REPORTS.title, REPORTS.path), (document.number, back), ("Print", "")]
    sheet = paper.lab_report(document, actor.zone, size)
    return paper.page("Laboratory report", sheet, REPORTS.name, id, crumbs, size=size, back=f"{back}/print")


def upload(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """The files of a report, and the box for one more."""
    record = read.get("lab_reports", actor, id)
    back = f"{REPORTS.path}/{id}"
    number = record.get("report_number", "")
    return attachments.page(
        f"Files of {number}",
        f"{record.get('patient', '')}, {record.get('patient_code', '')}",
        record.get("allergies"),
        [(REPORTS.title, REPORTS.path), (number, back), ("Upload", "")],
        attachments.panel(
            REPORTS.name,
            id,
            files.of_row(actor, REPORTS.name, id),
            may_attach=files.may_attach(actor, REPORTS.name, id),
            zone=actor.zone,
        ),
        link("Back to the report", back, className="btn btn-light"),
    )


routes.page(REPORTS.path + "/:id/print", on_paper, "lab_reports.print", "Laboratory report")
routes.page(REPORTS.path + "/:id/upload", upload, "lab_reports.upload", "Files of a report")
