"""Handing medicines out: in full or in part, of a batch that has not expired, each unit once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.core.resource import Field, Resource
from data.core.resource import resource as declared
from data.models import Dispensing, Patient, Prescription, PrescriptionItem, StockMovement, User
from data.rules import allergies, doses, stock, stock_use
from data.rules.visit_words import day_text, zone_of
from data.store import access, audit, cleaning, write
from data.store.read import as_id, find
from data.store.unit_of_work import reading, writing

NOUN, VERB = "prescriptions", "dispense"
KEYS = "prescriptions.dispense"
MOST = 100


ASKED = (
    Field("quantity", "integer", minimum=1, maximum=100_000),
    Field("batch_number", label="Batch", max_length=60),
    Field("expires_on", "date", label="Expiry"),
    Field("override_reason", label="Reason", max_length=300),
)


def dispense(
    actor: Actor, prescription_id: Any, lines: Sequence[Mapping[str, Any]], key: str | None = None, version: int | None = None
) -> int:
    """Hand out some lines, each {item_id, quantity, batch_number, expires_on, override_reason}, in one act; lines made.

    A line without a quantity is left for later. The last unit completes the prescription; a second use of the key makes nothing.
    """
    resource = declared(NOUN)
    access.require(resource, actor, VERB)
    wanted = _read(lines)
    with writing(actor) as session:
        row = find(session, resource, actor, prescription_id, VERB, lock=True)
        if write.used(session, actor, KEYS, key):
            return 0
        if row.status != "active":
            raise Conflict(f"This prescription is {row.status}; nothing more is dispensed.")
        write.not_stale(session, resource, row, version)
        _hand_out(session, actor, resource, row, wanted, key)
        return len(wanted)


def _read(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = []
    errors: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        try:
            values = cleaning.read_fields(ASKED, line)
        except Invalid as bad:
            errors |= {f"{number}-{name}": text for name, text in bad.errors.items()}
            continue
        if values["quantity"]:
            read.append({**values, "item_id": as_id(line.get("item_id")), "number": number})
    if errors:
        raise Invalid(errors)
    if not read:
        raise Invalid({"": "Type how many are handed out of at least one medicine."})
    return read


def _hand_out(
    session: Session, actor: Actor, resource: Resource, row: Prescription, wanted: list[dict[str, Any]], key: str | None
) -> None:
    by_id = {item.id: item for item in row.lines}
    patient = session.scalars(select(Patient).where(Patient.id == row.patient_id)).one()
    today = clock.today(zone_of(session, row.clinic_id))
    errors: dict[str, str] = {}
    for line in wanted:
        errors |= _refusal(line, by_id.get(line["item_id"]), patient, today)
    if errors:
        raise Invalid(errors)
    shelves = stock_use.shelves(session, row.clinic_id, [by_id[line["item_id"]] for line in wanted])
    stock.locked(session, [kept.id for kept in shelves.values()])
    for line in wanted:
        item = by_id[line["item_id"]]
        _take(item, line["quantity"])
        kept = shelves.get(item.id)
        for part in stock_use.taken(session, kept, line) if kept else [_as_typed(line)]:
            stock_use.hand_out(session, actor, part, _made(session, actor, row, item, part, line["override_reason"]))
    write.spend(session, actor, KEYS, key, row.id)
    _keep(session, actor, resource, row, wanted, by_id)


def _refusal(line: dict[str, Any], item: PrescriptionItem | None, patient: Patient, today: date) -> dict[str, str]:
    number = line["number"]
    if item is None:
        return {f"{number}-quantity": "This medicine is not of this prescription."}
    if line["expires_on"] and line["expires_on"] < today:
        return {
            f"{number}-expires_on": f"This batch expired on {day_text(line['expires_on'])} {line['expires_on'].year}. Take another one."
        }
    allergy = allergies.against(item.medicine_name, patient.allergies)
    if allergy and not line["override_reason"]:
        return {f"{number}-override_reason": f"{allergies.sentence(item.medicine_name, allergy)} Say why it is handed out."}
    return {}


def _take(item: PrescriptionItem, quantity: int) -> None:
    """The units are counted under the lock of the prescription, so two hands never take the same one."""
    if item.left == 0:
        raise Conflict(f"{item.medicine_name} was dispensed in full meanwhile.")
    if quantity > item.left:
        raise Conflict(f"Only {item.left} of {item.medicine_name} are left to dispense.")
    item.dispensed += quantity


def _as_typed(line: Mapping[str, Any]) -> stock_use.Taken:
    """Of a medicine the clinic keeps no stock of, the label is all that is known."""
    return stock_use.Taken(line["quantity"], line["batch_number"], line["expires_on"])


def _made(
    session: Session, actor: Actor, row: Prescription, item: PrescriptionItem, part: stock_use.Taken, reason: str | None
) -> Dispensing:
    made = Dispensing(
        clinic_id=row.clinic_id,
        prescription_id=row.id,
        item_id=item.id,
        at=clock.now(),
        user_id=actor.user_id,
        quantity=part.quantity,
        batch_number=part.number,
        expires_on=part.expires_on,
    )
    made.override_reason = reason
    session.add(made)
    return made


def _keep(
    session: Session,
    actor: Actor,
    resource: Resource,
    row: Prescription,
    wanted: list[dict[str, Any]],
    by_id: Mapping[UUID, PrescriptionItem],
) -> None:
    row.updated_by, row.updated_at = actor.user_id, clock.now()
    session.flush()
    after = {"items": "\n".join(f"{by_id[line['item_id']].medicine_name}: {line['quantity']}" for line in wanted)}
    audit.record(session, actor, VERB, NOUN, row.id, clinic_id=row.clinic_id, detail={"after": after})
    if all(item.left == 0 for item in row.lines):
        write.make_step(session, resource, actor, row, write.find_step(resource, "complete"), {})


@dataclass(frozen=True, slots=True)
class HandedOut:
    """One line of what was dispensed so far; `amount` is the quantity with its unit.

    `came_back` when it lies on the shelf again, `may_come_back` when it came from there and did not yet.
    """

    id: Any
    at: Any
    who: str
    medicine: str
    quantity: int
    amount: str
    batch_number: str
    expires_on: date | None
    reason: str
    came_back: bool
    may_come_back: bool


def so_far(actor: Actor, prescription_id: Any) -> list[HandedOut]:
    """What was dispensed of a prescription, newest first; the opening of the prescription is in the trail already."""
    resource = declared(NOUN)
    access.require(resource, actor, "view")
    with reading(actor) as session:
        row = find(session, resource, actor, prescription_id, "view")
        items = {item.id: item for item in row.lines}
        query = (
            select(Dispensing).where(Dispensing.prescription_id == row.id).order_by(Dispensing.at.desc(), Dispensing.id.desc())
        )
        found = list(session.scalars(query.limit(MOST)))
        ids = {d.user_id for d in found if d.user_id}
        people: dict[Any, str] = (
            dict(session.execute(select(User.id, User.full_name).where(User.id.in_(ids))).all()) if ids else {}
        )
        moved = _moved(session, [d.id for d in found])
        return [
            HandedOut(
                d.id,
                d.at,
                people.get(d.user_id, "System"),
                items[d.item_id].medicine_name if d.item_id in items else "",
                d.quantity,
                _amount(d.quantity, items.get(d.item_id)),
                d.batch_number or "",
                d.expires_on,
                d.override_reason or "",
                "return_in" in moved.get(d.id, ()),
                moved.get(d.id, set()) == {"dispense"},
            )
            for d in found
        ]


def _moved(session: Session, dispensings: list[Any]) -> dict[Any, set[str]]:
    """Which kinds of movement the shelf has of each handing out; none when it did not come from there."""
    query = select(StockMovement.reference_id, StockMovement.movement_type).where(
        StockMovement.reference_type == stock_use.FROM, StockMovement.reference_id.in_(dispensings)
    )
    found: dict[Any, set[str]] = {}
    for dispensing_id, kind in session.execute(query) if dispensings else ():
        found.setdefault(dispensing_id, set()).add(kind)
    return found


def _amount(quantity: int, item: PrescriptionItem | None) -> str:
    return doses.quantity_text(quantity, item.form, item.dose_unit) if item else str(quantity)
