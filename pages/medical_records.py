"""Medical records: the list, one being written, one that stands, its amendment, the templates."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from components import attachments, medical_records, record_sheets, record_templates, routes, table, values
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotAllowed, NotFound, Refused
from data.core.resource import resource
from data.store import access, files, history, patient_history, read
from pages.resources import readable

RECORDS = resource("medical_records")
VISITS, PEOPLE = 30, 50


def listed(actor: Actor, query: dict[str, str]) -> Any:
    """All records the person may list."""
    access.require(RECORDS, actor, "list")
    links = {"doctor_id": read.options("doctors", actor, "", limit=100) if roles.allowed(actor, "doctors", "list") else []}
    chosen = query.get("patient_id")
    if roles.allowed(actor, "patients", "list"):
        links["patient_id"] = [(chosen, read.label("patients", actor, chosen, with_code=True))] if chosen else []
    return table.page(
        RECORDS,
        access.columns(RECORDS, actor),
        query,
        may_create=roles.allowed(actor, RECORDS.name, "create"),
        may_export=roles.allowed(actor, RECORDS.name, "export"),
        links=links,
    )


def new(actor: Actor, query: dict[str, str]) -> Any:
    """An empty draft of a patient, or the question whose it is; a visit that has a record leads to it."""
    access.require(RECORDS, actor, "create")
    if actor.clinic_id is None:
        raise NotAllowed("A record is written inside a clinic; platform staff belong to none.")
    visit = read.get("appointments", actor, query["appointment_id"]) if query.get("appointment_id") else None
    patient_id = visit.get("patient_id") if visit else query.get("patient_id")
    if not patient_id:
        return medical_records.choose_patient(read.options("patients", actor, "", limit=PEOPLE))
    day = visit.get("appointment_date") if visit else None
    today = clock.today(actor.zone)
    shown = {"visit_date": min(day or today, today), "appointment_id": query.get("appointment_id") if visit else None}
    return _writing(actor, patient_id, shown, {"id": None, "version": None}, "Saves itself as you type")


def at_address(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """One record: to be written on by its author while it is a draft, else to be read."""
    record = read.get(RECORDS.name, actor, id)
    sheet = patient_history.one(actor, id)
    if sheet.status == "draft" and sheet.author_id == actor.user_id and "edit" in record.verbs:
        row = {"id": id, "version": record.version}
        saved = f"Saved {values.clock_time(record.updated_at, actor.zone)}"
        return _writing(
            actor, record.get("patient_id"), record.values, row, saved, sheet.signs, _files(actor, id, may_attach=True)
        )
    acts = history.of_row(RECORDS.name, actor, id)
    return record_sheets.page(
        RECORDS, sheet, record, acts, actor.zone, visit=_visit(actor, sheet.appointment_id), files=_files(actor, id)
    )


def _files(actor: Actor, id: str, *, may_attach: bool = False) -> Any:
    found = files.of_row(actor, RECORDS.name, id)
    return attachments.panel(RECORDS.name, id, found, may_attach=may_attach, zone=actor.zone)


def _visit(actor: Actor, appointment_id: Any) -> tuple[str, str] | None:
    if not appointment_id or not roles.allowed(actor, "appointments", "view"):
        return None
    try:
        return str(appointment_id), read.label("appointments", actor, appointment_id)
    except Refused:
        return None


def _writing(
    actor: Actor, patient_id: Any, shown: dict[str, Any], row: dict[str, Any], saved: str, signs: Any = None, panel: Any = None
) -> Any:
    patient = read.get("patients", actor, patient_id)
    sheets = patient_history.of_patient(actor, patient_id).sheets
    before = next((s for s in sheets if s.status != "draft" and str(s.id) != row["id"]), None)
    return medical_records.writing(
        RECORDS, patient, shown, signs or {}, row, str(uuid4()), visits=_visits(actor, patient_id, shown.get("appointment_id")),
        templates=patient_history.templates(actor), before=before, saved=saved, panel=panel,
    )  # fmt: skip


def _visits(actor: Actor, patient_id: Any, chosen: Any) -> list[tuple[str, str]]:
    """The visits of the patient a record can be about, newest first."""
    rows = read.page("appointments", actor, read.Query(filters={"patient_id": str(patient_id)}, limit=VISITS)).rows
    found = [(r["id"], ", ".join(p for p in (r.get("starts_at"), r.get("appointment_type")) if p)) for r in rows]
    if chosen and str(chosen) not in dict(found):
        found += [v] if (v := _visit(actor, chosen)) else []
    return found


def amend(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """The form that corrects a final record."""
    record = read.get(RECORDS.name, actor, id)
    step = next((s for s in record.steps if s.name == "amend"), None)
    if step is None:
        raise NotAllowed("Only a final record is amended, by a doctor of the clinic whose patient it is.")
    return record_sheets.amending(RECORDS, patient_history.one(actor, id), record, step.asks[0], actor.zone)


def templates(actor: Actor, query: dict[str, str]) -> Any:
    """The templates of the clinic, and one of them to change."""
    found = patient_history.templates(actor)
    chosen = next((t for t in found if str(t.id) == query.get("template")), None)
    if query.get("template") and chosen is None:
        raise NotFound
    return record_templates.page(found, chosen)


routes.page(RECORDS.path, readable(RECORDS, listed), "medical_records.list", RECORDS.title)
routes.page(RECORDS.path + "/new", new, "medical_records.create", "New medical record")
routes.page(RECORDS.path + "/templates", templates, "medical_records.create", "Record templates")
routes.page(RECORDS.path + "/:id", at_address, "medical_records.view", "Medical record")
routes.page(RECORDS.path + "/:id/amend", amend, "medical_records.step", "Amend a record")
