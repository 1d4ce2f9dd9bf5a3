"""The marketplace: manufacturers, products, orders, supplier money, disputes, and the clinic's stock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commission_rates",
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=True),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(scope = 'site') = (scope_id IS NULL)", name=op.f("ck_commission_rates_scope")),
        sa.CheckConstraint("rate BETWEEN 0 AND 10000", name=op.f("ck_commission_rates_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_rates")),
    )
    with op.batch_alter_table("commission_rates", schema=None) as batch_op:
        batch_op.create_index("ix_commission_rates_scope", ["scope", "scope_id", "valid_from"], unique=False)

    op.create_table(
        "manufacturers",
        sa.Column("manufacturer_code", sa.String(length=3), nullable=False),
        sa.Column("company_name", sa.String(length=200), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=True),
        sa.Column("gstin", sa.String(length=15), nullable=True),
        sa.Column("license_number", sa.String(length=60), nullable=True),
        sa.Column("address_line1", sa.String(length=200), nullable=True),
        sa.Column("address_line2", sa.String(length=200), nullable=True),
        sa.Column("city", sa.String(length=80), nullable=True),
        sa.Column("district", sa.String(length=80), nullable=True),
        sa.Column("state_code", sa.String(length=2), nullable=True),
        sa.Column("pincode", sa.String(length=10), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("whatsapp_number", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("approval_status", sa.String(length=12), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_by", sa.Uuid(), nullable=True),
        sa.Column("rejection_reason", sa.String(length=500), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_by", sa.Uuid(), nullable=True),
        sa.Column("suspension_reason", sa.String(length=500), nullable=True),
        sa.Column("review_reason", sa.String(length=500), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=False),
        sa.Column("hsn_digits", sa.Integer(), nullable=False),
        sa.Column("bank_account_name", sa.String(length=120), nullable=True),
        sa.Column("bank_account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ifsc", sa.String(length=11), nullable=True),
        sa.Column("upi_id", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("hsn_digits IN (4, 6)", name=op.f("ck_manufacturers_hsn_digits")),
        sa.CheckConstraint("lead_time_days BETWEEN 0 AND 365", name=op.f("ck_manufacturers_lead_time")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manufacturers")),
    )
    with op.batch_alter_table("manufacturers", schema=None) as batch_op:
        batch_op.create_index("ix_manufacturers_name", ["company_name", "id"], unique=False)
        batch_op.create_index(
            "uq_manufacturers_gstin",
            ["gstin"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "uq_manufacturers_license_number",
            ["license_number"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index("uq_manufacturers_manufacturer_code", ["manufacturer_code"], unique=True)

    op.create_table(
        "carts",
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("waits_for_approval", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_carts_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carts")),
    )
    with op.batch_alter_table("carts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carts_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("uq_carts_clinic", ["clinic_id"], unique=True)

    op.create_table(
        "clinic_addresses",
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("line1", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=80), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("pincode", sa.String(length=10), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_clinic_addresses_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_addresses")),
    )
    with op.batch_alter_table("clinic_addresses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clinic_addresses_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(
            "uq_clinic_addresses_label",
            ["clinic_id", "label"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "commission_invoices",
        sa.Column("invoice_number", sa.String(length=16), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("invoice_date", sa.Date(), nullable=False),
        sa.Column("commission_amount", sa.BigInteger(), nullable=False),
        sa.Column("gst_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_commission_invoices_manufacturer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_invoices")),
    )
    with op.batch_alter_table("commission_invoices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commission_invoices_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("uq_commission_invoices_month", ["manufacturer_id", "month"], unique=True)
        batch_op.create_index("uq_commission_invoices_number", ["invoice_number"], unique=True)

    op.create_table(
        "orders",
        sa.Column("order_number", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("payment_status", sa.String(length=14), nullable=False),
        sa.Column("ship_to_name", sa.String(length=200), nullable=False),
        sa.Column("ship_to_line1", sa.String(length=200), nullable=False),
        sa.Column("ship_to_city", sa.String(length=80), nullable=False),
        sa.Column("ship_to_district", sa.String(length=80), nullable=False),
        sa.Column("ship_to_state_code", sa.String(length=2), nullable=False),
        sa.Column("ship_to_pincode", sa.String(length=10), nullable=False),
        sa.Column("ship_to_phone", sa.String(length=20), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("gst_amount", sa.BigInteger(), nullable=False),
        sa.Column("shipping_charges", sa.BigInteger(), nullable=False),
        sa.Column("platform_fee", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("payable_amount", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notes", sa.String(length=1000), nullable=True),
        sa.Column("idempotency_key", sa.String(length=80), nullable=False),
        sa.Column("preview_hash", sa.String(length=64), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("payable_amount BETWEEN 0 AND total_amount", name=op.f("ck_orders_payable")),
        sa.CheckConstraint(
            "total_amount = subtotal + gst_amount + shipping_charges + platform_fee", name=op.f("ck_orders_adds_up")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_orders_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_orders_expiry", ["status", "expires_at"], unique=False)
        batch_op.create_index("ix_orders_placed", ["clinic_id", "placed_at", "id"], unique=False)
        batch_op.create_index("ix_orders_status", ["clinic_id", "status", "placed_at"], unique=False)
        batch_op.create_index("uq_orders_key", ["clinic_id", "idempotency_key"], unique=True)
        batch_op.create_index("uq_orders_order_number", ["order_number"], unique=True)

    op.create_table(
        "org_events",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("from_status", sa.String(length=12), nullable=True),
        sa.Column("to_status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=True),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_org_events_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_org_events_manufacturer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org_events")),
    )
    with op.batch_alter_table("org_events", schema=None) as batch_op:
        batch_op.create_index("ix_org_events_clinic", ["clinic_id", "at"], unique=False)
        batch_op.create_index("ix_org_events_manufacturer", ["manufacturer_id", "at"], unique=False)

    op.create_table(
        "payouts",
        sa.Column("payout_number", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("transaction_reference", sa.String(length=60), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("failure_reason", sa.String(length=500), nullable=True),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payouts_amount")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_payouts_manufacturer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
    )
    with op.batch_alter_table("payouts", schema=None) as batch_op:
        batch_op.create_index("ix_payouts_maker", ["manufacturer_id", "status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payouts_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_payouts_status", ["status", "created_at"], unique=False)
        batch_op.create_index("uq_payouts_number", ["payout_number"], unique=True)

    op.create_table(
        "products",
        sa.Column("sku", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.String(length=4000), nullable=True),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("product_class", sa.String(length=12), nullable=False),
        sa.Column("form", sa.String(length=12), nullable=False),
        sa.Column("pack_size", sa.String(length=60), nullable=False),
        sa.Column("base_unit", sa.String(length=8), nullable=False),
        sa.Column("units_per_pack", sa.Integer(), nullable=False),
        sa.Column("mrp", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("hsn_code", sa.String(length=8), nullable=False),
        sa.Column("min_order_quantity", sa.Integer(), nullable=False),
        sa.Column("order_multiple", sa.Integer(), nullable=False),
        sa.Column("min_shelf_life_days", sa.Integer(), nullable=False),
        sa.Column("requires_prescription", sa.Boolean(), nullable=False),
        sa.Column("license_number", sa.String(length=60), nullable=True),
        sa.Column(
            "specifications", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("status", sa.String(length=14), nullable=False),
        sa.Column("review_note", sa.String(length=500), nullable=True),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "min_order_quantity >= 1 AND order_multiple >= 1 AND units_per_pack >= 1", name=op.f("ck_products_quantities")
        ),
        sa.CheckConstraint("mrp >= price", name=op.f("ck_products_mrp")),
        sa.CheckConstraint("price > 0", name=op.f("ck_products_price")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_products_manufacturer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_products_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_products_manufacturer_name", ["manufacturer_id", "name", "id"], unique=False)
        batch_op.create_index("ix_products_name", ["name", "id"], unique=False)
        batch_op.create_index("ix_products_status", ["status", "category", "id"], unique=False)
        batch_op.create_index(
            "uq_products_sku",
            ["manufacturer_id", "sku"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "trade_files",
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("preview_place", sa.String(length=120), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=True),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_trade_files_size")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_trade_files_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_trade_files_manufacturer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_files")),
    )
    with op.batch_alter_table("trade_files", schema=None) as batch_op:
        batch_op.create_index("ix_trade_files_clinic", ["clinic_id"], unique=False)
        batch_op.create_index("ix_trade_files_manufacturer", ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_trade_files_row", ["noun", "row_id"], unique=False)

    op.create_table(
        "cart_lines",
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cart_lines_quantity")),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name=op.f("fk_cart_lines_cart_id")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_cart_lines_clinic_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_cart_lines_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_lines")),
    )
    with op.batch_alter_table("cart_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cart_lines_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_cart_lines_product", ["product_id"], unique=False)
        batch_op.create_index("uq_cart_lines_product", ["cart_id", "product_id"], unique=True)

    op.create_table(
        "order_payments",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(length=14), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference_number", sa.String(length=60), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejection_reason", sa.String(length=500), nullable=True),
        sa.Column("proof_file_id", sa.Uuid(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_order_payments_amount")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_order_payments_clinic_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_payments_order_id")),
        sa.ForeignKeyConstraint(["proof_file_id"], ["trade_files.id"], name=op.f("fk_order_payments_proof_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_payments")),
    )
    with op.batch_alter_table("order_payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_payments_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_order_payments_order", ["order_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_payments_proof_file_id"), ["proof_file_id"], unique=False)
        batch_op.create_index("ix_order_payments_status", ["status", "created_at"], unique=False)
        batch_op.create_index(
            "uq_order_payments_reference",
            ["method", "reference_number"],
            unique=True,
            sqlite_where=sa.text("status <> 'rejected' AND reference_number IS NOT NULL"),
            postgresql_where=sa.text("status <> 'rejected' AND reference_number IS NOT NULL"),
        )

    op.create_table(
        "org_documents",
        sa.Column("doc_type", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejection_reason", sa.String(length=500), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=True),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(clinic_id IS NULL) <> (manufacturer_id IS NULL)", name=op.f("ck_org_documents_owner")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_org_documents_clinic_id")),
        sa.ForeignKeyConstraint(["file_id"], ["trade_files.id"], name=op.f("fk_org_documents_file_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_org_documents_manufacturer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org_documents")),
    )
    with op.batch_alter_table("org_documents", schema=None) as batch_op:
        batch_op.create_index("ix_org_documents_clinic", ["clinic_id", "doc_type", "status"], unique=False)
        batch_op.create_index("ix_org_documents_expiry", ["expires_on", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_org_documents_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_org_documents_manufacturer", ["manufacturer_id", "doc_type", "status"], unique=False)

    op.create_table(
        "product_batches",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("batch_number", sa.String(length=60), nullable=False),
        sa.Column("manufactured_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("quantity_on_hand", sa.Integer(), nullable=False),
        sa.Column("quantity_reserved", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("manufactured_on < expires_on", name=op.f("ck_product_batches_order")),
        sa.CheckConstraint(
            "quantity_reserved >= 0 AND quantity_reserved <= quantity_on_hand", name=op.f("ck_product_batches_reserved")
        ),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_product_batches_manufacturer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_batches_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_batches")),
    )
    with op.batch_alter_table("product_batches", schema=None) as batch_op:
        batch_op.create_index("ix_product_batches_fefo", ["product_id", "status", "expires_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_batches_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index(
            "uq_product_batches_number",
            ["product_id", "batch_number"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "product_gst_rates",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("rate BETWEEN 0 AND 10000", name=op.f("ck_product_gst_rates_rate")),
        sa.CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name=op.f("ck_product_gst_rates_order")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_product_gst_rates_manufacturer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_gst_rates_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_gst_rates")),
    )
    with op.batch_alter_table("product_gst_rates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_gst_rates_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_product_gst_rates_product", ["product_id", "valid_from"], unique=False)

    op.create_table(
        "product_prices",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_product_prices_manufacturer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_prices_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_prices")),
    )
    with op.batch_alter_table("product_prices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_prices_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_product_prices_product", ["product_id", "valid_from"], unique=False)

    op.create_table(
        "stock_items",
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("item_name", sa.String(length=255), nullable=False),
        sa.Column("base_unit", sa.String(length=8), nullable=False),
        sa.Column("units_per_pack", sa.Integer(), nullable=False),
        sa.Column("sale_price", sa.Integer(), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("hsn_code", sa.String(length=8), nullable=True),
        sa.Column("requires_prescription", sa.Boolean(), nullable=False),
        sa.Column("reorder_point_override", sa.Integer(), nullable=True),
        sa.Column("target_override", sa.Integer(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("units_per_pack >= 1", name=op.f("ck_stock_items_units")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_stock_items_clinic_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_stock_items_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_items")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_stock_items_clinic_id_id")),
    )
    with op.batch_alter_table("stock_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_items_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_stock_items_name", ["clinic_id", "item_name", "id"], unique=False)
        batch_op.create_index("ix_stock_items_product", ["product_id"], unique=False)
        batch_op.create_index(
            "uq_stock_items_product",
            ["clinic_id", "product_id"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "sub_orders",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("sub_order_number", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("buyer_legal_name", sa.String(length=200), nullable=True),
        sa.Column("buyer_gstin", sa.String(length=15), nullable=True),
        sa.Column("ship_to_name", sa.String(length=200), nullable=False),
        sa.Column("ship_to_line1", sa.String(length=200), nullable=False),
        sa.Column("ship_to_city", sa.String(length=80), nullable=False),
        sa.Column("ship_to_district", sa.String(length=80), nullable=False),
        sa.Column("ship_to_state_code", sa.String(length=2), nullable=False),
        sa.Column("ship_to_pincode", sa.String(length=10), nullable=False),
        sa.Column("ship_to_phone", sa.String(length=20), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("cgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("sgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("igst_amount", sa.BigInteger(), nullable=False),
        sa.Column("gst_amount", sa.BigInteger(), nullable=False),
        sa.Column("shipping_charges", sa.BigInteger(), nullable=False),
        sa.Column("platform_fee", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("commission_amount", sa.BigInteger(), nullable=False),
        sa.Column("commission_gst_amount", sa.BigInteger(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("processing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason_code", sa.String(length=20), nullable=True),
        sa.Column("cancellation_reason", sa.String(length=500), nullable=True),
        sa.Column("cancelled_by_role", sa.String(length=14), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "total_amount = subtotal + gst_amount + shipping_charges + platform_fee", name=op.f("ck_sub_orders_adds_up")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_sub_orders_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_sub_orders_manufacturer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_sub_orders_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_orders")),
    )
    with op.batch_alter_table("sub_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sub_orders_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_sub_orders_clinic_placed", ["clinic_id", "placed_at", "id"], unique=False)
        batch_op.create_index("ix_sub_orders_clinic_status", ["clinic_id", "status", "placed_at", "id"], unique=False)
        batch_op.create_index("ix_sub_orders_maker_placed", ["manufacturer_id", "placed_at", "id"], unique=False)
        batch_op.create_index("ix_sub_orders_maker_status", ["manufacturer_id", "status", "placed_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sub_orders_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_sub_orders_order", ["order_id"], unique=False)
        batch_op.create_index("ix_sub_orders_promised", ["promised_on", "status"], unique=False)
        batch_op.create_index("uq_sub_orders_number", ["sub_order_number"], unique=True)

    op.create_table(
        "disputes",
        sa.Column("dispute_number", sa.String(length=16), nullable=False),
        sa.Column("sub_order_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolve_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_on", sa.String(length=12), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_seconds", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("resolution", sa.String(length=2000), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("times_reopened", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_disputes_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_disputes_manufacturer_id")),
        sa.ForeignKeyConstraint(["sub_order_id"], ["sub_orders.id"], name=op.f("fk_disputes_sub_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
    )
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.create_index("ix_disputes_clinic", ["clinic_id", "status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disputes_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_disputes_due", ["status", "reply_due_at"], unique=False)
        batch_op.create_index("ix_disputes_maker", ["manufacturer_id", "status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disputes_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_disputes_sub_order", ["sub_order_id"], unique=False)
        batch_op.create_index("uq_disputes_number", ["dispute_number"], unique=True)

    op.create_table(
        "order_events",
        sa.Column("sub_order_id", sa.Uuid(), nullable=False),
        sa.Column("from_status", sa.String(length=10), nullable=True),
        sa.Column("to_status", sa.String(length=10), nullable=False),
        sa.Column("actor_user_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.String(length=14), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=True),
        sa.Column("reason_text", sa.String(length=500), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_order_events_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_order_events_manufacturer_id")),
        sa.ForeignKeyConstraint(["sub_order_id"], ["sub_orders.id"], name=op.f("fk_order_events_sub_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_events")),
    )
    with op.batch_alter_table("order_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_events_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_events_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_order_events_sub_order", ["sub_order_id", "occurred_at"], unique=False)

    op.create_table(
        "order_lines",
        sa.Column("sub_order_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("product_sku", sa.String(length=100), nullable=False),
        sa.Column("product_name", sa.String(length=255), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("pack_size", sa.String(length=60), nullable=False),
        sa.Column("units_per_pack", sa.Integer(), nullable=False),
        sa.Column("hsn_code", sa.String(length=8), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("gst_rate", sa.Integer(), nullable=False),
        sa.Column("commission_rate", sa.Integer(), nullable=False),
        sa.Column("commission_gst_rate", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("cancelled_quantity", sa.Integer(), nullable=False),
        sa.Column("shipped_quantity", sa.Integer(), nullable=False),
        sa.Column("delivered_quantity", sa.Integer(), nullable=False),
        sa.Column("short_quantity", sa.Integer(), nullable=False),
        sa.Column("returned_quantity", sa.Integer(), nullable=False),
        sa.Column("taxable_value", sa.BigInteger(), nullable=False),
        sa.Column("cgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("sgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("igst_amount", sa.BigInteger(), nullable=False),
        sa.Column("gst_amount", sa.BigInteger(), nullable=False),
        sa.Column("line_total", sa.BigInteger(), nullable=False),
        sa.Column("commission_amount", sa.BigInteger(), nullable=False),
        sa.Column("commission_gst_amount", sa.BigInteger(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("cancelled_quantity >= 0 AND cancelled_quantity <= quantity", name=op.f("ck_order_lines_cancelled")),
        sa.CheckConstraint("cgst_amount = sgst_amount AND (cgst_amount = 0 OR igst_amount = 0)", name=op.f("ck_order_lines_gst")),
        sa.CheckConstraint("gst_amount = cgst_amount + sgst_amount + igst_amount", name=op.f("ck_order_lines_gst_sum")),
        sa.CheckConstraint("line_total = taxable_value + gst_amount", name=op.f("ck_order_lines_total")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity")),
        sa.CheckConstraint(
            "returned_quantity >= 0 AND returned_quantity <= delivered_quantity", name=op.f("ck_order_lines_returned")
        ),
        sa.CheckConstraint("shipped_quantity <= quantity - cancelled_quantity", name=op.f("ck_order_lines_shipped")),
        sa.CheckConstraint(
            "short_quantity >= 0 AND delivered_quantity + short_quantity <= shipped_quantity",
            name=op.f("ck_order_lines_delivered"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_order_lines_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_order_lines_manufacturer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id")),
        sa.ForeignKeyConstraint(["sub_order_id"], ["sub_orders.id"], name=op.f("fk_order_lines_sub_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_lines_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_lines_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_order_lines_product", ["product_id"], unique=False)
        batch_op.create_index("ix_order_lines_sub_order", ["sub_order_id"], unique=False)

    op.create_table(
        "shipments",
        sa.Column("sub_order_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_number", sa.String(length=20), nullable=False),
        sa.Column("courier", sa.String(length=80), nullable=True),
        sa.Column("tracking_number", sa.String(length=80), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_shipments_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_shipments_manufacturer_id")),
        sa.ForeignKeyConstraint(["sub_order_id"], ["sub_orders.id"], name=op.f("fk_shipments_sub_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipments")),
    )
    with op.batch_alter_table("shipments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipments_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shipments_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_shipments_state", ["clinic_id", "received_at"], unique=False)
        batch_op.create_index("ix_shipments_sub_order", ["sub_order_id"], unique=False)
        batch_op.create_index("uq_shipments_number", ["shipment_number"], unique=True)

    op.create_table(
        "dispute_lines",
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_dispute_lines_quantity")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_dispute_lines_clinic_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_lines_dispute_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_dispute_lines_manufacturer_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_dispute_lines_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_lines")),
    )
    with op.batch_alter_table("dispute_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_lines_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_dispute_lines_dispute", ["dispute_id"], unique=False)
        batch_op.create_index("ix_dispute_lines_line", ["order_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_lines_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index(
            "uq_dispute_lines_live",
            ["order_line_id", "reason_code"],
            unique=True,
            sqlite_where=sa.text("is_live"),
            postgresql_where=sa.text("is_live"),
        )

    op.create_table(
        "dispute_messages",
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_role", sa.String(length=14), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("visibility", sa.String(length=5), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_dispute_messages_clinic_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_messages_dispute_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_dispute_messages_manufacturer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_messages")),
    )
    with op.batch_alter_table("dispute_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_messages_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_dispute_messages_dispute", ["dispute_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_messages_manufacturer_id"), ["manufacturer_id"], unique=False)

    op.create_table(
        "goods_receipts",
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("grn_number", sa.String(length=20), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_goods_receipts_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_goods_receipts_manufacturer_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name=op.f("fk_goods_receipts_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipts")),
    )
    with op.batch_alter_table("goods_receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goods_receipts_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goods_receipts_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("uq_goods_receipts_number", ["clinic_id", "grn_number"], unique=True)
        batch_op.create_index("uq_goods_receipts_shipment", ["shipment_id"], unique=True)

    op.create_table(
        "payout_entries",
        sa.Column("sub_order_id", sa.Uuid(), nullable=True),
        sa.Column("order_line_id", sa.Uuid(), nullable=True),
        sa.Column("payout_id", sa.Uuid(), nullable=True),
        sa.Column("entry_type", sa.String(length=24), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_payout_entries_manufacturer_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_payout_entries_order_line_id")),
        sa.ForeignKeyConstraint(["payout_id"], ["payouts.id"], name=op.f("fk_payout_entries_payout_id")),
        sa.ForeignKeyConstraint(["sub_order_id"], ["sub_orders.id"], name=op.f("fk_payout_entries_sub_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_entries")),
    )
    with op.batch_alter_table("payout_entries", schema=None) as batch_op:
        batch_op.create_index("ix_payout_entries_line", ["order_line_id"], unique=False)
        batch_op.create_index("ix_payout_entries_maker", ["manufacturer_id", "available_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_payout_entries_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_payout_entries_occurred", ["manufacturer_id", "entry_type", "occurred_at"], unique=False)
        batch_op.create_index("ix_payout_entries_payout", ["payout_id"], unique=False)
        batch_op.create_index("ix_payout_entries_sub_order", ["sub_order_id"], unique=False)

    op.create_table(
        "payout_holds",
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_payout_holds_amount")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_payout_holds_dispute_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_payout_holds_manufacturer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_holds")),
    )
    with op.batch_alter_table("payout_holds", schema=None) as batch_op:
        batch_op.create_index("ix_payout_holds_dispute", ["dispute_id"], unique=False)
        batch_op.create_index("ix_payout_holds_maker", ["manufacturer_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_payout_holds_manufacturer_id"), ["manufacturer_id"], unique=False)

    op.create_table(
        "returns",
        sa.Column("return_number", sa.String(length=16), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("is_waived", sa.Boolean(), nullable=False),
        sa.Column("resaleable", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_reason", sa.String(length=500), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_returns_quantity")),
        sa.CheckConstraint(
            "resaleable >= 0 AND damaged >= 0 AND resaleable + damaged <= quantity", name=op.f("ck_returns_received")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_returns_clinic_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_returns_dispute_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_returns_manufacturer_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_returns_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
    )
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.create_index("ix_returns_clinic", ["clinic_id", "status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_returns_dispute", ["dispute_id"], unique=False)
        batch_op.create_index("ix_returns_line", ["order_line_id"], unique=False)
        batch_op.create_index("ix_returns_maker", ["manufacturer_id", "status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("uq_returns_number", ["return_number"], unique=True)

    op.create_table(
        "shipment_lines",
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_lines_quantity")),
        sa.ForeignKeyConstraint(["batch_id"], ["product_batches.id"], name=op.f("fk_shipment_lines_batch_id")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_shipment_lines_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_shipment_lines_manufacturer_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_shipment_lines_order_line_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name=op.f("fk_shipment_lines_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_lines")),
    )
    with op.batch_alter_table("shipment_lines", schema=None) as batch_op:
        batch_op.create_index("ix_shipment_lines_batch", ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shipment_lines_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shipment_lines_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_shipment_lines_order_line", ["order_line_id"], unique=False)
        batch_op.create_index("ix_shipment_lines_shipment", ["shipment_id"], unique=False)

    op.create_table(
        "stock_reservations",
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_reservations_quantity")),
        sa.ForeignKeyConstraint(["batch_id"], ["product_batches.id"], name=op.f("fk_stock_reservations_batch_id")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_stock_reservations_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_stock_reservations_manufacturer_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_stock_reservations_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_reservations")),
    )
    with op.batch_alter_table("stock_reservations", schema=None) as batch_op:
        batch_op.create_index("ix_stock_reservations_batch", ["batch_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_reservations_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_stock_reservations_line", ["order_line_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_reservations_manufacturer_id"), ["manufacturer_id"], unique=False)

    op.create_table(
        "supplier_invoices",
        sa.Column("invoice_number", sa.String(length=16), nullable=False),
        sa.Column("sub_order_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_date", sa.Date(), nullable=False),
        sa.Column("financial_year", sa.String(length=4), nullable=False),
        sa.Column("supplier", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("recipient", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("place_of_supply", sa.String(length=2), nullable=False),
        sa.Column("reverse_charge", sa.Boolean(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("cgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("sgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("igst_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_in_words", sa.String(length=300), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "total_amount = subtotal + cgst_amount + sgst_amount + igst_amount", name=op.f("ck_supplier_invoices_adds_up")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_supplier_invoices_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_supplier_invoices_manufacturer_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name=op.f("fk_supplier_invoices_shipment_id")),
        sa.ForeignKeyConstraint(["sub_order_id"], ["sub_orders.id"], name=op.f("fk_supplier_invoices_sub_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_invoices")),
    )
    with op.batch_alter_table("supplier_invoices", schema=None) as batch_op:
        batch_op.create_index("ix_supplier_invoices_clinic", ["clinic_id", "invoice_date", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplier_invoices_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_supplier_invoices_maker", ["manufacturer_id", "invoice_date", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplier_invoices_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_supplier_invoices_sub_order", ["sub_order_id"], unique=False)
        batch_op.create_index("uq_supplier_invoices_number", ["invoice_number"], unique=True)
        batch_op.create_index("uq_supplier_invoices_shipment", ["shipment_id"], unique=True)

    op.create_table(
        "goods_receipt_lines",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_line_id", sa.Uuid(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("short", sa.Integer(), nullable=False),
        sa.Column("batch_number", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("good >= 0 AND damaged >= 0 AND short >= 0", name=op.f("ck_goods_receipt_lines_signs")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_goods_receipt_lines_clinic_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_goods_receipt_lines_manufacturer_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["goods_receipts.id"], name=op.f("fk_goods_receipt_lines_receipt_id")),
        sa.ForeignKeyConstraint(
            ["shipment_line_id"], ["shipment_lines.id"], name=op.f("fk_goods_receipt_lines_shipment_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt_lines")),
    )
    with op.batch_alter_table("goods_receipt_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goods_receipt_lines_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goods_receipt_lines_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_goods_receipt_lines_receipt", ["receipt_id"], unique=False)
        batch_op.create_index("ix_goods_receipt_lines_shipment_line", ["shipment_line_id"], unique=False)

    op.create_table(
        "stock_batches",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("batch_number", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("quantity_on_hand", sa.Integer(), nullable=False),
        sa.Column("unit_cost", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("first_received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_receipt_id", sa.Uuid(), nullable=True),
        sa.Column("product_batch_id", sa.Uuid(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity_on_hand >= 0", name=op.f("ck_stock_batches_on_hand")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "item_id"], ["stock_items.clinic_id", "stock_items.id"], name="fk_stock_batches_item"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_stock_batches_clinic_id")),
        sa.ForeignKeyConstraint(["product_batch_id"], ["product_batches.id"], name=op.f("fk_stock_batches_product_batch_id")),
        sa.ForeignKeyConstraint(["source_receipt_id"], ["goods_receipts.id"], name=op.f("fk_stock_batches_source_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_batches")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_stock_batches_clinic_id_id")),
    )
    with op.batch_alter_table("stock_batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_batches_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_stock_batches_expiry", ["clinic_id", "expires_on"], unique=False)
        batch_op.create_index("ix_stock_batches_item", ["clinic_id", "item_id", "status", "expires_on"], unique=False)
        batch_op.create_index("ix_stock_batches_product_batch", ["product_batch_id"], unique=False)
        batch_op.create_index("ix_stock_batches_receipt", ["source_receipt_id"], unique=False)
        batch_op.create_index("uq_stock_batches_number", ["item_id", "batch_number", "expires_on"], unique=True)

    op.create_table(
        "supplier_credit_notes",
        sa.Column("credit_note_number", sa.String(length=16), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=True),
        sa.Column("credit_note_date", sa.Date(), nullable=False),
        sa.Column("financial_year", sa.String(length=4), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("cgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("sgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("igst_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_in_words", sa.String(length=300), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "total_amount = subtotal + cgst_amount + sgst_amount + igst_amount", name=op.f("ck_supplier_credit_notes_adds_up")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_supplier_credit_notes_clinic_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_supplier_credit_notes_dispute_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["supplier_invoices.id"], name=op.f("fk_supplier_credit_notes_invoice_id")),
        sa.ForeignKeyConstraint(["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_supplier_credit_notes_manufacturer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_credit_notes")),
    )
    with op.batch_alter_table("supplier_credit_notes", schema=None) as batch_op:
        batch_op.create_index("ix_supplier_credit_notes_clinic", ["clinic_id", "credit_note_date", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplier_credit_notes_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplier_credit_notes_dispute_id"), ["dispute_id"], unique=False)
        batch_op.create_index("ix_supplier_credit_notes_invoice", ["invoice_id"], unique=False)
        batch_op.create_index("ix_supplier_credit_notes_maker", ["manufacturer_id", "credit_note_date", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplier_credit_notes_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("uq_supplier_credit_notes_number", ["credit_note_number"], unique=True)

    op.create_table(
        "supplier_invoice_lines",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("hsn_code", sa.String(length=8), nullable=False),
        sa.Column("batch_number", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("taxable_value", sa.BigInteger(), nullable=False),
        sa.Column("gst_rate", sa.Integer(), nullable=False),
        sa.Column("cgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("sgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("igst_amount", sa.BigInteger(), nullable=False),
        sa.Column("line_total", sa.BigInteger(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "line_total = taxable_value + cgst_amount + sgst_amount + igst_amount", name=op.f("ck_supplier_invoice_lines_adds_up")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supplier_invoice_lines_quantity")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_supplier_invoice_lines_clinic_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["supplier_invoices.id"], name=op.f("fk_supplier_invoice_lines_invoice_id")),
        sa.ForeignKeyConstraint(
            ["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_supplier_invoice_lines_manufacturer_id")
        ),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_lines.id"], name=op.f("fk_supplier_invoice_lines_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_invoice_lines")),
    )
    with op.batch_alter_table("supplier_invoice_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplier_invoice_lines_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_supplier_invoice_lines_invoice", ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplier_invoice_lines_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_supplier_invoice_lines_order_line", ["order_line_id"], unique=False)

    op.create_table(
        "refunds",
        sa.Column("refund_number", sa.String(length=16), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("sub_order_id", sa.Uuid(), nullable=True),
        sa.Column("credit_note_id", sa.Uuid(), nullable=True),
        sa.Column("dispute_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason_code", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("method", sa.String(length=14), nullable=True),
        sa.Column("reference_number", sa.String(length=60), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure_reason", sa.String(length=500), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.Column("delete_reason", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_refunds_clinic_id")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["supplier_credit_notes.id"], name=op.f("fk_refunds_credit_note_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_refunds_dispute_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_refunds_order_id")),
        sa.ForeignKeyConstraint(["sub_order_id"], ["sub_orders.id"], name=op.f("fk_refunds_sub_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
    )
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refunds_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_refunds_credit_note", ["credit_note_id"], unique=False)
        batch_op.create_index("ix_refunds_dispute", ["dispute_id"], unique=False)
        batch_op.create_index("ix_refunds_order", ["order_id", "status"], unique=False)
        batch_op.create_index("ix_refunds_status", ["status", "created_at"], unique=False)
        batch_op.create_index("ix_refunds_sub_order", ["sub_order_id"], unique=False)
        batch_op.create_index("uq_refunds_number", ["refund_number"], unique=True)

    op.create_table(
        "stock_movements",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("movement_type", sa.String(length=12), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_cost", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("reference_type", sa.String(length=40), nullable=True),
        sa.Column("reference_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_stock_movements_quantity")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "batch_id"], ["stock_batches.clinic_id", "stock_batches.id"], name="fk_stock_movements_batch"
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "item_id"], ["stock_items.clinic_id", "stock_items.id"], name="fk_stock_movements_item"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_stock_movements_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
    )
    with op.batch_alter_table("stock_movements", schema=None) as batch_op:
        batch_op.create_index("ix_stock_movements_batch", ["clinic_id", "batch_id", "occurred_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_movements_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_stock_movements_item", ["clinic_id", "item_id", "occurred_at"], unique=False)
        batch_op.create_index("ix_stock_movements_reference", ["reference_type", "reference_id"], unique=False)

    op.create_table(
        "supplier_credit_note_lines",
        sa.Column("credit_note_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("taxable_value", sa.BigInteger(), nullable=False),
        sa.Column("gst_rate", sa.Integer(), nullable=False),
        sa.Column("cgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("sgst_amount", sa.BigInteger(), nullable=False),
        sa.Column("igst_amount", sa.BigInteger(), nullable=False),
        sa.Column("line_total", sa.BigInteger(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("manufacturer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_supplier_credit_note_lines_clinic_id")),
        sa.ForeignKeyConstraint(
            ["credit_note_id"], ["supplier_credit_notes.id"], name=op.f("fk_supplier_credit_note_lines_credit_note_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line_id"], ["supplier_invoice_lines.id"], name=op.f("fk_supplier_credit_note_lines_invoice_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["manufacturer_id"], ["manufacturers.id"], name=op.f("fk_supplier_credit_note_lines_manufacturer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_credit_note_lines")),
    )
    with op.batch_alter_table("supplier_credit_note_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplier_credit_note_lines_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_supplier_credit_note_lines_invoice_line", ["invoice_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplier_credit_note_lines_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index("ix_supplier_credit_note_lines_note", ["credit_note_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("supplier_credit_note_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_supplier_credit_note_lines_note")
        batch_op.drop_index(batch_op.f("ix_supplier_credit_note_lines_manufacturer_id"))
        batch_op.drop_index("ix_supplier_credit_note_lines_invoice_line")
        batch_op.drop_index(batch_op.f("ix_supplier_credit_note_lines_clinic_id"))

    op.drop_table("supplier_credit_note_lines")
    with op.batch_alter_table("stock_movements", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_movements_reference")
        batch_op.drop_index("ix_stock_movements_item")
        batch_op.drop_index(batch_op.f("ix_stock_movements_clinic_id"))
        batch_op.drop_index("ix_stock_movements_batch")

    op.drop_table("stock_movements")
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_index("uq_refunds_number")
        batch_op.drop_index("ix_refunds_sub_order")
        batch_op.drop_index("ix_refunds_status")
        batch_op.drop_index("ix_refunds_order")
        batch_op.drop_index("ix_refunds_dispute")
        batch_op.drop_index("ix_refunds_credit_note")
        batch_op.drop_index(batch_op.f("ix_refunds_clinic_id"))

    op.drop_table("refunds")
    with op.batch_alter_table("supplier_invoice_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_supplier_invoice_lines_order_line")
        batch_op.drop_index(batch_op.f("ix_supplier_invoice_lines_manufacturer_id"))
        batch_op.drop_index("ix_supplier_invoice_lines_invoice")
        batch_op.drop_index(batch_op.f("ix_supplier_invoice_lines_clinic_id"))

    op.drop_table("supplier_invoice_lines")
    with op.batch_alter_table("supplier_credit_notes", schema=None) as batch_op:
        batch_op.drop_index("uq_supplier_credit_notes_number")
        batch_op.drop_index(batch_op.f("ix_supplier_credit_notes_manufacturer_id"))
        batch_op.drop_index("ix_supplier_credit_notes_maker")
        batch_op.drop_index("ix_supplier_credit_notes_invoice")
        batch_op.drop_index(batch_op.f("ix_supplier_credit_notes_dispute_id"))
        batch_op.drop_index(batch_op.f("ix_supplier_credit_notes_clinic_id"))
        batch_op.drop_index("ix_supplier_credit_notes_clinic")

    op.drop_table("supplier_credit_notes")
    with op.batch_alter_table("stock_batches", schema=None) as batch_op:
        batch_op.drop_index("uq_stock_batches_number")
        batch_op.drop_index("ix_stock_batches_receipt")
        batch_op.drop_index("ix_stock_batches_product_batch")
        batch_op.drop_index("ix_stock_batches_item")
        batch_op.drop_index("ix_stock_batches_expiry")
        batch_op.drop_index(batch_op.f("ix_stock_batches_clinic_id"))

    op.drop_table("stock_batches")
    with op.batch_alter_table("goods_receipt_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_goods_receipt_lines_shipment_line")
        batch_op.drop_index("ix_goods_receipt_lines_receipt")
        batch_op.drop_index(batch_op.f("ix_goods_receipt_lines_manufacturer_id"))
        batch_op.drop_index(batch_op.f("ix_goods_receipt_lines_clinic_id"))

    op.drop_table("goods_receipt_lines")
    with op.batch_alter_table("supplier_invoices", schema=None) as batch_op:
        batch_op.drop_index("uq_supplier_invoices_shipment")
        batch_op.drop_index("uq_supplier_invoices_number")
        batch_op.drop_index("ix_supplier_invoices_sub_order")
        batch_op.drop_index(batch_op.f("ix_supplier_invoices_manufacturer_id"))
        batch_op.drop_index("ix_supplier_invoices_maker")
        batch_op.drop_index(batch_op.f("ix_supplier_invoices_clinic_id"))
        batch_op.drop_index("ix_supplier_invoices_clinic")

    op.drop_table("supplier_invoices")
    with op.batch_alter_table("stock_reservations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_reservations_manufacturer_id"))
        batch_op.drop_index("ix_stock_reservations_line")
        batch_op.drop_index(batch_op.f("ix_stock_reservations_clinic_id"))
        batch_op.drop_index("ix_stock_reservations_batch")

    op.drop_table("stock_reservations")
    with op.batch_alter_table("shipment_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_shipment_lines_shipment")
        batch_op.drop_index("ix_shipment_lines_order_line")
        batch_op.drop_index(batch_op.f("ix_shipment_lines_manufacturer_id"))
        batch_op.drop_index(batch_op.f("ix_shipment_lines_clinic_id"))
        batch_op.drop_index("ix_shipment_lines_batch")

    op.drop_table("shipment_lines")
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.drop_index("uq_returns_number")
        batch_op.drop_index(batch_op.f("ix_returns_manufacturer_id"))
        batch_op.drop_index("ix_returns_maker")
        batch_op.drop_index("ix_returns_line")
        batch_op.drop_index("ix_returns_dispute")
        batch_op.drop_index(batch_op.f("ix_returns_clinic_id"))
        batch_op.drop_index("ix_returns_clinic")

    op.drop_table("returns")
    with op.batch_alter_table("payout_holds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payout_holds_manufacturer_id"))
        batch_op.drop_index("ix_payout_holds_maker")
        batch_op.drop_index("ix_payout_holds_dispute")

    op.drop_table("payout_holds")
    with op.batch_alter_table("payout_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_payout_entries_sub_order")
        batch_op.drop_index("ix_payout_entries_payout")
        batch_op.drop_index("ix_payout_entries_occurred")
        batch_op.drop_index(batch_op.f("ix_payout_entries_manufacturer_id"))
        batch_op.drop_index("ix_payout_entries_maker")
        batch_op.drop_index("ix_payout_entries_line")

    op.drop_table("payout_entries")
    with op.batch_alter_table("goods_receipts", schema=None) as batch_op:
        batch_op.drop_index("uq_goods_receipts_shipment")
        batch_op.drop_index("uq_goods_receipts_number")
        batch_op.drop_index(batch_op.f("ix_goods_receipts_manufacturer_id"))
        batch_op.drop_index(batch_op.f("ix_goods_receipts_clinic_id"))

    op.drop_table("goods_receipts")
    with op.batch_alter_table("dispute_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispute_messages_manufacturer_id"))
        batch_op.drop_index("ix_dispute_messages_dispute")
        batch_op.drop_index(batch_op.f("ix_dispute_messages_clinic_id"))

    op.drop_table("dispute_messages")
    with op.batch_alter_table("dispute_lines", schema=None) as batch_op:
        batch_op.drop_index("uq_dispute_lines_live", sqlite_where=sa.text("is_live"), postgresql_where=sa.text("is_live"))
        batch_op.drop_index(batch_op.f("ix_dispute_lines_manufacturer_id"))
        batch_op.drop_index("ix_dispute_lines_line")
        batch_op.drop_index("ix_dispute_lines_dispute")
        batch_op.drop_index(batch_op.f("ix_dispute_lines_clinic_id"))

    op.drop_table("dispute_lines")
    with op.batch_alter_table("shipments", schema=None) as batch_op:
        batch_op.drop_index("uq_shipments_number")
        batch_op.drop_index("ix_shipments_sub_order")
        batch_op.drop_index("ix_shipments_state")
        batch_op.drop_index(batch_op.f("ix_shipments_manufacturer_id"))
        batch_op.drop_index(batch_op.f("ix_shipments_clinic_id"))

    op.drop_table("shipments")
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_order_lines_sub_order")
        batch_op.drop_index("ix_order_lines_product")
        batch_op.drop_index(batch_op.f("ix_order_lines_manufacturer_id"))
        batch_op.drop_index(batch_op.f("ix_order_lines_clinic_id"))

    op.drop_table("order_lines")
    with op.batch_alter_table("order_events", schema=None) as batch_op:
        batch_op.drop_index("ix_order_events_sub_order")
        batch_op.drop_index(batch_op.f("ix_order_events_manufacturer_id"))
        batch_op.drop_index(batch_op.f("ix_order_events_clinic_id"))

    op.drop_table("order_events")
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.drop_index("uq_disputes_number")
        batch_op.drop_index("ix_disputes_sub_order")
        batch_op.drop_index(batch_op.f("ix_disputes_manufacturer_id"))
        batch_op.drop_index("ix_disputes_maker")
        batch_op.drop_index("ix_disputes_due")
        batch_op.drop_index(batch_op.f("ix_disputes_clinic_id"))
        batch_op.drop_index("ix_disputes_clinic")

    op.drop_table("disputes")
    with op.batch_alter_table("sub_orders", schema=None) as batch_op:
        batch_op.drop_index("uq_sub_orders_number")
        batch_op.drop_index("ix_sub_orders_promised")
        batch_op.drop_index("ix_sub_orders_order")
        batch_op.drop_index(batch_op.f("ix_sub_orders_manufacturer_id"))
        batch_op.drop_index("ix_sub_orders_maker_status")
        batch_op.drop_index("ix_sub_orders_maker_placed")
        batch_op.drop_index("ix_sub_orders_clinic_status")
        batch_op.drop_index("ix_sub_orders_clinic_placed")
        batch_op.drop_index(batch_op.f("ix_sub_orders_clinic_id"))

    op.drop_table("sub_orders")
    with op.batch_alter_table("stock_items", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_stock_items_product", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index("ix_stock_items_product")
        batch_op.drop_index("ix_stock_items_name")
        batch_op.drop_index(batch_op.f("ix_stock_items_clinic_id"))

    op.drop_table("stock_items")
    with op.batch_alter_table("product_prices", schema=None) as batch_op:
        batch_op.drop_index("ix_product_prices_product")
        batch_op.drop_index(batch_op.f("ix_product_prices_manufacturer_id"))

    op.drop_table("product_prices")
    with op.batch_alter_table("product_gst_rates", schema=None) as batch_op:
        batch_op.drop_index("ix_product_gst_rates_product")
        batch_op.drop_index(batch_op.f("ix_product_gst_rates_manufacturer_id"))

    op.drop_table("product_gst_rates")
    with op.batch_alter_table("product_batches", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_product_batches_number",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_product_batches_manufacturer_id"))
        batch_op.drop_index("ix_product_batches_fefo")

    op.drop_table("product_batches")
    with op.batch_alter_table("org_documents", schema=None) as batch_op:
        batch_op.drop_index("ix_org_documents_manufacturer")
        batch_op.drop_index(batch_op.f("ix_org_documents_file_id"))
        batch_op.drop_index("ix_org_documents_expiry")
        batch_op.drop_index("ix_org_documents_clinic")

    op.drop_table("org_documents")
    with op.batch_alter_table("order_payments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_order_payments_reference",
            sqlite_where=sa.text("status <> 'rejected' AND reference_number IS NOT NULL"),
            postgresql_where=sa.text("status <> 'rejected' AND reference_number IS NOT NULL"),
        )
        batch_op.drop_index("ix_order_payments_status")
        batch_op.drop_index(batch_op.f("ix_order_payments_proof_file_id"))
        batch_op.drop_index("ix_order_payments_order")
        batch_op.drop_index(batch_op.f("ix_order_payments_clinic_id"))

    op.drop_table("order_payments")
    with op.batch_alter_table("cart_lines", schema=None) as batch_op:
        batch_op.drop_index("uq_cart_lines_product")
        batch_op.drop_index("ix_cart_lines_product")
        batch_op.drop_index(batch_op.f("ix_cart_lines_clinic_id"))

    op.drop_table("cart_lines")
    with op.batch_alter_table("trade_files", schema=None) as batch_op:
        batch_op.drop_index("ix_trade_files_row")
        batch_op.drop_index("ix_trade_files_manufacturer")
        batch_op.drop_index("ix_trade_files_clinic")

    op.drop_table("trade_files")
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_products_sku", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index("ix_products_status")
        batch_op.drop_index("ix_products_name")
        batch_op.drop_index("ix_products_manufacturer_name")
        batch_op.drop_index(batch_op.f("ix_products_manufacturer_id"))

    op.drop_table("products")
    with op.batch_alter_table("payouts", schema=None) as batch_op:
        batch_op.drop_index("uq_payouts_number")
        batch_op.drop_index("ix_payouts_status")
        batch_op.drop_index(batch_op.f("ix_payouts_manufacturer_id"))
        batch_op.drop_index("ix_payouts_maker")

    op.drop_table("payouts")
    with op.batch_alter_table("org_events", schema=None) as batch_op:
        batch_op.drop_index("ix_org_events_manufacturer")
        batch_op.drop_index("ix_org_events_clinic")

    op.drop_table("org_events")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index("uq_orders_order_number")
        batch_op.drop_index("uq_orders_key")
        batch_op.drop_index("ix_orders_status")
        batch_op.drop_index("ix_orders_placed")
        batch_op.drop_index("ix_orders_expiry")
        batch_op.drop_index(batch_op.f("ix_orders_clinic_id"))

    op.drop_table("orders")
    with op.batch_alter_table("commission_invoices", schema=None) as batch_op:
        batch_op.drop_index("uq_commission_invoices_number")
        batch_op.drop_index("uq_commission_invoices_month")
        batch_op.drop_index(batch_op.f("ix_commission_invoices_manufacturer_id"))

    op.drop_table("commission_invoices")
    with op.batch_alter_table("clinic_addresses", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_clinic_addresses_label",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_clinic_addresses_clinic_id"))

    op.drop_table("clinic_addresses")
    with op.batch_alter_table("carts", schema=None) as batch_op:
        batch_op.drop_index("uq_carts_clinic")
        batch_op.drop_index(batch_op.f("ix_carts_clinic_id"))

    op.drop_table("carts")
    with op.batch_alter_table("manufacturers", schema=None) as batch_op:
        batch_op.drop_index("uq_manufacturers_manufacturer_code")
        batch_op.drop_index(
            "uq_manufacturers_license_number",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_manufacturers_gstin", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )
        batch_op.drop_index("ix_manufacturers_name")

    op.drop_table("manufacturers")
    with op.batch_alter_table("commission_rates", schema=None) as batch_op:
        batch_op.drop_index("ix_commission_rates_scope")

    op.drop_table("commission_rates")
