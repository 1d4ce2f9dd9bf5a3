"""What lies on a clinic's shelves: items, batches, and the movements that are never changed. Quantities in base units."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, ClinicOwned, Exact, Kept, Keyed, live_unique


class StockItem(ClinicOwned, Kept, Base):
    """One thing the clinic keeps; linked to a product of the marketplace, or bought elsewhere."""

    __tablename__ = "stock_items"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        live_unique("uq_stock_items_product", "clinic_id", "product_id"),
        Index("ix_stock_items_name", "clinic_id", "item_name", "id"),
        Index("ix_stock_items_product", "product_id"),
        CheckConstraint("units_per_pack >= 1", name="units"),
    )

    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("products.id"))
    item_name: Mapped[str] = mapped_column(String(255))
    base_unit: Mapped[str] = mapped_column(String(8), default="piece")
    units_per_pack: Mapped[int] = mapped_column(default=1)
    sale_price: Mapped[int] = mapped_column(default=0)
    tax_rate: Mapped[int] = mapped_column(default=0)
    hsn_code: Mapped[str | None] = mapped_column(String(8))
    requires_prescription: Mapped[bool] = mapped_column(Boolean, default=False)
    reorder_point_override: Mapped[int | None]
    target_override: Mapped[int | None]

    batches: Mapped[list[StockBatch]] = relationship(
        lazy="raise",
        viewonly=True,
        order_by="StockBatch.expires_on, StockBatch.first_received_at, StockBatch.id",
        primaryjoin="and_(StockItem.id == foreign(StockBatch.item_id), StockItem.clinic_id == StockBatch.clinic_id)",
    )


class StockBatch(ClinicOwned, Kept, Base):
    """One batch on the shelf; `quantity_on_hand` is the sum of its movements, `unit_cost` in paise per base unit."""

    __tablename__ = "stock_batches"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(["clinic_id", "item_id"], ["stock_items.clinic_id", "stock_items.id"], name="fk_stock_batches_item"),
        Index("uq_stock_batches_number", "item_id", "batch_number", "expires_on", unique=True),
        Index("ix_stock_batches_item", "clinic_id", "item_id", "status", "expires_on"),
        Index("ix_stock_batches_expiry", "clinic_id", "expires_on"),
        Index("ix_stock_batches_receipt", "source_receipt_id"),
        Index("ix_stock_batches_product_batch", "product_batch_id"),
        CheckConstraint("quantity_on_hand >= 0", name="on_hand"),
    )

    item_id: Mapped[UUID]
    batch_number: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date] = mapped_column(Date)
    quantity_on_hand: Mapped[int] = mapped_column(default=0)
    unit_cost: Mapped[Decimal] = mapped_column(Exact, default=Decimal(0))
    status: Mapped[str] = mapped_column(String(12), default="usable")
    first_received_at: Mapped[datetime]
    source_receipt_id: Mapped[UUID | None] = mapped_column(ForeignKey("goods_receipts.id"))
    product_batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("product_batches.id"))


class StockMovement(ClinicOwned, Keyed, Base):
    """One signed movement of a batch; appended, never changed."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "batch_id"], ["stock_batches.clinic_id", "stock_batches.id"], name="fk_stock_movements_batch"
        ),
        ForeignKeyConstraint(
            ["clinic_id", "item_id"], ["stock_items.clinic_id", "stock_items.id"], name="fk_stock_movements_item"
        ),
        Index("ix_stock_movements_batch", "clinic_id", "batch_id", "occurred_at"),
        Index("ix_stock_movements_item", "clinic_id", "item_id", "occurred_at"),
        Index("ix_stock_movements_reference", "reference_type", "reference_id"),
        CheckConstraint("quantity <> 0", name="quantity"),
    )

    item_id: Mapped[UUID]
    batch_id: Mapped[UUID]
    movement_type: Mapped[str] = mapped_column(String(12))
    quantity: Mapped[int]
    unit_cost: Mapped[Decimal] = mapped_column(Exact, default=Decimal(0))
    reason: Mapped[str | None] = mapped_column(String(300))
    reference_type: Mapped[str | None] = mapped_column(String(40))
    reference_id: Mapped[UUID | None]
    occurred_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
