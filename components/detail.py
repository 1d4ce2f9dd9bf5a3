"""One record: who it is, what it says, what may be done with it, what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, shell, values
from components.words import icon, link, name
from data.core import lab_ranges
from data.core.fields import to_text
from data.core.medicines import in_words
from data.core.resource import Field, Resource, Step


def text_of(field: Field, value: Any, labels: Mapping[str, str]) -> str:
    """A value as it is read on a page; `labels` names linked rows by field."""
    if value in (None, "", []):
        return values.DASH
    shown: dict[str, Callable[[], str]] = {
        "money": lambda: values.rupees(value),
        "date": lambda: values.day(value),
        "bool": lambda: "Yes" if value else "No",
        "link": lambda: labels.get(field.name, values.DASH),
        "choices": lambda: ", ".join(_named(field, v) for v in value),
        "choice": lambda: _named(field, value),
        "list": lambda: ", ".join(value),
        "ranges": lambda: ranges(value),
    }
    return shown.get(field.kind, lambda: to_text(field, value))()


def _named(field: Field, choice: str) -> str:
    """A choice as the form names it."""
    return dict(zip(field.choices, field.names, strict=False)).get(choice) or values.status(choice)


def ranges(bands: list[dict[str, Any]]) -> str:
    """Women from 12: 12.0–15.0; and so on, one after the other."""
    return "; ".join(_range(band) for band in bands)


def _range(band: Mapping[str, Any]) -> str:
    def span(low: Any, high: Any) -> str:
        return f"{low}–{high}" if low is not None and high is not None else f"from {low}" if low is not None else f"up to {high}"

    who = {"any": "Anybody", "female": "Women", "male": "Men"}[band["sex"]]
    ages = (
        ""
        if (band["age_from"], band["age_to"]) == (0, lab_ranges.LAST_MONTH)
        else (f" {lab_ranges.age_text(band['age_from'])} to {lab_ranges.age_text(band['age_to'])}")
    )

    def outside(low: Any, high: Any) -> str:
        return " or ".join(f"{word} {at}" for word, at in (("below", low), ("above", high)) if at is not None)

    kinds = [("normal", "normal", span), ("critical", "critical", outside), ("possible", "plausible", span)]
    limits = [(word, said_as, band[f"{part}_low"], band[f"{part}_high"]) for word, part, said_as in kinds]
    return f"{who}{ages}: " + ", ".join(
        f"{word} {said_as(low, high)}" for word, said_as, low, high in limits if (low, high) != (None, None)
    )


def sheets(fields: tuple[Field, ...], shown: Mapping[str, Any], labels: Mapping[str, str]) -> list[Any]:
    """One sheet a section with label and value."""
    grouped: dict[str, list[Field]] = {}
    for field in fields:
        if field.name in shown and field.kind != "password":
            grouped.setdefault(field.section, []).append(field)
    return [
        shell.card(title, pairs([(f.title, text_of(f, shown[f.name], labels)) for f in inside]))
        for title, inside in grouped.items()
    ]


def pairs(lines: list[tuple[str, Any]]) -> Any:
    """Names and values, one under the other."""
    return html.Dl(
        [
            part
            for term, value in lines
            for part in (html.Dt(term), name(value, html.Dd) if isinstance(value, str) else html.Dd(value))
        ],
        className="dl",
    )


def steps(noun: str, open_steps: tuple[Step, ...]) -> list[Any]:
    """A button a status move; those that ask something or cannot be undone open a confirmation."""
    return [shell.button(s.title, ids.step(noun, s.name), tone="outline-danger" if s.danger else "light") for s in open_steps]


def dialogs(noun: str, open_steps: tuple[Step, ...], label: str) -> list[Any]:
    """The confirmations of the moves that are open."""
    return [
        dialog(
            noun, s.name, (s.question or "{step} {label}?").format(label=label, step=s.title), s.title, s.asks, danger=s.danger
        )
        for s in open_steps
        if asks(s)
    ]


def asks(step: Step) -> bool:
    """Whether a move is confirmed first."""
    return bool(step.asks) or step.danger


def dialog(
    noun: str, what: str, question: str, outcome: str, asked: tuple[Field, ...], *, danger: bool = True, told: str = ""
) -> Any:
    """A question with its two outcomes; what follows from it, and what is asked, stand between."""
    prefix = ids.part(noun, what)
    return dbc.Modal(
        [
            dbc.ModalHeader(dbc.ModalTitle(question, id=ids.part(prefix, "title"))),
            dbc.ModalBody(
                [
                    html.P(told, className="mb-2") if told else None,
                    *(form.labelled(prefix, f, f.default, {}) for f in asked),
                    html.Div(id=ids.error(prefix, "all"), className="field-error"),
                ]
            ),
            dbc.ModalFooter(
                [
                    dbc.Button("Keep as it is", id=ids.part(prefix, "keep"), color="light"),
                    dbc.Button(outcome, id=ids.part(prefix, "do"), color="danger" if danger else "primary"),
                ]
            ),
        ],
        id=ids.dialog(noun, what),
        is_open=False,
        centered=True,
    )


def history(acts: list[Any], zone: str) -> Any:
    """Who did what and when, newest first."""
    if not acts:
        return shell.empty(
            "No history to show",
            "Your role does not read the trail of this record, or nothing happened yet.",
            sign="clock-history",
        )
    return html.Ul([_act(a, zone) for a in acts], className="tl")


def _act(act: Any, zone: str) -> Any:
    lines = [html.P(_change(title, *_both(act.kinds.get(title, "text"), said, zone))) for title, said in act.changed.items()]
    if act.reason:
        lines.append(html.P(act.reason))
    day, clock_time = values.instant(act.at, zone).split(", ")
    return html.Li(
        [
            html.Span([day, html.Br(), clock_time], className="w"),
            html.Span(icon(SIGNS.get(act.verb, "dot")), className="n"),
            html.Div([html.B(f"{values.status(act.verb)} by {act.who}"), *lines]),
        ]
    )


def _both(kind: str, said: tuple[str, str], zone: str) -> tuple[str, str]:
    """What it was and is, in words; of the medicines of a prescription those that differ."""
    if kind != "medicines":
        return _in_words(kind, said[0], zone), _in_words(kind, said[1], zone)
    before, after = (in_words(text) for text in said)
    return "; ".join(x for x in before if x not in after), "; ".join(x for x in after if x not in before)


def _change(title: str, before: str, after: str) -> list[Any]:
    """What it was and what it is; of a value that was never there only what it is."""
    was = [name(before, html.Span, className="faint"), " → "] if before else []
    return [html.Span(title + ": "), *was, name(after) if after else html.Span("taken out", className="faint")]


def _in_words(kind: str, text: str, zone: str) -> str:
    """A value of the trail as a page says it."""
    said: dict[str, Callable[[], str]] = {
        "choice": lambda: values.status(text),
        "choices": lambda: ", ".join(values.status(part) for part in text.split("|")),
        "list": lambda: text.replace("|", ", "),
        "parts": lambda: text.replace("|", ", "),
        "bool": text.capitalize,
        "date": lambda: values.day(date.fromisoformat(text)),
        "datetime": lambda: values.instant(datetime.fromisoformat(text), zone),
        "money": lambda: values.rupees(int(Decimal(text) * 100)),
    }
    return said.get(kind, lambda: text)() if text else ""


SIGNS = {
    "create": "plus-lg",
    "edit": "pencil",
    "delete": "trash",
    "restore": "arrow-counterclockwise",
    "view": "eye",
    "export": "download",
    "print": "printer",
}


def tabs(noun: str, parts: list[tuple[str, Any]]) -> Any:
    """Tabs of one record; an asset shows the chosen panel."""
    names = [ids.part(noun, "tab", str(n)) for n in range(len(parts))]
    heads = [
        html.Button(
            title,
            type="button",
            role="tab",
            id=tab,
            className="nav-link",
            **{"aria-selected": str(n == 0).lower(), "aria-controls": tab + "-panel", "data-tab": tab},
        )
        for n, ((title, _), tab) in enumerate(zip(parts, names, strict=True))
    ]
    panels = [
        html.Div(content, id=tab + "-panel", role="tabpanel", hidden=n > 0, **{"aria-labelledby": tab})
        for n, ((_, content), tab) in enumerate(zip(parts, names, strict=True))
    ]
    return html.Div([html.Div(heads, className="nav nav-tabs", role="tablist"), *panels])


def page(
    resource: Resource, record: Any, fields: tuple[Field, ...], labels: Mapping[str, str], acts: list[Any], zone: str
) -> Any:
    """The detail page of a plain noun."""
    row = {"id": str(record.id), "version": record.version}
    status = record.get("status") or record.get("approval_status")
    actions: list[Any] = steps(resource.name, record.steps)
    if "delete" in record.verbs:
        actions.append(shell.button("Delete", ids.step(resource.name, "delete"), "trash"))
    if "edit" in record.verbs:
        actions.append(shell.action("Edit", f"{resource.path}/{record.id}/edit", "pencil", primary=True))
    return html.Div(
        [
            dcc.Store(id=ids.row(resource.name), data=row),
            shell.head(
                name(record.label),
                values.status_chip(status) if status else "",
                actions,
                [(resource.title, resource.path), (record.label, "")],
            ),
            tabs(
                resource.name,
                [
                    ("Details", html.Div([*_about(record), *sheets(fields, record.values, labels)], className="g g2 pt-3")),
                    ("History", html.Div(history(acts, zone), className="pt-3")),
                ],
            ),
            *dialogs(resource.name, record.steps, record.label),
            delete_dialog(resource, record.label) if "delete" in record.verbs else None,
        ]
    )


def _about(record: Any) -> list[Any]:
    """What the record is about, each a link to its own page."""
    about = [(term, link(text, at, className="link")) for term, text, at in record.get("about") or ()]
    return [shell.card("About", pairs(about))] if about else []


REASON = Field("reason", "text", required=True, max_length=300, width=6, hint="It stays in the history.")


def delete_dialog(resource: Resource, label: str) -> Any:
    """What deleting means: gone from the lists, restorable."""
    return dialog(resource.name, "delete", f"Delete {label}?", f"Delete {resource.singular}", (REASON,))


def back(text: str, path: str) -> Any:
    """A quiet way back."""
    return link([icon("arrow-left"), text], path, className="btn btn-quiet")
