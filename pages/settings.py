"""Settings: the site's for its administrators; an organisation's are with its own record (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import routes, site_settings
from data.core import roles
from data.core.actor import Actor
from data.core.fields import percent_text
from data.rules import site_settings as rules


def layout(actor: Actor, query: dict[str, str]) -> Any:  # noqa: ARG001 - every layout is called so
    """By whose settings they are."""
    if actor.clinic_id is not None:
        return site_settings.elsewhere("your clinic", f"/dashboard/clinics/{actor.clinic_id}/edit")
    if actor.manufacturer_id is not None:
        return site_settings.elsewhere("your company", f"/dashboard/manufacturers/{actor.manufacturer_id}/edit")
    rates = [(begins, percent_text(rate)) for begins, rate in rules.withheld(actor)]
    withheld = site_settings.withholding(rules.RATE, rates)
    return site_settings.page(rules.FIELDS, rules.shown(actor), withheld, may_edit=roles.allowed(actor, "settings", "edit"))


routes.page(site_settings.PATH, layout, "settings.view", "Settings")
