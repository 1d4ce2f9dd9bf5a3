"""What was typed → values, with one sentence per field that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.core import fields as kinds
from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.resource import Field, Resource
from data.store import access


def clean(resource: Resource, actor: Actor, verb: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the fields this actor may set: all of them for a new row, the given ones for a change."""
    open_fields = access.fields(resource, actor, verb)
    form = {"create": "new", "edit": "edit"}[verb]
    wanted = [f for f in open_fields if form in f.on and (verb == "create" or f.name in raw)]
    _refuse_unknown(resource, raw)
    return read_fields(wanted, raw)


def read_fields(wanted: list[Field] | tuple[Field, ...], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Parsed values by field name; Invalid with every sentence at once."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    codes: dict[str, str] = {}
    for field in wanted:
        typed = raw.get(field.name, field.default)
        try:
            values[field.name] = kinds.parse(field, typed)
        except kinds.Unreadable as bad:
            errors |= bad.beside(field.name)
            codes |= {field.name: bad.code} if bad.code else {}
    if errors:
        raise Invalid(errors, codes)
    return values


def _refuse_unknown(resource: Resource, raw: Mapping[str, Any]) -> None:
    known = {f.name for f in resource.fields}
    unknown = sorted(set(raw) - known)
    if unknown:
        raise Invalid(dict.fromkeys(unknown, "There is no such field."))
