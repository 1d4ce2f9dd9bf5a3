"""Products with their dated prices, GST rates and batches. Prices in paise, rates in hundredths of a percent, quantities in packs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.core import trade_terms
from data.models.base import Base, Json, Kept, Keyed, Offered, live_unique
from data.models.manufacturers import Manufacturer


class Product(Offered, Kept, Base):
    """Something a manufacturer sells by the pack; `price` is ex-GST, `mrp` with GST."""

    __tablename__ = "products"
    __table_args__ = (
        live_unique("uq_products_sku", "manufacturer_id", "sku"),
        Index("ix_products_name", "name", "id"),
        Index("ix_products_status", "status", "category", "id"),
        Index("ix_products_manufacturer_name", "manufacturer_id", "name", "id"),
        CheckConstraint("price > 0", name="price"),
        CheckConstraint("mrp >= price", name="mrp"),
        CheckConstraint("min_order_quantity >= 1 AND order_multiple >= 1 AND units_per_pack >= 1", name="quantities"),
    )

    sku: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(String(4000))
    category: Mapped[str] = mapped_column(String(60))
    product_class: Mapped[str] = mapped_column(String(12), default="classical")
    form: Mapped[str] = mapped_column(String(12), default="other")
    pack_size: Mapped[str] = mapped_column(String(60))
    base_unit: Mapped[str] = mapped_column(String(8), default="piece")
    units_per_pack: Mapped[int] = mapped_column(default=1)
    mrp: Mapped[int] = mapped_column(BigInteger)
    price: Mapped[int] = mapped_column(BigInteger)
    hsn_code: Mapped[str] = mapped_column(String(8))
    min_order_quantity: Mapped[int] = mapped_column(default=1)
    order_multiple: Mapped[int] = mapped_column(default=1)
    min_shelf_life_days: Mapped[int] = mapped_column(default=90)
    requires_prescription: Mapped[bool] = mapped_column(Boolean, default=False)
    license_number: Mapped[str | None] = mapped_column(String(60))
    specifications: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    status: Mapped[str] = mapped_column(String(14), default="draft")
    review_note: Mapped[str | None] = mapped_column(String(500))

    manufacturer: Mapped[Manufacturer] = relationship(
        lazy="raise", viewonly=True, primaryjoin="Manufacturer.id == foreign(Product.manufacturer_id)"
    )
    rates: Mapped[list[ProductGstRate]] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="Product.id == foreign(ProductGstRate.product_id)",
        order_by="ProductGstRate.valid_from",
    )

    @property
    def gst_rate(self) -> int | None:
        """The accepted rate of today, in hundredths of a percent; before the rates were read, the one just typed."""
        typed: int | None = self.__dict__.get("_typed_rate")
        if "rates" not in self.__dict__:
            return typed
        return next((r.rate for r in self.rates if r.is_accepted and r.holds_on(trade_terms.today())), None)

    @gst_rate.setter
    def gst_rate(self, rate: int | None) -> None:
        self.__dict__["_typed_rate"] = rate


class ProductPrice(Offered, Keyed, Base):
    """What a product cost in [valid_from, valid_to)."""

    __tablename__ = "product_prices"
    __table_args__ = (Index("ix_product_prices_product", "product_id", "valid_from"),)

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    price: Mapped[int] = mapped_column(BigInteger)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class ProductGstRate(Offered, Kept, Base):
    """The GST of a product in [valid_from, valid_to); a new row counts once an admin accepted it."""

    __tablename__ = "product_gst_rates"
    __table_args__ = (
        Index("ix_product_gst_rates_product", "product_id", "valid_from"),
        CheckConstraint("rate BETWEEN 0 AND 10000", name="rate"),
        CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="order"),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    rate: Mapped[int]
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    is_accepted: Mapped[bool] = mapped_column(Boolean, default=False)

    def holds_on(self, day: date) -> bool:
        """Whether a day lies in its half-open range."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class ProductBatch(Offered, Kept, Base):
    """A batch in the manufacturer's store; reserved never exceeds what is on hand."""

    __tablename__ = "product_batches"
    __table_args__ = (
        live_unique("uq_product_batches_number", "product_id", "batch_number"),
        Index("ix_product_batches_fefo", "product_id", "status", "expires_on", "id"),
        CheckConstraint("quantity_reserved >= 0 AND quantity_reserved <= quantity_on_hand", name="reserved"),
        CheckConstraint("manufactured_on < expires_on", name="order"),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    batch_number: Mapped[str] = mapped_column(String(60))
    manufactured_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date] = mapped_column(Date)
    quantity_on_hand: Mapped[int] = mapped_column(default=0)
    quantity_reserved: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(12), default="released")
