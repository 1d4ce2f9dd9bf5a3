"""Records of the marketplace with their files beneath: payments, documents, returns (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from dash import html

from components import attachments, routes
from data.core.actor import Actor
from data.core.resource import Resource, resource
from data.store import files
from pages.resources import detail_page

MOST = "10 MB"


def with_files(noun: Resource, title: str) -> Any:
    """The layout of one record, and beneath it what was attached."""
    record = detail_page(noun)

    def one(actor: Actor, query: dict[str, str], id: str) -> Any:
        made = record(actor, query, id)
        may_attach, found = files.may_attach(actor, noun.name, id), files.of_row(actor, noun.name, id)
        panel = attachments.panel(noun.name, id, found, may_attach=may_attach, zone=actor.zone, title=title, most=MOST)
        return html.Div([made, html.Div(panel, className="mt-3")])

    return one


for _noun, _title in (("order_payments", "Proof of payment"), ("org_documents", "The document itself"), ("returns", "Photos")):
    _resource = resource(_noun)
    routes.page(_resource.path + "/:id", with_files(_resource, _title), f"{_noun}.view", _resource.singular.capitalize())
