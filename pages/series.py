"""Courses of visits: booking one, and changing one from a visit of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from components import routes, series
from data.core import clock, courses
from data.core.actor import Actor
from data.core.errors import NotAllowed, NotFound
from data.core.resource import resource
from data.store import access, read
from data.store import courses as stored
from pages.booking import links

VISITS = resource("appointments")


def new(actor: Actor, query: dict[str, str]) -> Any:
    """An empty course; `?patient_id=` names who it is for."""
    access.require(VISITS, actor, "create")
    if actor.clinic_id is None:
        raise NotAllowed("Visits are booked inside a clinic; platform staff belong to none.")
    given = {f.name: query[f.name] for f in courses.NEW if f.name in query}
    given.setdefault("first_day", (clock.today(actor.zone) + timedelta(days=1)).isoformat())
    return series.new_page(given, links(actor, courses.NEW, given))


def change(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """The course a visit belongs to."""
    record = read.get("appointments", actor, id, "edit")
    if record.get("series_id") is None:
        raise NotFound("This visit is not part of a course.")
    members = stored.members(actor, record.get("series_id"))
    return series.change_page(record, record.values, links(actor, courses.CHANGE, record.values), members, actor.zone)


routes.page(VISITS.path + "/course", new, "appointments.create", "New course")
routes.page(VISITS.path + "/:id/course", change, "appointments.edit", "Change the course")
