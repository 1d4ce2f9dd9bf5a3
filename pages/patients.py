"""Special patient screens: quick registration and the one-page summary (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from dash import html

from components import detail, patients, routes
from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource
from data.store import history, read
from pages.resources import new_page

SHOWN = 60
_empty_form = new_page(resource("patients"))


def new(actor: Actor, query: dict[str, str]) -> Any:
    """The form, and beside it whoever may already be here."""
    return html.Div([_empty_form(actor, query), html.Aside(id=patients.LIKELY)], className="formwrap wide")


def summary(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """One patient on one page."""
    record = read.get("patients", actor, id)
    visits = None
    if roles.allowed(actor, "appointments", "list"):
        visits = read.page("appointments", actor, read.Query(filters={"patient_id": id}, limit=SHOWN)).rows
    acts = detail.history(history.of_row("patients", actor, id), actor.zone)
    return patients.page(record, visits, acts, may_book=actor.clinic_id is not None and roles.allowed(actor, "appointments", "create"))


routes.page("/dashboard/patients/new", new, "patients.create", "New patient")
routes.page("/dashboard/patients/:id", summary, "patients.view", "Patient")
