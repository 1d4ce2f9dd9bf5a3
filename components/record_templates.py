"""Templates of records: the list, and one to write or change."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, shell
from components.medical_records import PATH
from components.words import link, name
from data.core.resource import Field

NOUN = "record_templates"
FIELDS = (
    Field("name", required=True, width=3, max_length=80),
    Field("specialization", width=3, max_length=120, hint="Its doctors see it first."),
    Field("chief_complaint", "longtext", width=6, max_length=2000),
    Field("treatment", "longtext", width=6, max_length=4000),
    Field("notes", "longtext", width=6, max_length=4000),
)
REASON = Field("reason", required=True, max_length=300, width=6)
DROP = ids.part(NOUN, "drop")
HERE = f"{PATH}/templates"


def page(found: list[Any], chosen: Any) -> Any:
    """What there is on the right; on the left a new one, or the chosen one."""
    shown = {"name": chosen.name, "specialization": chosen.specialization, **chosen.texts} if chosen else {}
    row = {"id": str(chosen.id), "version": chosen.version} if chosen else {"id": None, "version": None}
    crumbs = [("Medical records", PATH), ("Templates", HERE if chosen else ""), *([(chosen.name, "")] if chosen else [])]
    new = [shell.action("New template", HERE, "plus-lg")] if chosen else []
    return html.Div(
        [
            dcc.Store(id=ids.row(NOUN), data=row),
            shell.head(
                ["Template ", name(chosen.name)] if chosen else "Record templates", "They hold no patient's data", new, crumbs
            ),
            html.Div(
                [_form(shown), html.Aside([_listed(found), _drop() if chosen else None], className="d-grid gap-3")],
                className="side",
            ),
        ]
    )


def _form(shown: dict[str, Any]) -> Any:
    return html.Form(
        [
            html.Div(id=ids.summary(NOUN)),
            html.Fieldset(
                [
                    html.Legend("Template"),
                    html.Div([form.labelled(NOUN, f, shown.get(f.name), {}) for f in FIELDS], className="frm"),
                ],
                className="fs",
            ),
            html.Div(
                [
                    dbc.Button("Save", id=ids.save(NOUN), color="primary", type="button", class_name="save"),
                    link("Cancel", PATH, className="btn btn-light"),
                ],
                className="sticky-save",
            ),
        ],
        className="card-a form",
    )


def _listed(found: list[Any]) -> Any:
    if not found:
        return shell.card("Templates", html.P("None yet.", className="muted mb-0"))
    lines = [
        html.Li([link(name(t.name), f"{HERE}?template={t.id}", "link"), html.Small(f" {t.specialization}", className="muted")])
        for t in found
    ]
    return shell.card("Templates", html.Ul(lines, className="plain"))


def _drop() -> Any:
    return shell.card(
        "Delete this template",
        [
            html.Div(form.labelled(NOUN, REASON, None, {}), className="frm"),
            dbc.Button("Delete template", id=DROP, color="light", className="mt-3"),
        ],
    )
