"""Booking and rescheduling a visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from components import booking, routes
from components.words import name
from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.core.resource import Field, resource
from data.store import access, read

VISITS = resource("appointments")
SHORT = {"date": "appointment_date", "time": "appointment_time"}
MOST, RECENT = 200, 20


def links(actor: Actor, fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Options of the link fields; the chosen patient is among them even when she is not among the first."""
    found = {f.name: _first(actor, f.link) for f in fields if f.link and roles.allowed(actor, f.link, "list")}
    for item in fields:
        chosen = values.get(item.name)
        if item.name in found and chosen and str(chosen) not in dict(found[item.name]):
            found[item.name].append((str(chosen), read.label(item.link, actor, chosen)))
    return found


def _first(actor: Actor, noun: str) -> list[tuple[str, str]]:
    if noun != "patients":
        return read.options(noun, actor, "", limit=MOST)
    return [booking.person(row) for row in read.page(noun, actor, read.Query(limit=RECENT)).rows]


def _unseen(fields: Iterable[Field]) -> tuple[str, ...]:
    shown = {f.name for f in fields}
    return tuple(f.name for f in VISITS.fields if f.name not in shown)


def new(actor: Actor, query: dict[str, str]) -> Any:
    """An empty booking; `?patient_id=&doctor_id=&date=&time=` fill it in."""
    access.require(VISITS, actor, "create")
    if actor.clinic_id is None:
        raise NotAllowed("Visits are booked inside a clinic; platform staff belong to none.")
    fields = tuple(f for f in access.fields(VISITS, actor, "create") if "new" in f.on)
    given = {SHORT.get(key, key): value for key, value in query.items()}
    given = {f.name: given[f.name] for f in fields if f.name in given}
    made = booking.visit_form(
        fields, given, links(actor, fields, given), VISITS.path, {"id": None, "version": None}, _unseen(fields)
    )
    actions = [booking.to_course(str(given.get("patient_id") or ""))]
    return booking.page("New appointment", [(VISITS.title, VISITS.path), ("New", "")], made, [], actions)


def edit(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """The same form with what is booked in it."""
    record = read.get("appointments", actor, id, "edit")
    fields = tuple(f for f in access.fields(VISITS, actor, "edit") if "edit" in f.on)
    row = {"id": id, "version": record.version, "patient_id": str(record.get("patient_id", ""))}
    made = booking.visit_form(
        fields, record.values, links(actor, fields, record.values), f"{VISITS.path}/{id}", row, _unseen(fields)
    )
    crumbs = [(VISITS.title, VISITS.path), (record.label, f"{VISITS.path}/{id}"), ("Move", "")]
    who = booking.patient_card(record.get("patient", ""), record.get("patient_code", ""), record.get("allergies"))
    return booking.page(["Move ", name(record.get("patient", "the visit"))], crumbs, made, who)


routes.page(VISITS.path + "/new", new, "appointments.create", "New appointment")
routes.page(VISITS.path + "/:id/edit", edit, "appointments.edit", "Move")
