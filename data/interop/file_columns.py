"""Columns of a file: who may bring in what, what a column can be, and what its heading means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.core import roles
from data.core.actor import Actor
from data.core.resource import Field, Resource, resources
from data.core.resource import resource as declared
from data.interop import brought, links
from data.store import access

AGES = {"estimated_age": "Age"}  # "Or age" makes sense beside the birth date of a form only


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can be: its name in files, what people call it, and whether no row is saved without it."""

    name: str
    label: str
    is_needed: bool = False


def nouns(actor: Actor) -> tuple[Resource, ...]:
    """What the actor may bring in from a file."""
    if actor.clinic_id is None:
        return ()
    return tuple(r for r in resources() if r.comes_in_files and roles.allowed(actor, r.name, "import"))


def targets(actor: Actor, noun: str) -> list[Target]:
    """What columns of a file can be for this actor, as the form has them; then what nobody types."""
    resource = declared(noun)
    found = [t for f in access.fields(resource, actor, "create") if "new" in f.on for t in _of_field(f)]
    if resource.code:
        found.insert(0, Target(resource.code[0], f"{resource.singular.capitalize()} code"))
    if hasattr(resource.model, "external_id"):
        found.append(Target("external_id", "Number in another system"))
    named = {t.name for t in found}
    more = [f for f in brought.fields(resource) if f.name not in named and roles.sees(actor, noun, "create", (f.name,))]
    return [*found, *(Target(f.name, f.title) for f in more)]


def _of_field(field: Field) -> list[Target]:
    if field.kind == "link":
        words = {"external_id": "number in another system", "id": "id"}
        endings = [name.removeprefix(field.name.removesuffix("_id") + "_") for name in links.columns(field)]
        return [
            Target(name, f"{field.title}: {words.get(ending, ending)}")
            for name, ending in zip(links.columns(field), endings, strict=True)
        ]
    return [Target(field.name, AGES.get(field.name, field.title), field.required and field.default is None)]


def guess(headings: list[str], known: list[Target]) -> list[str]:
    """What each heading means by its name alone; the second column of the same meaning means nothing."""
    meanings = {_bare(word): t.name for t in reversed(known) for word in (t.label, t.name)}
    found: list[str] = []
    for heading in headings:
        name = meanings.get(_bare(heading), "")
        found.append("" if name in found else name)
    return found


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def unbound(actor: Actor) -> Actor:
    """The program in the actor's clinic: it knows all columns."""
    return Actor(name=actor.name, clinic_id=actor.clinic_id, zone=actor.zone, is_system=True)
