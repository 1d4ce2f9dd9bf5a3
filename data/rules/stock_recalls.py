"""A manufacturer calls a batch back: which clinics hold it, and which patients got it (marketplace.md §12).

A clinic sees its own shelf and, through its prescriptions, its patients; the platform sees clinics and units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import roles
from data.core.actor import Actor
from data.core.errors import NotFound
from data.core.resource import resource as declared
from data.models import (
    Clinic,
    Dispensing,
    Patient,
    Prescription,
    StockBatch,
    StockItem,
    StockMovement,
)  # fmt: skip
from data.rules import stock
from data.rules.stock_use import FROM
from data.store import access, audit
from data.store.read import as_id
from data.store.unit_of_work import reading, writing


@dataclass(frozen=True, slots=True)
class Held:
    """A batch under recall on one shelf; units on hand and handed out net of what came back."""

    batch_id: UUID
    item_id: UUID
    clinic_name: str
    item_name: str
    unit: str
    batch_number: str
    expires_on: date
    on_hand: int
    handed_out: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A patient who got units of the batch, and with which prescription."""

    prescription_id: UUID
    prescription_number: str
    patient_name: str
    patient_code: str
    phone: str
    at: datetime
    units: int


def recalls(actor: Actor) -> list[Held]:
    """Batches under recall on the shelves the actor sees, those with units left first; an opening by the platform is in the trail."""
    resource = declared(stock.NOUN)
    access.require(resource, actor, "list")
    with writing(actor) if actor.is_platform else reading(actor) as session:
        found = _held(session, access.visible(resource, actor, "list"))
        if actor.is_platform:
            audit.record(session, actor, "recall-list", stock.NOUN, shown=[held.item_id for held in found])
        return sorted(found, key=lambda held: (held.on_hand == 0, held.item_name, held.clinic_name))


def clinics_holding(actor: Actor, product_batch_id: Any) -> list[Held]:
    """Where a manufacturer's batch went, recalled or not."""
    resource = declared(stock.NOUN)
    access.require(resource, actor, "view")
    with writing(actor) as session:
        found = _held(session, access.visible(resource, actor, "view"), StockBatch.product_batch_id == as_id(product_batch_id))
        audit.record(session, actor, "trace", stock.NOUN, shown=[held.item_id for held in found])
        return found


def _held(session: Session, mine: Any, which: Any = None) -> list[Held]:
    which = (StockBatch.status == "recalled") | stock.recalled() if which is None else which
    query = (
        select(StockBatch, StockItem, Clinic.clinic_name)
        .join(StockItem, (StockItem.clinic_id == StockBatch.clinic_id) & (StockItem.id == StockBatch.item_id))
        .join(Clinic, Clinic.id == StockBatch.clinic_id)
        .where(mine, which, StockBatch.deleted_at.is_(None))
    )
    found = list(session.execute(query))
    out = _handed_out(session, [batch.id for batch, _, _ in found])
    return [
        Held(batch.id, item.id, clinic, item.item_name, item.base_unit, batch.batch_number, batch.expires_on,
             batch.quantity_on_hand, out.get(batch.id, 0))
        for batch, item, clinic in found
    ]  # fmt: skip


def _handed_out(session: Session, batch_ids: list[UUID]) -> Mapping[UUID, int]:
    moves = (StockMovement.batch_id.in_(batch_ids), StockMovement.movement_type.in_(("dispense", "return_in")))
    query = select(StockMovement.batch_id, func.sum(-StockMovement.quantity)).where(*moves).group_by(StockMovement.batch_id)
    return {batch: int(units) for batch, units in session.execute(query)}


def patients(actor: Actor, batch_id: Any) -> tuple[Held, list[Reached]]:
    """Who got units of a batch, newest first; for those of the clinic who open its prescriptions, and in the trail."""
    resource, orders = declared(stock.NOUN), declared("prescriptions")
    access.require(resource, actor, "view")
    access.require(orders, actor, "view")
    with writing(actor) as session:
        held = _held(session, access.visible(resource, actor, "view"), StockBatch.id == as_id(batch_id))
        if not held:
            raise NotFound
        query = (
            select(StockMovement.quantity, Dispensing.at, Prescription, Patient)
            .join(Dispensing, (Dispensing.clinic_id == StockMovement.clinic_id) & (Dispensing.id == StockMovement.reference_id))
            .join(
                Prescription, (Prescription.clinic_id == Dispensing.clinic_id) & (Prescription.id == Dispensing.prescription_id)
            )
            .join(Patient, (Patient.clinic_id == Prescription.clinic_id) & (Patient.id == Prescription.patient_id))
            .where(
                StockMovement.batch_id == held[0].batch_id,
                StockMovement.reference_type == FROM,
                access.visible(orders, actor, "view"),
            )
            .order_by(Dispensing.at.desc(), Dispensing.id)
        )
        sees_phone = roles.sees(actor, "patients", "view", ("phone",))
        found: dict[UUID, Reached] = {}
        for quantity, at, order, patient in session.execute(query):
            before = found.get(order.id)
            found[order.id] = Reached(
                order.id, order.prescription_number, patient.full_name, patient.patient_code,
                (patient.phone or "") if sees_phone else "", before.at if before else at, (before.units if before else 0) - quantity,
            )  # fmt: skip
        reached = [one for one in found.values() if one.units > 0]
        audit.record(
            session, actor, "recall", "prescriptions", clinic_id=actor.clinic_id, shown=[one.prescription_id for one in reached]
        )
        return held[0], reached
