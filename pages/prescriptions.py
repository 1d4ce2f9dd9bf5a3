"""Prescriptions: the list as the role works through it, writing, reading and printing one."""

from __future__ import annotations

from typing import Any

from components import booking, paper, prescriptions, routes
from components.words import name
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import Conflict, NotAllowed
from data.core.resource import resource
from data.documents import prescriptions as documents
from data.rules import stock_use
from data.store import access, history, read
from pages.booking import links
from pages.resources import list_page, readable

RX = resource("prescriptions")
WORK = {"status": "active", "sort": "prescription_date"}
_plain_list = list_page(RX)


def work_list(actor: Actor, query: dict[str, str]) -> Any:
    """Newest first; for who dispenses, what waits, oldest first, until she asks for something else."""
    dispenses = roles.allowed(actor, RX.name, "dispense") and not query
    return _plain_list(actor, WORK if dispenses else query)


def new(actor: Actor, query: dict[str, str]) -> Any:
    """An empty form; `?patient_id=&appointment_id=` fill it in."""
    access.require(RX, actor, "create")
    if actor.clinic_id is None or actor.doctor_id is None:
        raise NotAllowed("Only a doctor of the clinic prescribes; this account belongs to none.")
    fields = tuple(f for f in access.fields(RX, actor, "create") if f.name not in prescriptions.HIDDEN)
    asked = ("patient_id", "appointment_id", "diagnosis")
    given = {key: query[key] for key in asked if query.get(key)} | {"prescription_date": clock.today(actor.zone)}
    crumbs = [(RX.title, RX.path), ("New", "")]
    row = {"id": None, "version": None}
    return prescriptions.writing(
        "New prescription", crumbs, fields, given, links(actor, fields, given), row, RX.path, list(prescriptions.HIDDEN)
    )


def edit(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """The same form with what is prescribed in it."""
    record = read.get(RX.name, actor, id, "edit")
    if record.get("doctor_id") != actor.doctor_id:
        raise NotAllowed("Only the doctor who prescribes writes a prescription.")
    fields = tuple(f for f in access.fields(RX, actor, "edit") if "edit" in f.on)
    unseen = [f.name for f in RX.fields if f not in fields]
    crumbs = [(RX.title, RX.path), (record.label, f"{RX.path}/{id}"), ("Edit", "")]
    row = {"id": id, "version": record.version, "patient_id": str(record.get("patient_id"))}
    who = booking.patient_card(record.get("patient", ""), record.get("patient_code", ""), record.get("allergies"))
    title = ["Edit ", name(record.get("patient", "the prescription"))]
    return prescriptions.writing(title, crumbs, fields, record.values, {}, row, f"{RX.path}/{id}", unseen, who)


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """The prescription at its address."""
    record = read.get(RX.name, actor, id)
    is_mine = actor.doctor_id is not None and record.get("doctor_id") == actor.doctor_id
    may_dispense = roles.allowed(actor, RX.name, "dispense")
    return prescriptions.page(
        RX,
        record,
        history.of_row(RX.name, actor, id),
        actor.zone,
        is_mine=is_mine,
        may_delete="delete" in record.verbs and (is_mine or actor.is_platform),
        may_dispense=may_dispense,
        may_open_patient=roles.allowed(actor, "patients", "view"),
        shelf=stock_use.offered(actor, id) if may_dispense and record.get("status") == "active" else {},
    )


def on_paper(actor: Actor, query: dict[str, str], id: str) -> Any:
    """The sheet for the printer, A5 or A4; opening it is no print yet."""
    size = query.get("paper") if query.get("paper") in paper.SIZES else "a5"
    back = f"{RX.path}/{id}"
    try:
        document = documents.read(actor, id, is_print=False)
    except Conflict as refused:
        return prescriptions.not_printed("Prescription", refused.message, back)
    crumbs = [(RX.title, RX.path), (document.number, back), ("Print", "")]
    sheet = paper.prescription(document, actor.zone, size)
    return paper.page("Prescription", sheet, RX.name, id, crumbs, size=size, back=f"{back}/print")


routes.page(RX.path, readable(RX, work_list), "prescriptions.list", RX.title)
routes.page(RX.path + "/new", new, "prescriptions.create", "New prescription")
routes.page(RX.path + "/:id", one, "prescriptions.view", "Prescription")
routes.page(RX.path + "/:id/edit", edit, "prescriptions.edit", "Edit prescription")
routes.page(RX.path + "/:id/print", on_paper, "prescriptions.print", "Prescription")
