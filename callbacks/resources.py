"""Rows, saves, status moves and deletions of every declared noun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    no_update,
)
from flask import abort

from callbacks.auth import actor, permission
from components import form, ids
from components.table import ALL, BLOCK
from data.core.errors import Conflict, Invalid, Refused, Stale
from data.core.resource import Field, Resource, Step, resource, resources
from data.store import access, read, write


def add(resource: Resource) -> None:
    """The callbacks of one noun."""
    _rows(resource)
    if "new" not in resource.own_pages or "edit" not in resource.own_pages:
        save_form(resource)
    for step in resource.steps:
        if step.name not in resource.own_steps:
            _step(resource, step)
    _delete(resource)


def _rows(resource: Resource) -> None:
    noun = resource.name
    filters = {f.name: State(ids.filter_(noun, f.name), "value") for f in resource.filters}

    @callback(
        Output(ids.grid(noun), "getRowsResponse"),
        Output(ids.count(noun), "children"),
        Output(ids.part(noun, "empty"), "hidden"),
        Output(ids.part(noun, "frame"), "hidden"),
        inputs={"asked": Input(ids.grid(noun), "getRowsRequest")},
        state={"search": State(ids.search(noun), "value"), "filters": filters},
    )
    @permission(f"{noun}.list")
    def show_rows(asked: Any, search: Any, filters: dict[str, Any]) -> Any:
        if not isinstance(asked, dict):
            return no_update, no_update, no_update, no_update
        query = _query(asked, search, filters)
        page = read.page(noun, actor(), query)
        nothing = page.total == 0
        return {"rowData": page.rows, "rowCount": page.total}, _said(resource, query, page), not nothing, nothing

    clientside_callback(
        ClientsideFunction("lists", "refresh"),
        Output(ids.part(noun, "refreshed"), "data"),
        Input(ids.search(noun), "value"),
        Input(ids.LIVE, "data"),
        *(Input(ids.filter_(noun, f.name), "value") for f in resource.filters),
        State(ids.grid(noun), "id"),
    )


def _query(asked: Mapping[str, Any], search: Any, filters: Mapping[str, Any]) -> read.Query:
    start, sorted_by = asked.get("startRow", 0), asked.get("sortModel") or []
    if not isinstance(start, int) or start < 0 or not isinstance(sorted_by, list):
        abort(400)
    sort = ""
    if sorted_by and isinstance(sorted_by[0], dict):
        sort = ("-" if sorted_by[0].get("sort") == "desc" else "") + str(sorted_by[0].get("colId"))
    narrowed = {name: value for name, value in filters.items() if isinstance(value, str) and value not in {"", ALL}}
    return read.Query(search=search if isinstance(search, str) else "", filters=narrowed, sort=sort, limit=BLOCK, offset=start)


def _said(resource: Resource, query: read.Query, page: read.Page) -> str:
    if query.search and page.capped:
        return f"{page.total}+ match, type more"
    if not page.total and len(query.search.strip()) == 1:
        return "Type two letters or more"
    shown = f"{page.total:,}{'+' if page.capped else ''}"
    word = resource.singular if page.total == 1 else resource.plural or resource.title.lower()
    matches = "matches" if page.total == 1 else "match"
    return f"{shown} {word} {matches}" if query.search or query.filters else f"{shown} {word}"


def save_form(resource: Resource) -> None:
    """Saving the form of one noun."""
    noun = resource.name
    states = {
        f.name: State(ids.field(noun, f.name), "data" if f.kind in form.OF_STORES else "value", allow_optional=True)
        for f in resource.fields
    }
    outputs = {f.name: Output(ids.error(noun, f.name), "children") for f in resource.fields}

    @callback(
        output={
            "errors": outputs,
            "summary": Output(ids.summary(noun), "children"),
            "go": Output(ids.LOCATION, "href", allow_duplicate=True),
        },
        inputs={
            "clicks": Input(ids.save(noun), "n_clicks"),
            "over": Input(ids.part(noun, "overwrite"), "n_clicks", allow_optional=True),
        },
        state={"typed": states, "row": State(ids.row(noun), "data"), "key": State(ids.nonce(noun), "data")},
        prevent_initial_call=True,
    )
    @permission(None)
    def save(clicks: Any, over: Any, typed: dict[str, Any], row: Any, key: Any) -> Any:
        verb = "edit" if isinstance(row, dict) and row.get("id") else "create"
        if not clicks and not over:
            return _answer(resource, {}, no_update, no_update)
        form_of = {"create": "new", "edit": "edit"}[verb]
        open_fields = {f.name for f in access.fields(resource, actor(), verb) if form_of in f.on}
        raw = {name: value for name, value in typed.items() if name in open_fields and not (verb == "edit" and value is None)}
        overwrite = ctx.triggered_id == ids.part(noun, "overwrite")
        return save_row(
            resource, verb, raw, row if isinstance(row, dict) else {}, key if isinstance(key, str) else None, overwrite=overwrite
        )


def save_row(
    resource: Resource, verb: str, raw: Mapping[str, Any], row: Mapping[str, Any], key: str | None, *, overwrite: bool
) -> Any:
    """Create or change a row; what is refused goes beside its field and nothing typed is lost."""
    try:
        if verb == "create":
            made = write.create(resource.name, actor(), raw, key)
            return _answer(resource, {}, [], f"{resource.path}/{made}")
        version = row.get("version")
        write.change(resource.name, actor(), row["id"], raw, None if overwrite or not isinstance(version, int) else version)
        return _answer(resource, {}, [], f"{resource.path}/{row['id']}")
    except Stale as stale:
        return _answer(resource, {}, form.stale(resource.name, stale.message, stale.theirs), no_update)
    except Invalid as invalid:
        return _answer(resource, invalid.errors, None, no_update)
    except Conflict as conflict:
        return _answer(resource, {conflict.field or "": conflict.message}, None, no_update)


def _answer(resource: Resource, errors: Mapping[str, str], summary: Any, go: Any) -> dict[str, Any]:
    titles = {f.name: f.title for f in resource.fields}
    return {
        "errors": {f.name: form.sentence(errors.get(f.name)) for f in resource.fields},
        "summary": form.summary(resource.name, errors, titles) if summary is None else summary,
        "go": go,
    }


def _step(resource: Resource, step: Step) -> None:
    noun, prefix = resource.name, ids.part(resource.name, step.name)
    confirmed = bool(step.asks) or step.danger
    if confirmed:
        dialog(noun, step.name)
    trigger = ids.part(prefix, "do") if confirmed else ids.step(noun, step.name)
    _act(
        noun,
        trigger,
        prefix,
        step.asks if confirmed else (),
        lambda row, raw: write.step(noun, actor(), row["id"], step.name, raw, row.get("version")),
        confirmed=confirmed,
    )


def _delete(resource: Resource) -> None:
    noun = resource.name
    prefix = ids.part(noun, "delete")
    dialog(noun, "delete")
    reason = (Field("reason", required=True),)

    def delete(row: Mapping[str, Any], raw: Mapping[str, Any]) -> None:
        write.delete(noun, actor(), row["id"], str(raw.get("reason") or ""), row.get("version"))

    _act(noun, ids.part(prefix, "do"), prefix, reason, delete, confirmed=True, go=resource.path)


def dialog(noun: str, what: str) -> None:
    """A button opens the confirmation, "Keep as it is" closes it."""
    prefix = ids.part(noun, what)
    clientside_callback(
        ClientsideFunction("dialogs", "toggle"),
        Output(ids.dialog(noun, what), "is_open"),
        Input(ids.step(noun, what), "n_clicks"),
        Input(ids.part(prefix, "keep"), "n_clicks"),
        prevent_initial_call=True,
    )


def _act(noun: str, trigger: str, prefix: str, asked: tuple[Field, ...], do: Any, *, confirmed: bool, go: str = "") -> None:
    outputs: dict[str, Any] = {"go": Output(ids.LOCATION, "href", allow_duplicate=True)}
    if confirmed:
        outputs["error"] = Output(ids.error(prefix, "all"), "children")

    @callback(
        output=outputs,
        inputs={"clicks": Input(trigger, "n_clicks")},
        state={"row": State(ids.row(noun), "data"), "typed": {f.name: State(ids.field(prefix, f.name), "value") for f in asked}},
        prevent_initial_call=True,
    )
    @permission(None)
    def act(clicks: Any, row: Any, typed: dict[str, Any]) -> Any:
        if not clicks or not isinstance(row, dict) or "id" not in row:
            return dict.fromkeys(outputs, no_update)
        try:
            do(row, typed)
        except Refused as refused:
            if not confirmed:
                raise
            return {"go": no_update, "error": form.sentence(refused.message)}
        # A new query on the same address makes the page be asked for anew.
        where = go or f"{resource(noun).path}/{row['id']}?after={row.get('version', 0)}"
        return {"go": where} | ({"error": []} if confirmed else {})


for _resource in resources():
    add(_resource)
