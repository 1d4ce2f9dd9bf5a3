"""Disputes about deliveries, between a clinic, a manufacturer and the platform."""

from __future__ import annotations

from sqlalchemy.orm import joinedload, selectinload

from data.core import clock, dispute_table, settlement
from data.core.money import rupees
from data.core.resource import Column, Derived, Field, Filter, Resource, declare, words
from data.models import Dispute, DisputeLine
from data.rules import dispute_moves, disputes
from data.store import files

LATE = {"reply": "reply is late", "resolution": "decision is late"}


def _due(row: Dispute, zone: str) -> str:
    """Until when somebody has to do something, and whether that has passed."""
    if row.status not in dispute_table.LIVE:
        return ""
    if row.stopped_at is not None:
        return "waits for the clinic"
    late = disputes.is_late(row)
    until = row.reply_due_at if row.replied_at is None and row.status == "open" else row.resolve_due_at
    return LATE[late] if late else clock.spelt(until, zone)


def _value(row: Dispute) -> int:
    """What the disputed packs were ordered at, with their tax."""
    return sum(settlement.worth(c.line.line_total, c.quantity, c.line.quantity) for c in row.claims)


DISPUTES = declare(
    Resource(
        name="disputes",
        model=Dispute,
        title="Disputes",
        singular="dispute",
        icon="chat-square-dots",
        group="Marketplace",
        order="-opened_at",
        search=("dispute_number",),
        fields=(
            Field("dispute_number", label="Number", on=()),
            Field("type", "choice", label="About", choices=dispute_table.TYPES, on=()),
            Field("reason_code", "choice", label="Reason", choices=dispute_table.REASONS, on=()),
            Field("description", "longtext", label="What happened", on=()),
            Field("outcome", "choice", choices=dispute_table.OUTCOMES, names=tuple(dispute_table.OUTCOME_WORDS.values()), on=()),
            Field("resolution", "longtext", label="Decision", on=()),
        ),
        columns=(
            Column("dispute_number", "Dispute", lambda r, _z: r.dispute_number, sort="dispute_number", width=190),
            Column("sub_order", "Order", lambda r, _z: r.sub_order.sub_order_number, width=210, phone=False),
            Column("type", "About", lambda r, _z: words(r.type), width=110, phone=False),
            Column("reason_code", "Reason", lambda r, _z: words(r.reason_code), width=170, phone=False),
            Column("value", "Value", lambda r, _z: rupees(_value(r)), kind="number", width=130),
            Column("waiting_on", "Waits on", lambda r, _z: words(r.waiting_on) if r.status in dispute_table.LIVE else "", width=140,
                   phone=False),
            Column("due", "Due", _due, width=180, phone=False),
            Column("status", "Status", lambda r, _z: r.status, kind="status", width=140),
        ),
        filters=(
            Filter("status", "Status", choices=dispute_table.STATUSES),
            Filter("type", "About", choices=dispute_table.TYPES),
            Filter("waiting_on", "Waits on", choices=dispute_table.SIDES),
        ),
        label=lambda r: r.dispute_number,
        steps=dispute_moves.STEPS,
        scope={"own": lambda actor: Dispute.manufacturer_id == actor.manufacturer_id},
        derived=(
            Derived("status", lambda r, _z: r.status),
            Derived("sub_order_id", lambda r, _z: r.sub_order_id),
            Derived("late", lambda r, _z: disputes.is_late(r)),
        ),
        load=(joinedload(Dispute.sub_order), selectinload(Dispute.claims).joinedload(DisputeLine.line)),
        own_pages=frozenset({"new", "edit", "detail"}),
    )
)  # fmt: skip
files.TAKES[DISPUTES.name] = files.Takes(
    "reply", dispute_moves.takes_evidence, most_bytes=10 * files.MEGA, most_files=10, is_shared=True
)
