"""Forms from declared fields: label, input, hint or sentence beneath, one save bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import ids, medicines
from components.words import icon, link
from data.core import clock, lab_ranges, money
from data.core.fields import SEVERITIES
from data.core.resource import Field, words

ALLERGY_ROWS = 4
PLACEHOLDERS = {"phone": "98470 31256"}


def form(
    noun: str,
    fields: tuple[Field, ...],
    values: Mapping[str, Any],
    *,
    links: Mapping[str, list[tuple[str, str]]],
    back: str,
    row: Mapping[str, Any],
    unseen: Iterable[str] = (),
) -> Any:
    """The form of a noun. `row` is {id, version} of what is edited; `links` the options of link fields.

    `unseen` are fields this form leaves out; the save callback still has a place for their sentences.
    """
    return html.Form(
        [
            dcc.Store(id=ids.row(noun), data=dict(row)),
            dcc.Store(id=ids.nonce(noun), data=str(uuid4())),
            html.Div(id=ids.summary(noun)),
            *(_section(noun, title, inside, values, links) for title, inside in _sections(fields)),
            *(html.Div(id=ids.error(noun, left_out), hidden=True) for left_out in unseen),
            _save_bar(noun, back),
        ],
        id=ids.form(noun),
        className="card-a form",
    )


def _sections(fields: tuple[Field, ...]) -> list[tuple[str, list[Field]]]:
    grouped: dict[str, list[Field]] = {}
    for field in fields:
        grouped.setdefault(field.section, []).append(field)
    return list(grouped.items())


def _section(
    noun: str,
    title: str,
    fields: list[Field],
    values: Mapping[str, Any],
    links: Mapping[str, list[tuple[str, str]]],
) -> Any:
    inside = html.Div([labelled(noun, f, values.get(f.name, f.default), links) for f in fields], className="frm")
    return html.Fieldset([html.Legend(title), inside], className="fs")


def labelled(noun: str, field: Field, value: Any, links: Mapping[str, list[tuple[str, str]]]) -> Any:
    """A field with its label, hint and place for a sentence."""
    optional = None if field.required or field.kind in {"bool", "medicines"} else html.Span(" optional", className="opt")
    input_id = ids.field(noun, field.name)
    label = html.Label([field.title, optional], htmlFor=input_id, className="form-label")
    if field.kind in GROUPS_OF_INPUTS:
        # The lines of medicines stand under a legend that says the same.
        seen = "visually-hidden" if field.kind == "medicines" else "form-label d-block"
        label = html.Span([field.title, optional], id=input_id + "-label", className=seen)
    return html.Div(
        [
            label if field.kind != "bool" else None,
            INPUTS.get(field.kind, _text)(noun, field, value, links),
            html.Div(field.hint, id=input_id + "-hint", className="form-text") if field.hint else None,
            html.Div(id=ids.error(noun, field.name), className="field-error"),
        ],
        className=f"c{field.width} field",
    )


def _text(noun: str, field: Field, value: Any, _links: Any) -> Any:
    kinds = {"email": "email", "phone": "tel", "mobile": "tel", "password": "password"}
    return dbc.Input(
        id=ids.field(noun, field.name),
        type=kinds.get(field.kind, "text"),
        value="" if value is None else str(value),
        autoComplete="new-password" if field.kind == "password" else "off",
    )


def _money(noun: str, field: Field, value: Any, _links: Any) -> Any:
    return html.Div(
        [
            html.Span("₹"),
            dbc.Input(
                id=ids.field(noun, field.name),
                type="text",
                inputMode="decimal",
                value="" if value is None else money.plain(value),
                autoComplete="off",
            ),
        ],
        className="phw rs",
    )


def _integer(noun: str, field: Field, value: Any, _links: Any) -> Any:
    return dbc.Input(
        id=ids.field(noun, field.name),
        type="text",
        inputMode="numeric",
        value="" if value is None else str(value),
        autoComplete="off",
    )


def _native(kind: str) -> Callable[..., Any]:
    def make(noun: str, field: Field, value: Any, _links: Any) -> Any:
        shown = value.isoformat()[: 5 if kind == "time" else 10] if hasattr(value, "isoformat") else (value or "")
        return dbc.Input(id=ids.field(noun, field.name), type=kind, value=shown)

    return make


def _longtext(noun: str, field: Field, value: Any, _links: Any) -> Any:
    return dbc.Textarea(id=ids.field(noun, field.name), value=value or "", rows=3)


def _select(options: list[tuple[str, str]], noun: str, field: Field, value: Any) -> Any:
    first = [{"label": "", "value": ""}] if value is None or not field.required else []
    return dbc.Select(
        id=ids.field(noun, field.name),
        options=[*first, *({"label": text, "value": key} for key, text in options)],
        value=str(value or ""),
    )


def _choice(noun: str, field: Field, value: Any, _links: Any) -> Any:
    named = field.names or tuple(words(c.replace("-", "_")) for c in field.choices)
    return _select(list(zip(field.choices, named, strict=True)), noun, field, value)


def _zone(noun: str, field: Field, value: Any, _links: Any) -> Any:
    return _select([(z, z) for z in sorted(clock.available_timezones())], noun, field, value)


def _link(noun: str, field: Field, value: Any, links: Mapping[str, list[tuple[str, str]]]) -> Any:
    options = [{"label": text, "value": key} for key, text in links.get(field.name, [])]
    return dcc.Dropdown(
        id=ids.field(noun, field.name),
        options=options,
        value=str(value) if value else None,
        placeholder="Type to find",
        clearable=not field.required,
    )


def _choices(noun: str, field: Field, value: Any, _links: Any) -> Any:
    named = field.names or tuple(words(c) for c in field.choices)
    options = [{"label": text, "value": c} for c, text in zip(field.choices, named, strict=True)]
    return dbc.Checklist(id=ids.field(noun, field.name), options=options, value=list(value or []), inline=True)


def _bool(noun: str, field: Field, value: Any, _links: Any) -> Any:
    return dbc.Checklist(
        id=ids.field(noun, field.name),
        options=[{"label": field.title, "value": "yes"}],
        value=["yes"] if value else [],
        switch=True,
    )


def _list(noun: str, field: Field, value: Any, links: Mapping[str, list[tuple[str, str]]]) -> Any:
    if field.name in links:
        options = [{"label": text, "value": key} for key, text in links[field.name]]
        chosen = value.split("|") if isinstance(value, str) else list(value or [])
        return dcc.Dropdown(id=ids.field(noun, field.name), options=options, value=chosen, multi=True, placeholder="Type to find")
    return dbc.Input(
        id=ids.field(noun, field.name),
        type="text",
        value=", ".join(value or []),
        placeholder="Separated by commas",
    )


def _allergies(noun: str, field: Field, value: Any, _links: Any) -> Any:
    rows = [*(value or []), *[{}] * ALLERGY_ROWS][: max(ALLERGY_ROWS, len(value or []) + 1)]
    base = ids.field(noun, field.name)
    return html.Div(
        [
            dcc.Store(id=base, data=value or []),
            html.Div([_allergy_row(base, n, row) for n, row in enumerate(rows)], className="allergy-rows"),
        ],
        role="group",
        **{"aria-labelledby": base + "-label", "data-rows": base},
    )


def _allergy_row(base: str, number: int, row: Mapping[str, str]) -> Any:
    return html.Div(
        [
            html.Div(
                dbc.Input(id=f"{base}-{number}-substance", value=row.get("substance", ""), placeholder="Substance"),
                **{"data-label": f"Allergy {number + 1}: substance"},
            ),
            html.Div(
                dbc.Input(id=f"{base}-{number}-reaction", value=row.get("reaction", ""), placeholder="Reaction"),
                **{"data-label": f"Allergy {number + 1}: reaction"},
            ),
            html.Div(
                dbc.Select(
                    id=f"{base}-{number}-severity",
                    options=[{"label": s.capitalize(), "value": s} for s in SEVERITIES],
                    value=row.get("severity", "mild"),
                ),
                **{"data-label": f"Allergy {number + 1}: severity"},
            ),
        ],
        className="allergy-row",
    )


def _ranges(noun: str, field: Field, value: Any, _links: Any) -> Any:
    given = lab_ranges.as_typed(value or [])
    rows = [*given, *[{}] * (len(given) + SPARE_RANGES)][: max(SPARE_RANGES, len(given) + 2)]
    base = ids.field(noun, field.name)
    head = html.Div(
        [html.Span(word) for word in ("For", "From age", "To age", "Normal", "", "Critical", "", "Possible", "")],
        className="rg-row rg-head",
    )
    return html.Div(
        [
            dcc.Store(id=base, data=given),
            html.Div([head, *(_range_row(base, n, row) for n, row in enumerate(rows))], className="rg-rows"),
        ],
        role="group",
        **{"aria-labelledby": base + "-label", "data-ranges": base},
    )


def _range_row(base: str, number: int, row: Mapping[str, str]) -> Any:
    sexes = {"any": "Anybody", "female": "Women", "male": "Men"}
    cells = [
        html.Div(
            dbc.Select(
                id=f"{base}-{number}-sex",
                options=[{"label": sexes[s], "value": s} for s in lab_ranges.SEXES],
                value=row.get("sex", "any"),
            ),
            **{"data-label": f"Range {number + 1}: for"},
        )
    ]
    for part in lab_ranges.PARTS[1:]:
        box = dbc.Input(id=f"{base}-{number}-{part}", value=row.get(part, ""), inputMode="text", autoComplete="off")
        cells.append(html.Div(box, **{"data-label": f"Range {number + 1}: {words(part).lower()}", "data-part": part}))
    return html.Div(cells, className="rg-row")


GROUPS_OF_INPUTS = frozenset({"allergies", "choices", "medicines", "ranges"})
OF_STORES = frozenset({"allergies", "medicines", "ranges"})
SPARE_RANGES = 3
INPUTS: dict[str, Callable[..., Any]] = {
    "money": _money,
    "integer": _integer,
    "date": _native("date"),
    "time": _native("time"),
    "longtext": _longtext,
    "choice": _choice,
    "zone": _zone,
    "link": _link,
    "choices": _choices,
    "bool": _bool,
    "list": _list,
    "allergies": _allergies,
    "medicines": medicines.editor,
    "ranges": _ranges,
}


def _save_bar(noun: str, back: str) -> Any:
    return html.Div(
        [
            dbc.Button("Save", id=ids.save(noun), color="primary", type="button", class_name="save"),
            link("Cancel", back, className="btn btn-light"),
            html.Span("Ctrl S saves", className="sm faint ms-auto d-d"),
        ],
        className="sticky-save",
    )


def sentence(text: str | None) -> Any:
    """What stands beneath a field that was refused."""
    return [icon("exclamation-circle-fill"), html.Span(text)] if text else []


def sentences(texts: Iterable[str]) -> list[Any]:
    """Several sentences, one a line."""
    return [html.Div(sentence(text)) for text in texts]


def summary(noun: str, errors: Mapping[str, str], titles: Mapping[str, str]) -> Any:
    """At the head of a refused form: each sentence, linked to its field."""
    if not errors:
        return []
    many = "One field needs another look" if len(errors) == 1 else f"{len(errors)} fields need another look"
    lines = [
        html.Div(
            html.A(
                f"{_title(name, titles)}: {text}" if _title(name, titles) else text,
                href=f"#{ids.field(noun, name)}",
                className="link clay-l",
            )
        )
        for name, text in errors.items()
    ]
    return html.Div(
        [icon("exclamation-circle-fill"), html.Div([html.B(many), *lines])],
        className="banner clay m-3",
        role="alert",
        tabIndex="-1",
    )


def _title(name: str, titles: Mapping[str, str]) -> str:
    """The title of a field, or of the line inside it: "items-2-days" as "Medicine 2"."""
    field, _, part = name.partition("-")
    number = part.partition("-")[0]
    return f"{titles[field].removesuffix('s')} {number}" if number.isdigit() and field in titles else titles.get(name, "")


def stale(noun: str, message: str, theirs: Mapping[str, tuple[Any, Any]]) -> Any:
    """Somebody saved first: both versions, and the way to save over it."""
    rows = [html.Tr([html.Td(title), html.Td(str(saved)), html.Td(str(typed))]) for title, (saved, typed) in theirs.items()]
    table = (
        html.Table(
            [html.Thead(html.Tr([html.Th("Field"), html.Th("Saved"), html.Th("Yours")])), html.Tbody(rows)],
            className="t mt-2",
        )
        if rows
        else None
    )
    return html.Div(
        [
            icon("person-lines-fill"),
            html.Div(
                [
                    html.B(message),
                    table,
                    html.Div(
                        [
                            html.A("Reload", href="", className="btn btn-light"),
                            dbc.Button("Save mine over it", id=ids.part(noun, "overwrite"), color="light"),
                        ],
                        className="d-flex gap-2 mt-2",
                    ),
                ]
            ),
        ],
        className="banner mons m-3",
        role="alert",
        tabIndex="-1",
    )
