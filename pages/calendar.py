"""The calendar: day, week, month and the list."""

from __future__ import annotations

from datetime import date
from typing import Any

from components import calendar, day_list, routes
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.core.resource import resource
from data.store import access, printing, read
from pages.resources import readable

VISITS = resource("appointments")
MOST = 200
NARROWED = {f.name for f in VISITS.filters} - {"doctor_id"}


def layout(actor: Actor, query: dict[str, str]) -> Any:
    """The view the address asks for; a narrowed list is a list."""
    access.require(VISITS, actor, "list")
    may_draw = actor.clinic_id is not None and roles.sees(actor, "appointments", "list", ("doctor",))
    view = query.get("view", "list" if NARROWED & set(query) else "day")
    may_create = roles.allowed(actor, "appointments", "create") and actor.clinic_id is not None
    if not may_draw or view not in calendar.VIEWS or view == "list":
        may_export = roles.allowed(actor, "appointments", "export")
        return calendar.list_page(
            VISITS,
            access.columns(VISITS, actor),
            query,
            _links(actor, query),
            may_create=may_create,
            may_export=may_export,
            may_draw=may_draw,
        )
    today = clock.today(actor.zone)
    return calendar.page(
        view,
        _day(query.get("day", ""), today),
        today,
        _doctors(actor),
        query.get("doctor_id", ""),
        may_create=may_create,
        may_print=roles.allowed(actor, "appointments", "print"),
    )


def printed(actor: Actor, query: dict[str, str]) -> Any:
    """A day on paper, doctor by doctor."""
    access.require(VISITS, actor, "print")
    if actor.clinic_id is None:
        raise NotAllowed("A day is printed inside a clinic.")
    day = _day(query.get("day", ""), clock.today(actor.zone))
    return day_list.page(day, printing.letterhead(actor), printing.day(actor, day, query.get("doctor_id", "")), actor.zone)


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if date(1900, 2, 1) < found < date(2200, 1, 1) else today


def _doctors(actor: Actor) -> list[tuple[str, str]]:
    if not roles.allowed(actor, "doctors", "list") or roles.scopes(actor, "appointments", "list") == {"own"}:
        return []
    return read.options("doctors", actor, "", limit=MOST)


def _links(actor: Actor, query: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    found = {}
    for item in VISITS.filters:
        if item.link and roles.allowed(actor, item.link, "list"):
            chosen = query.get(item.name, "")
            found[item.name] = read.options(item.link, actor, "", limit=MOST) if item.link == "doctors" else []
            if chosen and chosen not in dict(found[item.name]):
                found[item.name].append((chosen, read.label(item.link, actor, chosen)))
    return found


routes.page(VISITS.path + "/print", printed, "appointments.print", "The day on paper")
routes.page(VISITS.path, readable(VISITS, layout), "appointments.list", VISITS.title)
