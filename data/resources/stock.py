"""Stock: what a clinic keeps on its shelves."""

from __future__ import annotations

from sqlalchemy.orm import selectinload

from data.core import clock
from data.core.resource import Column, Derived, Field, Resource, declare
from data.models import StockItem
from data.rules import stock as rules
from data.rules import stock_receipts  # noqa: F401 - hangs itself into the receipts and returns of orders
from data.rules.products import UNITS


def _nearest(row: StockItem) -> str:
    held = [b.expires_on for b in row.batches if b.quantity_on_hand]
    return clock.spelt_day(min(held)) if held else ""


STOCK = declare(
    Resource(
        name="stock",
        model=StockItem,
        title="Stock",
        singular="stock item",
        icon="boxes",
        group="Marketplace",
        address="inventory",
        order="item_name",
        search=("item_name",),
        fields=(
            Field("item_name", label="Item", required=True, max_length=255, width=6, hint="As the prescription names it."),
            Field("product_id", "link", label="Product", link="products", width=6, hint="Links it with the marketplace, for reorders."),
            Field("base_unit", "choice", label="Unit", required=True, choices=UNITS, default="piece"),
            Field("units_per_pack", "integer", required=True, minimum=1, maximum=100_000, default=1),
            Field("requires_prescription", "bool", default=False),
            Field("sale_price", "money", label="Sale price per unit", default=0, minimum=0,
                  hint="GST included, as on the pack. At 0 the product's MRP counts."),
            Field("tax_rate", "percent", label="GST rate, %", default=0),
            Field("hsn_code", label="HSN code", max_length=8),
            Field("reorder_point_override", "integer", label="Reorder point", section="Ordering again", minimum=0, maximum=10_000_000,
                  hint="Empty: computed from use and lead time."),
            Field("target_override", "integer", label="Target", section="Ordering again", minimum=0, maximum=10_000_000),
        ),
        columns=(
            Column("item_name", "Item", lambda r, _z: r.item_name, sort="item_name", width=280),
            Column("on_hand", "On hand", lambda r, _z: str(rules.on_hand(r)), kind="number", width=110),
            Column("base_unit", "Unit", lambda r, _z: r.base_unit, width=90),
            Column("batches", "Batches", lambda r, _z: str(sum(b.quantity_on_hand > 0 for b in r.batches)), kind="number", width=100, phone=False),
            Column("nearest_expiry", "Nearest expiry", lambda r, _z: _nearest(r), width=150, phone=False),
        ),
        label=lambda r: r.item_name,
        rules=rules.RULES,
        before_delete=(rules.shelf_is_empty,),
        own_pages=frozenset({"list", "detail"}),
        derived=(Derived("on_hand", lambda r, _z: rules.on_hand(r)),),
        load=(selectinload(StockItem.batches),),

    )
)  # fmt: skip
