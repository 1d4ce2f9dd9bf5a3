"""The lines of a prescription: an asset draws them from the store of the field and writes what is typed back into it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids
from components.words import icon
from data.core.medicines import FOOD, FORMS, PARTS, UNITS
from data.core.resource import Field, words

DOSE_WORDS = {"before": "Before food", "after": "After food", "with": "With food"}
CHOICES = {
    "form": [(f, words(f.replace("-", "_"))) for f in FORMS],
    "dose_unit": [(u, u) for u in UNITS],
    "food": [(f, DOSE_WORDS[f]) for f in FOOD],
}
NUMBERS = frozenset({"days", "pack", "quantity"})


def known(noun: str) -> str:
    """Where the names, forms and packs of known medicines lie."""
    return ids.part(noun, "known")


def cautions(noun: str) -> str:
    """What needs a reason, line by line."""
    return ids.part(noun, "cautions")


def asked(noun: str) -> str:
    """The lines and the patient, once the typing rests."""
    return ids.part(noun, "asked")


def drawn(noun: str) -> str:
    """Where the asset says that it has drawn."""
    return ids.part(noun, "drawn")


def editor(noun: str, field: Field, value: Any, links: Mapping[str, Sequence[Any]]) -> Any:
    """The lines of a field; `links[field]` are (name, form, unit, pack) of medicines that are offered while typing."""
    base = ids.field(noun, field.name)
    offered = [list(entry) for entry in links.get(field.name, ())]
    return html.Div(
        [
            dcc.Store(id=base, data=_plain(value)),
            dcc.Store(id=known(noun), data=offered),
            dcc.Store(id=cautions(noun)),
            dcc.Store(id=asked(noun)),
            dcc.Store(id=drawn(noun)),
            html.Datalist([html.Option(value=entry[0]) for entry in offered], id=base + "-names"),
            html.Div(id=base + "-lines", className="rx-lines", **{"data-medicines": base, "data-parts": json.dumps(_parts())}),
            html.Div(
                [
                    dbc.Button([icon("plus-lg"), "Add medicine"], id=base + "-add", color="light", type="button"),
                    html.Span(
                        [
                            "Enter goes to the next line, ",
                            html.Kbd("Alt"),
                            " with ",
                            html.Kbd("↑"),
                            " or ",
                            html.Kbd("↓"),
                            " moves one.",
                        ],
                        className="sm faint d-d",
                    ),
                ],
                className="rx-foot",
            ),
        ],
        role="group",
        className="rx-editor",
        **{"aria-labelledby": base + "-label"},
    )


def _plain(value: Any) -> list[dict[str, Any]]:
    return [{k: v for k, v in line.items() if v is not None} for line in value or []]


def _parts() -> list[dict[str, Any]]:
    return [
        {
            "name": part.name,
            "label": part.title,
            "choices": CHOICES.get(part.name),
            "inputmode": "numeric" if part.name in NUMBERS else "decimal" if part.name == "dose_amount" else None,
            "length": part.max_length,
        }
        for part in PARTS
    ]
