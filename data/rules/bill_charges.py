"""Charge capture: what was done but not billed, as a list and as lines for a bill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.core import roles
from data.core.actor import Actor
from data.core.fields import percent_text
from data.core.money import plain
from data.core.resource import resource as declared
from data.models import Patient
from data.rules.bill_lines import NOUN, only_medicine
from data.store import access, audit
from data.store.charges import Charge, open_amounts, open_charges
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing

CLINICAL = {"medicine": "prescriptions", "lab-test": "lab_catalogue"}


@dataclass(frozen=True, slots=True)
class Unbilled:
    """Work that is done and on no bill, with whose it is."""

    charge: Charge
    patient: str
    patient_code: str


def unbilled(actor: Actor, patient_id: Any = None, *, live: bool = False) -> list[Unbilled]:
    """What was done but not billed, the oldest first; of one patient, or of the whole clinic.

    The pharmacy sees medicines only; who may not read prescriptions or the catalogue sees no name of theirs.
    A page that follows what is saved (`live`) was told of when it was opened.
    """
    access.require(declared(NOUN), actor, "create")
    with reading(actor) if live else writing(actor) as session:
        if patient_id is not None:
            find(session, declared("patients"), actor, patient_id, "view")
        found = open_charges(session, actor.zone, as_id(patient_id) if patient_id is not None else None)
        shown = [_as_seen(actor, c) for c in found if not only_medicine(actor) or c.item_type == "medicine"]
        people = _people(session, {c.patient_id for c in shown})
        if not live:
            audit.record(session, actor, "list", NOUN, shown=sorted(people), detail={"list": "not billed"})
        return [Unbilled(c, people[c.patient_id].full_name or "", people[c.patient_id].patient_code) for c in shown]


def _as_seen(actor: Actor, charge: Charge) -> Charge:
    guard = CLINICAL.get(charge.item_type)
    return charge if guard is None or roles.allowed(actor, guard, "list") else charge.unnamed()


def _people(session: Any, ids: set[UUID]) -> dict[UUID, Patient]:
    return {p.id: p for p in session.scalars(select(Patient).where(Patient.id.in_(ids)))}


def proposed(actor: Actor, patient_id: Any) -> list[dict[str, str]]:
    """The unbilled work of a patient as typed lines of a bill; a name that is withheld is filled in when the bill is saved."""
    return [typed(one.charge) for one in unbilled(actor, patient_id)]


def typed(charge: Charge) -> dict[str, str]:
    """A piece of work as a typed line of a bill."""
    named = charge.item_type not in CLINICAL or charge.unnamed() != charge
    cells = {
        "item_type": charge.item_type,
        "item_name": charge.item_name if named else "",
        "quantity": str(charge.quantity),
        "unit_price": "" if charge.unit_price is None else plain(charge.unit_price),
        "hsn_code": charge.hsn_code or "",
        "tax_rate": percent_text(charge.tax_rate) if charge.tax_rate else "",
        "tax_included": "yes" if charge.tax_rate else "",
        "doctor_id": str(charge.doctor_id or ""),
        "batch_number": charge.batch_number or "",
        "expires_on": charge.expires_on.isoformat() if charge.expires_on else "",
        "source_noun": charge.source_noun,
        "source_id": str(charge.source_id),
    }
    return {name: cell for name, cell in cells.items() if cell}


def pieces(actor: Actor) -> int:
    """How many pieces of work are done and on no bill, of those this actor may bill."""
    access.require(declared(NOUN), actor, "create")
    with reading(actor) as session:
        work = open_amounts(session, actor.zone)
    return sum(kind == "dispensings" or not only_medicine(actor) for _, _, kind, _ in work)
