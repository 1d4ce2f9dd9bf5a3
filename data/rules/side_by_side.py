"""Two records of one person beside each other: what is the same, what fills a gap, what somebody must choose."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed
from data.core.fields import SEVERITIES, is_empty
from data.core.resource import Field, Resource
from data.models import Patient
from data.store import access
from data.store.tokens import fold

SAME, TAKEN, BOTH, OPEN = "same", "taken", "both", "open"
UNITED = frozenset({"allergies", "longtext"})
# Half of one address and half of another is nobody's address.
BLOCKS = frozenset({("address",), ("emergency_contact",), ("guardian",)})
PRESET = frozenset({"country"})
AGE = ("date_of_birth", "birth_year", "is_age_estimated")
PLAIN = ("deceased_at", "last_visit_at", "registered_doctor_id", "wants_reminders")
DECODE: dict[str, Callable[[str], Any]] = {
    "date_of_birth": date.fromisoformat,
    "deceased_at": datetime.fromisoformat,
    "last_visit_at": datetime.fromisoformat,
    "registered_doctor_id": UUID,
}
Changes = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both records; `outcome` is what becomes of it unless somebody chooses, `may_choose` whether she can."""

    field: Field
    kept: Any
    other: Any
    outcome: str
    may_choose: bool

    @property
    def differs(self) -> bool:
        """Whether the two records do not say the same."""
        return self.outcome != SAME


def rows(resource: Resource, actor: Actor, kept: Patient, other: Patient) -> list[Row]:
    """Every field the actor may see, in order of the form."""
    hers = editable(resource, actor)
    return [_row(resource, f, kept, other, f.name in hers) for f in access.fields(resource, actor, "view")]


def _row(resource: Resource, field: Field, kept: Patient, other: Patient, is_hers: bool) -> Row:
    outcome = _outcome(resource, field, kept, other)
    return Row(field, getattr(kept, field.name), getattr(other, field.name), outcome, outcome == OPEN and is_hers)


def editable(resource: Resource, actor: Actor) -> set[str]:
    """The fields the actor may change, and so choose."""
    return {f.name for f in access.fields(resource, actor, "edit") if "edit" in f.on}


def _outcome(resource: Resource, field: Field, kept: Patient, other: Patient) -> str:
    mine, theirs = getattr(kept, field.name), getattr(other, field.name)
    if mine == theirs or is_empty(theirs) or (field.name == "estimated_age" and (kept.date_of_birth or other.date_of_birth)):
        return SAME
    if field.kind in UNITED and not is_empty(mine):
        return SAME if united(field, kept, other) == mine else BOTH
    if field.covers in BLOCKS:
        return TAKEN if _fits(resource, field, kept, other) else OPEN
    return TAKEN if is_empty(mine) else OPEN


def _fits(resource: Resource, field: Field, kept: Patient, other: Patient) -> bool:
    """Whether the other address fills gaps of this one, or takes the place of none, and is not another one."""
    block = [f.name for f in resource.fields if f.covers == field.covers]
    known = [name for name in block if not is_empty(getattr(kept, name)) and not is_empty(getattr(other, name))]
    if all(is_empty(getattr(kept, name)) for name in block if name not in PRESET):
        return any(not is_empty(getattr(other, name)) for name in block if name not in PRESET)
    return all(getattr(kept, name) == getattr(other, name) for name in known)


def united(field: Field, kept: Patient, other: Patient) -> Any:
    """What both records say: every allergy at its worst, every note one after the other."""
    mine, theirs = getattr(kept, field.name), getattr(other, field.name)
    if field.kind == "allergies":
        return _all_allergies([*mine, *theirs])
    return mine if theirs in mine else f"{mine}\n{other.patient_code}: {theirs}"


def _all_allergies(entries: list[dict[str, str]]) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        known = found.get(fold(entry["substance"]), entry)
        reactions = dict.fromkeys(text for text in (known.get("reaction"), entry.get("reaction")) if text)
        worst = max(known["severity"], entry["severity"], key=SEVERITIES.index)
        found[fold(entry["substance"])] = {**known, "reaction": "; ".join(reactions), "severity": worst}
    return list(found.values())


def taken_over(resource: Resource, actor: Actor, kept: Patient, other: Patient, choices: Collection[str]) -> dict[str, Any]:
    """The new values of the kept record: its gaps filled, both united where nothing may be lost, and what was chosen."""
    if set(choices) - {f.name for f in resource.fields}:
        raise Invalid({"choices": "There is no such field."})
    if set(choices) - editable(resource, actor):
        raise NotAllowed("Your role does not change one of these fields.")
    values: dict[str, Any] = {}
    for field in resource.fields:
        outcome = _outcome(resource, field, kept, other)
        if outcome == BOTH:
            values[field.name] = united(field, kept, other)
        elif outcome == TAKEN or (outcome == OPEN and field.name in choices):
            values[field.name] = getattr(other, field.name)
    return values


def carry_over(kept: Patient, other: Patient) -> None:
    """What stands outside the form: a death, the last visit, who registered her; a wish to be left alone holds."""
    kept.deceased_at = kept.deceased_at or other.deceased_at
    kept.last_visit_at = max((at for at in (kept.last_visit_at, other.last_visit_at) if at), default=None)
    kept.registered_doctor_id = kept.registered_doctor_id or other.registered_doctor_id
    kept.wants_reminders = kept.wants_reminders and other.wants_reminders


def snapshot(resource: Resource, patient: Patient) -> dict[str, Any]:
    """Everything a merge may change of a record, as it can be sealed."""
    names = [f.name for f in resource.fields if f.name != "estimated_age"]
    return {name: _plain(getattr(patient, name)) for name in dict.fromkeys((*names, *AGE, *PLAIN))}


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """What was changed, each with its old and new value."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def put_back(resource: Resource, patient: Patient, done: Changes) -> list[str]:
    """Undo changes that nobody has touched since; an address or a birth date goes back as a whole. The fields put back."""
    touched = {_unit(resource, name) for name, (_, became) in done.items() if _plain(getattr(patient, name)) != became}
    back = [name for name in done if _unit(resource, name) not in touched]
    for name in back:
        was = done[name][0]
        setattr(patient, name, DECODE[name](was) if was is not None and name in DECODE else was)
    return back


def _unit(resource: Resource, name: str) -> Any:
    if name in AGE:
        return AGE
    covers = next((f.covers for f in resource.fields if f.name == name), ())
    return covers if covers in BLOCKS else name
