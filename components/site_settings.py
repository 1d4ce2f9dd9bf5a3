"""The settings of the site: who the platform is on its papers; and where the settings of an organisation are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import html

from components import form, ids, shell, values
from components.words import link

NOUN, PATH = "settings", "/dashboard/settings"
WITHHOLDING = ids.part(NOUN, "withholding")


def page(fields: tuple[Any, ...], known: Mapping[str, Any], withheld: Any, *, may_edit: bool) -> Any:
    """The form, with what stands elsewhere named beneath the title."""
    beside = [
        "Commission is set under ",
        link("Commission rates", "/dashboard/commission-rates", "link"),
        "; papers issued before keep what they say.",
    ]
    shown = (
        form.form(
            NOUN,
            fields,
            {f.name: known.get(f.name, f.default) for f in fields},
            links={},
            back="/dashboard",
            row={"id": NOUN, "version": 0},
        )
        if may_edit
        else None
    )
    said = (
        None
        if values
        else shell.banner("Commission invoices are issued once these details are here.", "turm", "exclamation-circle")
    )
    head = shell.head("Settings", html.Span(beside))
    return html.Div([head, said, shown, withheld])


def withholding(fields: tuple[Any, ...], rates: Sequence[tuple[date, str]]) -> Any:
    """Tax withheld at source: its rates by day, and the next one."""
    rows = [html.Tr([html.Td(values.day(begins)), html.Td(f"{rate} %", className="num")]) for begins, rate in rates]
    table = html.Table(
        [html.Thead(html.Tr([html.Th("From"), html.Th("Rate", className="num")])), html.Tbody(rows)], className="t mb-3"
    )
    inside = [
        html.P(
            "Taken off what manufacturers are owed when packs are delivered, and given back with what comes back.",
            className="muted",
        ),
        table if rows else html.P("Nothing is withheld.", className="strong"),
        html.Div([form.labelled(WITHHOLDING, field, None, {}) for field in fields], className="frm"),
        html.Div(id=ids.error(WITHHOLDING, "all"), className="field-error", role="alert"),
        html.Div(shell.button("Set this rate", ids.part(WITHHOLDING, "do"), "percent"), className="mt-3"),
    ]
    return html.Div(shell.card("Tax withheld at source", inside), className="below settings-card")


def elsewhere(what: str, path: str) -> Any:
    """An organisation's settings are part of its own record."""
    text = f"Names, addresses, the usual day and limits are kept with {what}."
    return html.Div(
        [
            shell.head("Settings"),
            shell.empty("Your settings", text, [shell.action("Open", path, "pencil", primary=True)], "sliders"),
        ]
    )
