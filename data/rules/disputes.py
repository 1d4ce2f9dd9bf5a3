"""A clinic disputes packs of a delivery; the supplier answers, staff decide (marketplace.md §10). Opening holds the payout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock, dispute_table, trade_terms
from data.core.actor import Actor, across, system
from data.core.dispute_table import LIVE, MISSING
from data.core.errors import Conflict, Invalid
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import (
    Dispute,
    DisputeLine,
    DisputeMessage,
    GoodsReceipt,
    GoodsReceiptLine,
    OrderLine,
    PayoutHold,
    ProductBatch,
    ShipmentLine,
    SubOrder,
)  # fmt: skip
from data.rules import order_hooks, payout_ledger, supplier_credit_notes
from data.rules.order_moves import lines_of, role_in
from data.store import access, audit, cleaning, numbers
from data.store.keyring import PLATFORM
from data.store.read import as_id, find
from data.store.unit_of_work import writing

FIELDS = (
    Field("type", "choice", label="About", required=True, choices=dispute_table.TYPES),
    Field("reason_code", "choice", label="Reason", required=True, choices=dispute_table.REASONS),
    Field("description", "longtext", label="What happened", required=True, max_length=2000, hint="20 characters or more."),
)
MOST_DIGITS = 8
EVERYBODY = frozenset({"clinic", "pharmacist", "manufacturer", "support", "admin"})
Claims = Sequence[tuple[OrderLine, int, str]]  # line, packs, reason


def open_case(actor: Actor, sub_order_id: Any, raw: Mapping[str, Any], packs: Mapping[Any, Any]) -> UUID:
    """Raise a dispute about packs by order line; its id. Invalid names each line's field as "<id>-packs"."""
    resource = declared("disputes")
    access.require(resource, actor, "create")
    values = cleaning.read_fields(FIELDS, raw)
    if len(values["description"]) < dispute_table.SHORTEST_DESCRIPTION:
        raise Invalid({"description": "Describe what happened in 20 characters or more, so that the supplier can answer."})
    wanted = _counted(packs)
    with writing(across(actor)) as session:
        part: SubOrder = find(session, declared("orders"), actor, sub_order_id, "view", lock=True)
        lines = {line.id: line for line in lines_of(session, part, lock=True)}
        claims = _claims(session, lines, wanted, values["reason_code"])
        _in_time(session, part, values["type"], [line for line, _, _ in claims])
        return _open(session, actor, part, values, claims)


def _counted(packs: Mapping[Any, Any]) -> dict[UUID, int]:
    errors, found = {}, {}
    for line_id, typed in packs.items():
        text = "" if typed is None else str(typed).strip()
        if isinstance(typed, bool) or (text and not (text.isascii() and text.isdigit() and len(text) < MOST_DIGITS)):
            errors[f"{line_id}-packs"] = "A quantity is a whole number of packs."
        elif text and int(text):
            found[as_id(line_id)] = int(text)
    if errors:
        raise Invalid(errors)
    if not found:
        raise Invalid({"packs": "Say how many packs of which line it is about."})
    return found


def _claims(session: Session, lines: Mapping[UUID, OrderLine], wanted: Mapping[UUID, int], reason: str) -> Claims:
    errors, found = {}, []
    for line_id, packs in wanted.items():
        line = lines.get(line_id)
        left = line.shipped_quantity - supplier_credit_notes.units_credited(session, line.id) if line else 0
        if line is None or packs > left:
            name = line.product_name if line else "this line"
            errors[f"{line_id}-packs"] = f"{left} packs of {name} can be disputed. You entered {packs}."
        elif _is_disputed(session, line, reason):
            errors[f"{line_id}-packs"] = f"There is an open dispute about {line.product_name} for this reason already."
        else:
            found.append((line, packs, reason))
    if errors:
        raise Invalid(errors)
    return found


def _is_disputed(session: Session, line: OrderLine, reason: str) -> bool:
    query = select(DisputeLine.id).where(
        DisputeLine.order_line_id == line.id, DisputeLine.reason_code == reason, DisputeLine.is_live
    )
    return session.scalar(query) is not None


def _in_time(session: Session, part: SubOrder, kind: str, lines: Sequence[OrderLine]) -> None:
    """Each kind has its own time; too late is said with the day it ended."""
    today = trade_terms.today()
    if kind in {"order", "delivery"}:
        if part.delivered_at is None:
            if part.promised_on is None or today <= part.promised_on:
                raise Conflict("This order is not due yet. Wait for the promised day, or for the delivery.")
            return
        last = clock.local_day(part.delivered_at + dispute_table.AFTER_DELIVERY, trade_terms.ZONE)
    elif kind == "quality":
        last = _last_expiry(session, lines)
    else:
        last = clock.local_day(part.placed_at + dispute_table.AFTER_ORDER, trade_terms.ZONE)
    if today > last:
        raise Conflict(f"The time to raise this ended on {clock.spelt_day(last)}.")


def _last_expiry(session: Session, lines: Sequence[OrderLine]) -> Any:
    query = (
        select(func.max(ProductBatch.expires_on))
        .join(ShipmentLine, ShipmentLine.batch_id == ProductBatch.id)
        .where(ShipmentLine.order_line_id.in_([line.id for line in lines]))
    )
    return session.scalar(query) or trade_terms.today()


def _open(session: Session, actor: Actor, part: SubOrder, values: Mapping[str, Any], claims: Claims) -> UUID:
    now, year = clock.now(), clock.financial_year(trade_terms.today())
    sides = {"clinic_id": part.clinic_id, "manufacturer_id": part.manufacturer_id}
    row = Dispute(
        sub_order_id=part.id, opened_at=now, reply_due_at=now + dispute_table.REPLY_WITHIN, resolve_due_at=now + dispute_table.RESOLVE_WITHIN,
        dispute_number=f"DSP-{year}-{numbers.take(session, PLATFORM, f'disputes {year}'):06d}", created_by=actor.user_id, updated_by=actor.user_id,
        **sides, **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        DisputeLine(dispute_id=row.id, order_line_id=line.id, reason_code=reason, quantity=packs, **sides)
        for line, packs, reason in claims
    )
    session.flush()
    place_hold(session, actor, row, [(line, packs) for line, packs, _ in claims])
    audit.record(
        session, actor, "create", "disputes", row.id, clinic_id=row.clinic_id, detail={"after": {"dispute": row.dispute_number}}
    )
    return row.id


def place_hold(session: Session, actor: Actor, row: Dispute, claimed: Sequence[tuple[OrderLine, int]]) -> None:
    """What the disputed packs have earned waits until the dispute is decided."""
    payout_ledger.lock(session, row.manufacturer_id)
    amount = 0
    for line, packs in claimed:
        had_earned = min(packs, payout_ledger.earned(session, line))
        if had_earned:
            given = supplier_credit_notes.for_units(session, line.id, had_earned)
            amount += payout_ledger.of_units(session, line, given, had_earned).net
    session.add(
        PayoutHold(
            manufacturer_id=row.manufacturer_id, dispute_id=row.id, amount=max(0, amount), created_by=actor.user_id, updated_by=actor.user_id
        )
    )  # fmt: skip
    session.flush()


@order_hooks.on(order_hooks.RECEIVED)
def on_receipt(
    session: Session, actor: Actor, part: SubOrder, receipt: GoodsReceipt, counted: Sequence[GoodsReceiptLine]
) -> None:
    """Missing or damaged packs open a dispute about the delivery in the same transaction."""
    sent = {s.id: s for s in session.scalars(select(ShipmentLine).where(ShipmentLine.shipment_id == receipt.shipment_id))}
    lines = {line.id: line for line in lines_of(session, part)}
    found: dict[tuple[UUID, str], int] = {}
    for count in counted:
        for packs, reason in ((count.damaged, "damaged_item"), (count.short, MISSING)):
            key = (sent[count.shipment_line_id].order_line_id, reason)
            if packs:
                found[key] = found.get(key, 0) + packs
    claims = [
        (lines[line_id], packs, reason)
        for (line_id, reason), packs in found.items()
        if not _is_disputed(session, lines[line_id], reason)
    ]
    if claims:
        told = "; ".join(f"{packs} × {line.product_name}: {WORDS[reason]}" for line, packs, reason in claims)
        reasons = {reason for _, _, reason in claims}
        values = {
            "type": "delivery", "reason_code": reasons.pop() if len(reasons) == 1 else "damaged_item",
            "description": f"Counted at the receipt {receipt.grn_number}. {told}."[:2000],
        }  # fmt: skip
        _open(session, system() if actor.is_system else actor, part, values, claims)


WORDS = {"damaged_item": "damaged", MISSING: "missing"}


# --- what is said ---


def say(session: Session, actor: Actor, row: Dispute, text: str, *, visibility: str = "all") -> None:
    """One message of a dispute."""
    session.add(
        DisputeMessage(
            clinic_id=row.clinic_id, manufacturer_id=row.manufacturer_id, dispute_id=row.id, at=clock.now(), author_id=actor.user_id,
            author_role=role_in(actor, EVERYBODY) or "system", text=text, visibility=visibility,
        )
    )  # fmt: skip


def wait_on(row: Dispute, side: str) -> None:
    """Whose turn it is; both clocks stand still while it is the clinic's."""
    now = clock.now()
    if row.stopped_at is not None and side != "clinic":
        stood = now - row.stopped_at
        row.reply_due_at, row.resolve_due_at = row.reply_due_at + stood, row.resolve_due_at + stood
        row.stopped_seconds += int(stood / timedelta(seconds=1))
        row.stopped_at = None
    elif row.stopped_at is None and side == "clinic":
        row.stopped_at = now
    row.waiting_on = side


def is_late(row: Dispute) -> str:
    """Which deadline has passed: "reply", "resolution" or nothing."""
    if row.status not in LIVE or row.stopped_at is not None:
        return ""
    now = clock.now()
    if row.resolve_due_at < now:
        return "resolution"
    return "reply" if row.replied_at is None and row.reply_due_at < now else ""


def lines_about(session: Session, row: Dispute) -> list[tuple[DisputeLine, OrderLine]]:
    """The disputed packs with their order lines, locked."""
    query = (
        select(DisputeLine, OrderLine)
        .join(OrderLine, OrderLine.id == DisputeLine.order_line_id)
        .where(DisputeLine.dispute_id == row.id)
        .order_by(OrderLine.id)
    )
    return [(a, b) for a, b in session.execute(query.with_for_update(of=OrderLine))]
