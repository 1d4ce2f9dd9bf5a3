"""List, new, detail and edit of every declared noun, at the addresses of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dash import html

from components import detail, form, routes, shell, table
from components.words import name
from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotAllowed, Refused
from data.core.resource import Field, Filter, Resource, resources
from data.store import access, filters, history, read


def readable(resource: Resource, layout: Any) -> Any:
    """A list at its address; filters that name nothing are left out, and the page says so."""

    def shown(actor: Actor, query: dict[str, str]) -> Any:
        good, wrong = filters.readable(resource, actor, query)
        return table.without(layout(actor, good), wrong) if wrong else layout(actor, good)

    return shown


def linked(actor: Actor, items: Iterable[Field | Filter], values: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Options of link fields: the first rows, and the chosen one even when it is not among them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        if not item.link or not roles.allowed(actor, item.link, "list"):
            continue
        is_typed = item.link == "patients" and isinstance(item, Filter)  # too many to choose from: they are searched
        found[item.name] = [] if is_typed else read.options(item.link, actor, "", limit=100)
        chosen = values.get(item.name)
        if chosen and str(chosen) not in dict(found[item.name]):
            found[item.name].append((str(chosen), read.label(item.link, actor, chosen, with_code=is_typed)))
    return found


def _labels(actor: Actor, fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for field in fields:
        if field.link and values.get(field.name):
            try:
                found[field.name] = read.label(field.link, actor, values[field.name])
            except Refused:
                continue
    return found


def _unseen(resource: Resource, fields: tuple[Field, ...]) -> list[str]:
    return [f.name for f in resource.fields if f not in fields]


def _has_a_place(resource: Resource, actor: Actor) -> bool:
    """Whether what this actor enters belongs somewhere: rows of a clinic are entered inside it."""
    inside = (actor.clinic_id or actor.manufacturer_id) is not None
    return inside or not hasattr(resource.model, "clinic_id") or resource.name in {"clinics", "users"}


def list_page(resource: Resource, unseen: frozenset[str] = frozenset()) -> Any:
    """The layout of a noun's list; filters in `unseen` have no box on it."""

    def layout(actor: Actor, query: dict[str, str]) -> Any:
        access.require(resource, actor, "list")
        columns = access.columns(resource, actor)
        opens = roles.allowed(actor, resource.name, "view")
        return table.page(
            resource,
            columns,
            query,
            may_create=resource.is_typed and roles.allowed(actor, resource.name, "create") and _has_a_place(resource, actor),
            drawn=None if opens else table.grid(resource, columns, query.get("sort", ""), opens=False),
            may_export=roles.allowed(actor, resource.name, "export"),
            links=linked(actor, resource.filters, query),
            unseen=unseen,
        )

    return layout


def new_page(resource: Resource) -> Any:
    """The layout of a noun's empty form; the query may fill fields in."""

    def layout(actor: Actor, query: dict[str, str]) -> Any:
        access.require(resource, actor, "create")
        if not _has_a_place(resource, actor):
            raise NotAllowed("This is entered inside a clinic; platform staff belong to none.")
        fields = tuple(f for f in access.fields(resource, actor, "create") if "new" in f.on)
        given = {f.name: query[f.name] for f in fields if f.name in query}
        return html.Div(
            [
                shell.head(f"New {resource.singular}", "", [], [(resource.title, resource.path), ("New", "")]),
                form.form(
                    resource.name,
                    fields,
                    given,
                    links=linked(actor, fields, given),
                    back=resource.path,
                    row={"id": None, "version": None},
                    unseen=_unseen(resource, fields),
                ),
            ]
        )

    return layout


def detail_page(resource: Resource) -> Any:
    """The layout of one record."""

    def layout(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
        record = read.get(resource.name, actor, id)
        fields = access.fields(resource, actor, "view")
        return detail.page(
            resource, record, fields, _labels(actor, fields, record.values), history.of_row(resource.name, actor, id), actor.zone
        )

    return layout


def edit_page(resource: Resource) -> Any:
    """The layout of a filled form."""

    def layout(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
        record = read.get(resource.name, actor, id, "edit")
        fields = tuple(f for f in access.fields(resource, actor, "edit") if "edit" in f.on)
        crumbs = [(resource.title, resource.path), (record.label, f"{resource.path}/{id}"), ("Edit", "")]
        return html.Div(
            [
                shell.head(["Edit ", name(record.label)], "", [], crumbs),
                form.form(
                    resource.name,
                    fields,
                    record.values,
                    links=linked(actor, fields, record.values),
                    back=f"{resource.path}/{id}",
                    row={"id": id, "version": record.version},
                    unseen=_unseen(resource, fields),
                ),
            ]
        )

    return layout


VIEWS = {
    "list": ("", "list", list_page, "{title}"),
    "new": ("/new", "create", new_page, "New {singular}"),
    "detail": ("/:id", "view", detail_page, "{singular}"),
    "edit": ("/:id/edit", "edit", edit_page, "Edit {singular}"),
}


def add(resource: Resource) -> None:
    """Put a noun's plain pages at their addresses; its special ones stand in files of their own."""
    for view, (tail, verb, layout, title) in VIEWS.items():
        if view not in resource.own_pages:
            shown = title.format(title=resource.title, singular=resource.singular)
            made = readable(resource, layout(resource)) if view == "list" else layout(resource)
            routes.page(resource.path + tail, made, f"{resource.name}.{verb}", shown.capitalize())


for _resource in resources():
    add(_resource)

__all__ = ["add", "detail_page", "edit_page", "linked", "list_page", "new_page", "readable"]
