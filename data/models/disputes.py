"""Disputes about sub-orders: what about, who answers until when, and what was said."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, Kept, Keyed, Traded
from data.models.orders import OrderLine, SubOrder

LIVE_DISPUTE = text("is_live")


class Dispute(Traded, Kept, Base):
    """One dispute; its clocks stop while it waits on the clinic (`stopped_at`, `stopped_seconds`)."""

    __tablename__ = "disputes"
    __table_args__ = (
        Index("uq_disputes_number", "dispute_number", unique=True),
        Index("ix_disputes_sub_order", "sub_order_id"),
        Index("ix_disputes_clinic", "clinic_id", "status", "id"),
        Index("ix_disputes_maker", "manufacturer_id", "status", "id"),
        Index("ix_disputes_due", "status", "reply_due_at"),
    )

    dispute_number: Mapped[str] = mapped_column(String(16))
    sub_order_id: Mapped[UUID] = mapped_column(ForeignKey("sub_orders.id"))
    type: Mapped[str] = mapped_column(String(10))
    reason_code: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(String(2000))
    status: Mapped[str] = mapped_column(String(10), default="open")
    assigned_to: Mapped[UUID | None]
    opened_at: Mapped[datetime]
    replied_at: Mapped[datetime | None]
    reply_due_at: Mapped[datetime]
    resolve_due_at: Mapped[datetime]
    waiting_on: Mapped[str] = mapped_column(String(12), default="manufacturer")
    stopped_at: Mapped[datetime | None]
    stopped_seconds: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(String(16))
    resolution: Mapped[str | None] = mapped_column(String(2000))
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]
    times_reopened: Mapped[int] = mapped_column(default=0)

    sub_order: Mapped[SubOrder] = relationship(lazy="raise", viewonly=True)
    claims: Mapped[list[DisputeLine]] = relationship(lazy="raise", viewonly=True)


class DisputeLine(Traded, Keyed, Base):
    """How many packs of an order line a dispute is about; one live dispute per line and reason."""

    __tablename__ = "dispute_lines"
    __table_args__ = (
        Index("ix_dispute_lines_dispute", "dispute_id"),
        Index("ix_dispute_lines_line", "order_line_id"),
        Index(
            "uq_dispute_lines_live", "order_line_id", "reason_code", unique=True,
            sqlite_where=LIVE_DISPUTE, postgresql_where=LIVE_DISPUTE,
        ),
        CheckConstraint("quantity > 0", name="quantity"),
    )  # fmt: skip

    dispute_id: Mapped[UUID] = mapped_column(ForeignKey("disputes.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id"))
    reason_code: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[int]
    is_live: Mapped[bool] = mapped_column(Boolean, default=True)

    line: Mapped[OrderLine] = relationship(lazy="raise", viewonly=True)


class DisputeMessage(Traded, Keyed, Base):
    """What one side wrote; `visibility` staff keeps it inside the platform."""

    __tablename__ = "dispute_messages"
    __table_args__ = (Index("ix_dispute_messages_dispute", "dispute_id", "at"),)

    dispute_id: Mapped[UUID] = mapped_column(ForeignKey("disputes.id"))
    at: Mapped[datetime]
    author_id: Mapped[UUID | None]
    author_role: Mapped[str] = mapped_column(String(14))
    text: Mapped[str] = mapped_column(String(2000))
    visibility: Mapped[str] = mapped_column(String(5), default="all")
