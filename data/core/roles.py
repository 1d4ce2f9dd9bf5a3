"""The one place that decides: may she, which rows, which columns."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.actor import Actor
from data.core.permissions import TABLE

ALL_BUT = "all but "
TITLES = {
    "admin": "Platform admin",
    "support": "Platform support",
    "clinic": "Clinic manager",
    "doctor": "Doctor",
    "receptionist": "Reception",
    "lab_technician": "Laboratory",
    "pharmacist": "Pharmacy",
    "manufacturer": "Manufacturer",
    "patient": "Patient",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One row of the permission matrix; `columns` None means all of them."""

    noun: str
    verb: str
    role: str
    scope: str
    columns: str = ""


def _parse(noun: str, text: str) -> list[Grant]:
    found = []
    for line in text.strip().splitlines():
        left, _, columns = line.partition(":")
        role, scope, *verbs = left.split()
        found += [Grant(noun, verb, role, scope, columns.strip()) for verb in verbs]
    return found


GRANTS: tuple[Grant, ...] = tuple(g for noun, text in TABLE.items() for g in _parse(noun, text))
_BY_KEY: dict[tuple[str, str, str], tuple[Grant, ...]] = {}
for _grant in GRANTS:
    _key = (_grant.noun, _grant.verb, _grant.role)
    _BY_KEY[_key] = (*_BY_KEY.get(_key, ()), _grant)
NOUN_FOR = {"restore": "delete", "import": "create"}


def grants(actor: Actor, noun: str, verb: str) -> tuple[Grant, ...]:
    """The rows of the matrix that give this actor this verb on this noun."""
    verb = NOUN_FOR.get(verb, verb)
    return tuple(g for role in sorted(actor.roles) for g in _BY_KEY.get((noun, verb, role), ()))


def allowed(actor: Actor, noun: str, verb: str) -> bool:
    """Whether any role of the actor has the verb at all."""
    return actor.is_system or bool(grants(actor, noun, verb))


def scopes(actor: Actor, noun: str, verb: str) -> frozenset[str]:
    """The scope words under which the actor has the verb; rights are the union of roles."""
    return frozenset({"all"}) if actor.is_system else frozenset(g.scope for g in grants(actor, noun, verb))


def sees(actor: Actor, noun: str, verb: str, covers: tuple[str, ...]) -> bool:
    """Whether a column known by these words of the matrix is in the answer at all."""
    if actor.is_system:
        return True
    return any(_covers(g.columns, covers) for g in grants(actor, noun, verb))


def _covers(columns: str, covers: tuple[str, ...]) -> bool:
    if not columns:
        return True
    if columns.startswith(ALL_BUT):
        return not set(columns.removeprefix(ALL_BUT).split("|")) & set(covers)
    return bool(set(columns.split("|")) & set(covers))


def step_roles(actor: Actor, noun: str, step: str) -> frozenset[str]:
    """The roles of the actor that may make this status move: by its own verb, else by `step`."""
    own_verb = any(g.noun == noun and g.verb == step for g in GRANTS)
    found = {g.role for g in grants(actor, noun, step)} | {g.role for g in grants(actor, noun, "step")}
    return frozenset(found if own_verb else {g.role for g in grants(actor, noun, "step")})


def matrix() -> list[tuple[str, str, str, str, str]]:
    """Every grant as a sorted row (noun, verb, role, scope, columns), the shape of the golden file."""
    return sorted((g.noun, g.verb, g.role, g.scope, g.columns) for g in GRANTS)
