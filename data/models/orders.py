"""Carts, orders, sub-orders and their lines; reservations, shipments, receipts and returns. Money in paise, quantities in packs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, ClinicOwned, Kept, Keyed, Traded, live_unique
from data.models.manufacturers import Manufacturer


class ClinicAddress(ClinicOwned, Kept, Base):
    """A place goods are sent to."""

    __tablename__ = "clinic_addresses"
    __table_args__ = (live_unique("uq_clinic_addresses_label", "clinic_id", "label"),)

    label: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    line1: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(80))
    district: Mapped[str] = mapped_column(String(80))
    state_code: Mapped[str] = mapped_column(String(2))
    pincode: Mapped[str] = mapped_column(String(10))
    phone: Mapped[str | None] = mapped_column(String(20))
    is_default: Mapped[bool] = mapped_column(Boolean, default=False)


class Cart(ClinicOwned, Kept, Base):
    """The one cart of a clinic; it waits for approval when a pharmacist filled it above her limit."""

    __tablename__ = "carts"
    __table_args__ = (Index("uq_carts_clinic", "clinic_id", unique=True),)

    source: Mapped[str] = mapped_column(String(10), default="web")
    waits_for_approval: Mapped[bool] = mapped_column(Boolean, default=False)
    asked_by: Mapped[UUID | None]


class CartLine(ClinicOwned, Keyed, Base):
    """A product and how many packs of it."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        Index("uq_cart_lines_product", "cart_id", "product_id", unique=True),
        Index("ix_cart_lines_product", "product_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    cart_id: Mapped[UUID] = mapped_column(ForeignKey("carts.id"))
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[int]


class Order(ClinicOwned, Kept, Base):
    """One checkout of a clinic; its status and payment status are derived, its parts are the sub-orders."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("uq_orders_order_number", "order_number", unique=True),
        Index("uq_orders_key", "clinic_id", "idempotency_key", unique=True),
        Index("ix_orders_placed", "clinic_id", "placed_at", "id"),
        Index("ix_orders_status", "clinic_id", "status", "placed_at"),
        Index("ix_orders_expiry", "status", "expires_at"),
        CheckConstraint("total_amount = subtotal + gst_amount + shipping_charges + platform_fee", name="adds_up"),
        CheckConstraint("payable_amount BETWEEN 0 AND total_amount", name="payable"),
    )

    order_number: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(10), default="web")
    status: Mapped[str] = mapped_column(String(10), default="pending")
    payment_status: Mapped[str] = mapped_column(String(14), default="unpaid")
    ship_to_name: Mapped[str] = mapped_column(String(200))
    ship_to_line1: Mapped[str] = mapped_column(String(200))
    ship_to_city: Mapped[str] = mapped_column(String(80))
    ship_to_district: Mapped[str] = mapped_column(String(80))
    ship_to_state_code: Mapped[str] = mapped_column(String(2))
    ship_to_pincode: Mapped[str] = mapped_column(String(10))
    ship_to_phone: Mapped[str | None] = mapped_column(String(20))
    subtotal: Mapped[int] = mapped_column(BigInteger)
    gst_amount: Mapped[int] = mapped_column(BigInteger)
    shipping_charges: Mapped[int] = mapped_column(BigInteger, default=0)
    platform_fee: Mapped[int] = mapped_column(BigInteger, default=0)
    total_amount: Mapped[int] = mapped_column(BigInteger)
    payable_amount: Mapped[int] = mapped_column(BigInteger)
    placed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    notes: Mapped[str | None] = mapped_column(String(1000))
    idempotency_key: Mapped[str] = mapped_column(String(80))
    preview_hash: Mapped[str] = mapped_column(String(64))

    parts: Mapped[list[SubOrder]] = relationship(lazy="raise", viewonly=True, order_by="SubOrder.sub_order_number")


class SubOrder(Traded, Kept, Base):
    """The part of an order one manufacturer fulfils; the buyer's address is copied here and shown once confirmed."""

    __tablename__ = "sub_orders"
    __table_args__ = (
        Index("uq_sub_orders_number", "sub_order_number", unique=True),
        Index("ix_sub_orders_order", "order_id"),
        Index("ix_sub_orders_clinic_status", "clinic_id", "status", "placed_at", "id"),
        Index("ix_sub_orders_maker_status", "manufacturer_id", "status", "placed_at", "id"),
        Index("ix_sub_orders_clinic_placed", "clinic_id", "placed_at", "id"),
        Index("ix_sub_orders_maker_placed", "manufacturer_id", "placed_at", "id"),
        Index("ix_sub_orders_promised", "promised_on", "status"),
        CheckConstraint("total_amount = subtotal + gst_amount + shipping_charges + platform_fee", name="adds_up"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    sub_order_number: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10), default="pending")
    buyer_legal_name: Mapped[str | None] = mapped_column(String(200))
    buyer_gstin: Mapped[str | None] = mapped_column(String(15))
    ship_to_name: Mapped[str] = mapped_column(String(200))
    ship_to_line1: Mapped[str] = mapped_column(String(200))
    ship_to_city: Mapped[str] = mapped_column(String(80))
    ship_to_district: Mapped[str] = mapped_column(String(80))
    ship_to_state_code: Mapped[str] = mapped_column(String(2))
    ship_to_pincode: Mapped[str] = mapped_column(String(10))
    ship_to_phone: Mapped[str | None] = mapped_column(String(20))
    subtotal: Mapped[int] = mapped_column(BigInteger)
    cgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    sgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    igst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    gst_amount: Mapped[int] = mapped_column(BigInteger)
    shipping_charges: Mapped[int] = mapped_column(BigInteger, default=0)
    platform_fee: Mapped[int] = mapped_column(BigInteger, default=0)
    total_amount: Mapped[int] = mapped_column(BigInteger)
    commission_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    commission_gst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    promised_on: Mapped[date | None] = mapped_column(Date)
    placed_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    processing_at: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    cancellation_reason_code: Mapped[str | None] = mapped_column(String(20))
    cancellation_reason: Mapped[str | None] = mapped_column(String(500))
    cancelled_by_role: Mapped[str | None] = mapped_column(String(14))

    manufacturer: Mapped[Manufacturer] = relationship(
        lazy="raise", viewonly=True, primaryjoin="Manufacturer.id == foreign(SubOrder.manufacturer_id)"
    )
    lines: Mapped[list[OrderLine]] = relationship(lazy="raise", viewonly=True)


class OrderLine(Traded, Kept, Base):
    """One product of a sub-order as it was at checkout; rates in hundredths of a percent."""

    __tablename__ = "order_lines"
    __table_args__ = (
        Index("ix_order_lines_sub_order", "sub_order_id"),
        Index("ix_order_lines_product", "product_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("cancelled_quantity >= 0 AND cancelled_quantity <= quantity", name="cancelled"),
        CheckConstraint("returned_quantity >= 0 AND returned_quantity <= delivered_quantity", name="returned"),
        CheckConstraint("short_quantity >= 0 AND delivered_quantity + short_quantity <= shipped_quantity", name="delivered"),
        CheckConstraint("shipped_quantity <= quantity - cancelled_quantity", name="shipped"),
        CheckConstraint("cgst_amount = sgst_amount AND (cgst_amount = 0 OR igst_amount = 0)", name="gst"),
        CheckConstraint("gst_amount = cgst_amount + sgst_amount + igst_amount", name="gst_sum"),
        CheckConstraint("line_total = taxable_value + gst_amount", name="total"),
    )

    sub_order_id: Mapped[UUID] = mapped_column(ForeignKey("sub_orders.id"))
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    product_sku: Mapped[str] = mapped_column(String(100))
    product_name: Mapped[str] = mapped_column(String(255))
    category: Mapped[str] = mapped_column(String(60), default="")
    pack_size: Mapped[str] = mapped_column(String(60))
    units_per_pack: Mapped[int]
    hsn_code: Mapped[str] = mapped_column(String(8))
    unit_price: Mapped[int] = mapped_column(BigInteger)
    gst_rate: Mapped[int]
    commission_rate: Mapped[int]
    commission_gst_rate: Mapped[int]
    quantity: Mapped[int]
    cancelled_quantity: Mapped[int] = mapped_column(default=0)
    shipped_quantity: Mapped[int] = mapped_column(default=0)
    delivered_quantity: Mapped[int] = mapped_column(default=0)
    short_quantity: Mapped[int] = mapped_column(default=0)
    returned_quantity: Mapped[int] = mapped_column(default=0)
    taxable_value: Mapped[int] = mapped_column(BigInteger)
    cgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    sgst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    igst_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    gst_amount: Mapped[int] = mapped_column(BigInteger)
    line_total: Mapped[int] = mapped_column(BigInteger)
    commission_amount: Mapped[int] = mapped_column(BigInteger)
    commission_gst_amount: Mapped[int] = mapped_column(BigInteger)

    sub_order: Mapped[SubOrder] = relationship(lazy="raise", viewonly=True)


class StockReservation(Traded, Kept, Base):
    """Packs of one batch kept for an order line."""

    __tablename__ = "stock_reservations"
    __table_args__ = (
        Index("ix_stock_reservations_line", "order_line_id", "status"),
        Index("ix_stock_reservations_batch", "batch_id", "status"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id"))
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("product_batches.id"))
    quantity: Mapped[int]
    status: Mapped[str] = mapped_column(String(8), default="active")


class OrderEvent(Traded, Keyed, Base):
    """One edge a sub-order took; events replay to its present status."""

    __tablename__ = "order_events"
    __table_args__ = (Index("ix_order_events_sub_order", "sub_order_id", "occurred_at"),)

    sub_order_id: Mapped[UUID] = mapped_column(ForeignKey("sub_orders.id"))
    from_status: Mapped[str | None] = mapped_column(String(10))
    to_status: Mapped[str] = mapped_column(String(10))
    actor_user_id: Mapped[UUID | None]
    actor_role: Mapped[str] = mapped_column(String(14))
    reason_code: Mapped[str | None] = mapped_column(String(20))
    reason_text: Mapped[str | None] = mapped_column(String(500))
    occurred_at: Mapped[datetime]


class Shipment(Traded, Kept, Base):
    """Goods that left the supplier together; one invoice each."""

    __tablename__ = "shipments"
    __table_args__ = (
        Index("uq_shipments_number", "shipment_number", unique=True),
        Index("ix_shipments_sub_order", "sub_order_id"),
        Index("ix_shipments_state", "clinic_id", "received_at"),
    )

    sub_order_id: Mapped[UUID] = mapped_column(ForeignKey("sub_orders.id"))
    shipment_number: Mapped[str] = mapped_column(String(20))
    courier: Mapped[str | None] = mapped_column(String(80))
    tracking_number: Mapped[str | None] = mapped_column(String(80))
    shipped_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]


class ShipmentLine(Traded, Keyed, Base):
    """Packs of one batch in a shipment."""

    __tablename__ = "shipment_lines"
    __table_args__ = (
        Index("ix_shipment_lines_shipment", "shipment_id"),
        Index("ix_shipment_lines_order_line", "order_line_id"),
        Index("ix_shipment_lines_batch", "batch_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("shipments.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id"))
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("product_batches.id"))
    quantity: Mapped[int]


class GoodsReceipt(Traded, Kept, Base):
    """What the clinic found when it opened a shipment."""

    __tablename__ = "goods_receipts"
    __table_args__ = (
        Index("uq_goods_receipts_number", "clinic_id", "grn_number", unique=True),
        Index("uq_goods_receipts_shipment", "shipment_id", unique=True),
    )

    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("shipments.id"))
    grn_number: Mapped[str] = mapped_column(String(20))
    received_by: Mapped[UUID | None]
    received_at: Mapped[datetime]


class GoodsReceiptLine(Traded, Keyed, Base):
    """Good + damaged + short = shipped, for one line of the shipment."""

    __tablename__ = "goods_receipt_lines"
    __table_args__ = (
        Index("ix_goods_receipt_lines_receipt", "receipt_id"),
        Index("ix_goods_receipt_lines_shipment_line", "shipment_line_id"),
        CheckConstraint("good >= 0 AND damaged >= 0 AND short >= 0", name="signs"),
    )

    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("goods_receipts.id"))
    shipment_line_id: Mapped[UUID] = mapped_column(ForeignKey("shipment_lines.id"))
    good: Mapped[int]
    damaged: Mapped[int] = mapped_column(default=0)
    short: Mapped[int] = mapped_column(default=0)
    batch_number: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date] = mapped_column(Date)


class Return(Traded, Kept, Base):
    """Packs of one order line on their way back."""

    __tablename__ = "returns"
    __table_args__ = (
        Index("uq_returns_number", "return_number", unique=True),
        Index("ix_returns_line", "order_line_id"),
        Index("ix_returns_dispute", "dispute_id"),
        Index("ix_returns_clinic", "clinic_id", "status", "id"),
        Index("ix_returns_maker", "manufacturer_id", "status", "id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("resaleable >= 0 AND damaged >= 0 AND resaleable + damaged <= quantity", name="received"),
    )

    return_number: Mapped[str] = mapped_column(String(16))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id"))
    dispute_id: Mapped[UUID | None] = mapped_column(ForeignKey("disputes.id"))
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    status: Mapped[str] = mapped_column(String(10), default="requested")
    is_waived: Mapped[bool] = mapped_column(Boolean, default=False)
    resaleable: Mapped[int] = mapped_column(default=0)
    damaged: Mapped[int] = mapped_column(default=0)
    approved_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    refused_reason: Mapped[str | None] = mapped_column(String(500))

    line: Mapped[OrderLine] = relationship(lazy="raise", viewonly=True)
