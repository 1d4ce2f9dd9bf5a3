"""The settings of the site: who the platform is on its papers; and where the settings of an organisation are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from components import form, shell
from components.words import link

NOUN, PATH = "settings", "/dashboard/settings"


def page(fields: tuple[Any, ...], values: Mapping[str, Any], *, may_edit: bool) -> Any:
    """The form, with what stands elsewhere named beneath the title."""
    beside = [
        "Commission is set under ",
        link("Commission rates", "/dashboard/commission-rates", "link"),
        "; papers issued before keep what they say.",
    ]
    shown = form.form(NOUN, fields, values, links={}, back="/dashboard", row={"id": NOUN, "version": 0}) if may_edit else None
    said = (
        None
        if values
        else shell.banner("Commission invoices are issued once these details are here.", "turm", "exclamation-circle")
    )
    return html.Div(
        [
            shell.head("Settings", html.Span(beside)),
            said,
            html.H2("The platform on its papers", className="visually-hidden"),
            shown,
        ]
    )


def elsewhere(what: str, path: str) -> Any:
    """An organisation's settings are part of its own record."""
    text = f"Names, addresses, the usual day and limits are kept with {what}."
    return html.Div(
        [
            shell.head("Settings"),
            shell.empty("Your settings", text, [shell.action("Open", path, "pencil", primary=True)], "sliders"),
        ]
    )
