"""Payouts: what is owed above the list of what was paid (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from dash import html

from components import payouts, routes, table
from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource
from data.rules import commission_invoices as papers
from data.rules import payouts as rules
from data.rules import site_settings
from data.store import access
from pages.resources import linked, readable

PAYOUTS = resource("payouts")


def listed(actor: Actor, query: dict[str, str]) -> Any:
    """The own statement for a manufacturer, everybody's for the platform."""
    access.require(PAYOUTS, actor, "list")
    if actor.manufacturer_id is not None:
        above = payouts.statement(*rules.statement(actor), actor.zone, site_settings.told("payout_delay_days"))
    else:
        above = payouts.owed(rules.owed(actor), may_run=roles.allowed(actor, PAYOUTS.name, "create"))
    return table.page(
        PAYOUTS,
        access.columns(PAYOUTS, actor),
        query,
        may_create=False,
        may_export=roles.allowed(actor, PAYOUTS.name, "export"),
        links=linked(actor, PAYOUTS.filters, query),
        above=html.Div(
            [above, payouts.invoices(papers.listed(actor), is_own=actor.manufacturer_id is not None)], className="g mb-3"
        ),
    )


routes.page(PAYOUTS.path, readable(PAYOUTS, listed), "payouts.list", "Payouts")
