"""The laboratory's work list, orders and reports."""

from __future__ import annotations

from typing import Any

from components import attachments, booking, lab, lab_alerts, lab_list, routes
from data.core import roles
from data.core.actor import Actor
from data.core.errors import Conflict, NotAllowed
from data.core.resource import replace, resource
from data.resources.lab_reports import HEAPS
from data.rules import lab_catalogue, lab_sheet
from data.store import access, files, history, read
from pages.resources import readable

REPORTS = resource("lab_reports")
RECENT = 20


def work_list(actor: Actor, query: dict[str, str]) -> Any:
    """What is open, unless the address says otherwise."""
    columns = access.columns(REPORTS, actor)
    unseen = frozenset(f.name for f in REPORTS.filters if f.covers and not roles.sees(actor, REPORTS.name, "list", f.covers))
    sees_states = "state" not in unseen
    shown = query or ({"state": "open"} if sees_states else {})
    tests = [choice for choice in lab_catalogue.choices(actor) if choice[1].endswith(")")]
    links: dict[str, Any] = {"test_code": tests, "doctor_id": read.options("doctors", actor, "", limit=100)}
    if roles.allowed(actor, "patients", "list"):
        chosen = query.get("patient_id")
        links["patient_id"] = [(chosen, read.label("patients", actor, chosen, with_code=True))] if chosen else []
    return lab_list.page(
        REPORTS,
        columns,
        shown,
        lab_sheet.heaps(actor, HEAPS) if sees_states else {},
        links,
        lab_alerts.box(lab_sheet.alerts(actor), actor.zone) if roles.allowed(actor, "lab_reports", "read-back") else None,
        may_create=roles.allowed(actor, "lab_reports", "create") and actor.clinic_id is not None,
        may_export=roles.allowed(actor, "lab_reports", "export"),
        may_collect=roles.allowed(actor, "lab_reports", "collect"),
        may_open=roles.allowed(actor, "lab_reports", "view"),
        unseen=unseen,
    )


def new(actor: Actor, query: dict[str, str]) -> Any:
    """An empty order; `?patient_id=&appointment_id=&tests=` fill it in."""
    access.require(REPORTS, actor, "create")
    if actor.clinic_id is None:
        raise NotAllowed("Tests are ordered inside a clinic; platform staff belong to none.")
    fields = tuple(
        replace(f, required=True) if f.name == "tests" else f
        for f in access.fields(REPORTS, actor, "create")
        if "new" in f.on and f.name != "doctor_id"
    )
    given = {f.name: query[f.name] for f in fields if f.name in query}
    people = [booking.person(row) for row in read.page("patients", actor, read.Query(limit=RECENT)).rows]
    if given.get("patient_id") and given["patient_id"] not in dict(people):
        people.append((given["patient_id"], read.label("patients", actor, given["patient_id"])))
    links = {
        "patient_id": people,
        "tests": lab_catalogue.choices(actor),
        "appointment_id": lab_sheet.visits(actor, given.get("patient_id")),
    }
    unseen = tuple(f.name for f in REPORTS.fields if f.name not in {shown.name for shown in fields})
    return lab_list.order(REPORTS, fields, given, links, [], unseen)


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """The report at its address."""
    record = read.get("lab_reports", actor, id)
    return lab.page(
        REPORTS,
        record,
        lab_sheet.around(actor, id),
        lab_sheet.alerts(actor, record.id, live=True) if roles.allowed(actor, "lab_reports", "read-back") else None,
        history.of_row("lab_reports", actor, id),
        actor.zone,
        attachments.panel(
            "lab_reports",
            id,
            files.of_row(actor, "lab_reports", id),
            may_attach=files.may_attach(actor, "lab_reports", id),
            zone=actor.zone,
        ),
        may_amend=roles.allowed(actor, "lab_reports", "step"),
    )


def amend(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """Results of a completed report, to be corrected with a reason."""
    record = read.get("lab_reports", actor, id)
    if record.get("status") != "completed":
        raise Conflict("Only a completed report is amended; this one is still open.")
    return lab.amend_page(REPORTS, record, lab_sheet.around(actor, id), actor.zone)


routes.page(REPORTS.path, readable(REPORTS, work_list), "lab_reports.list", "Lab reports")
routes.page(REPORTS.path + "/new", new, "lab_reports.create", "New lab report")
routes.page(REPORTS.path + "/:id", one, "lab_reports.view", "Lab report")
routes.page(REPORTS.path + "/:id/amend", amend, "lab_reports.step", "Amend a lab report")

__all__ = ["amend", "new", "one", "work_list"]
