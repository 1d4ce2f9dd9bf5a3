"""Tax invoices of manufacturers, one per shipment; issued by the system and never changed."""

from __future__ import annotations

from data.core import clock, gst
from data.core.money import rupees
from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import SupplierInvoice
from data.rules import supplier_money  # noqa: F401 - hangs the money into the moves of orders

INVOICES = declare(
    Resource(
        name="supplier_invoices",
        model=SupplierInvoice,
        title="Invoices",
        singular="invoice",
        icon="receipt-cutoff",
        group="Marketplace",
        address="invoices",
        order="-invoice_date",
        search=("invoice_number",),
        fields=(
            Field("invoice_number", on=()),
            Field("invoice_date", "date", on=()),
            Field("subtotal", "money", label="Taxable value", section="Amounts", on=()),
            Field("cgst_amount", "money", label="CGST", section="Amounts", on=()),
            Field("sgst_amount", "money", label="SGST", section="Amounts", on=()),
            Field("igst_amount", "money", label="IGST", section="Amounts", on=()),
            Field("total_amount", "money", label="Total", section="Amounts", on=()),
        ),
        columns=(
            Column("invoice_number", "Invoice", lambda r, _z: r.invoice_number, sort="invoice_number", width=200),
            Column(
                "invoice_date", "Date", lambda r, _z: clock.spelt_day(r.invoice_date), sort="invoice_date", width=130, phone=False
            ),
            Column("supplier", "From", lambda r, _z: r.supplier["legal_name"], width=240, phone=False),
            Column("recipient", "To", lambda r, _z: r.recipient["legal_name"], width=240, phone=False),
            Column("total_amount", "Total", lambda r, _z: rupees(r.total_amount), sort="total_amount", kind="number", width=140),
        ),
        filters=(
            Filter("from", "From", "from", column="invoice_date"),
            Filter("to", "Before", "to", column="invoice_date"),
        ),
        label=lambda r: r.invoice_number,
        scope={"own": lambda actor: SupplierInvoice.manufacturer_id == actor.manufacturer_id},
        derived=(
            Derived("sub_order_id", lambda r, _z: r.sub_order_id),
            Derived("supplier", lambda r, _z: r.supplier),
            Derived("recipient", lambda r, _z: r.recipient),
            Derived("place_of_supply", lambda r, _z: gst.STATES.get(r.place_of_supply, r.place_of_supply)),
        ),
        own_pages=frozenset({"new", "edit", "detail"}),
    )
)
