"""Products: what manufacturers sell by the pack."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from data.core import money
from data.core.actor import Actor
from data.core.fields import percent_text
from data.core.resource import Column, Derived, Field, Filter, Resource, declare, words
from data.models import Product
from data.rules import products as rules
from data.store import files


def _rate(row: Product) -> str:
    return "" if row.gst_rate is None else f"{percent_text(row.gst_rate)} %"


def _own(actor: Actor) -> Any:
    return Product.manufacturer_id == actor.manufacturer_id


PRODUCTS = declare(
    Resource(
        name="products",
        model=Product,
        title="Products",
        singular="product",
        icon="shop",
        group="Marketplace",
        imports_at="/dashboard/products/import",  # a maker has no clinic whose imports could keep the file
        order="name",
        search=("name", "sku", "hsn_code", "category"),
        fields=(
            Field("manufacturer_id", "link", link="manufacturers", on=("new",), hint="Your own company; files of the whole site name it."),
            Field("name", required=True, max_length=255, width=6),
            Field("sku", label="SKU", required=True, max_length=100),
            Field("category", required=True, max_length=60),
            Field("product_class", "choice", label="Class", required=True, choices=rules.CLASSES, default="classical"),
            Field("form", "choice", required=True, choices=rules.FORMS, default="other"),
            Field("license_number", label="Licence number", max_length=60),
            Field("requires_prescription", "bool", default=False),
            Field("description", "longtext", max_length=4000, width=12),
            Field("pack_size", section="Pack", required=True, max_length=60, hint="As the label says: 60 tablets."),
            Field("units_per_pack", "integer", section="Pack", required=True, minimum=1, maximum=100_000, default=1),
            Field("base_unit", "choice", section="Pack", required=True, choices=rules.UNITS, default="piece"),
            Field("min_order_quantity", "integer", label="Smallest order, packs", section="Pack", required=True, minimum=1, maximum=100_000, default=1),
            Field("order_multiple", "integer", label="Sold in multiples of", section="Pack", required=True, minimum=1, maximum=100_000, default=1),
            Field("min_shelf_life_days", "integer", label="Least days of life when sold", section="Pack", required=True, minimum=0, maximum=3650, default=90),
            Field("price", "money", section="Price", required=True, minimum=1, hint="Per pack, before GST."),
            Field("mrp", "money", label="MRP", section="Price", required=True, minimum=1, hint="As printed, GST included."),
            Field("hsn_code", label="HSN code", section="Price", required=True, max_length=8),
            Field("gst_rate", "percent", label="GST rate, %", section="Price", on=("new",), hint="Counts once the platform accepted it."),
        ),
        columns=(
            Column("name", "Product", lambda r, _z: r.name, sort="name", width=260),
            Column("maker", "Manufacturer", lambda r, _z: r.manufacturer.company_name, width=200, phone=False),
            Column("form", "Form", lambda r, _z: words(r.form), sort="form", width=110, phone=False),
            Column("pack_size", "Pack", lambda r, _z: r.pack_size, width=120, phone=False),
            Column("price", "Price", lambda r, _z: money.rupees(r.price), sort="price", kind="number", width=120),
            Column("gst_rate", "GST", lambda r, _z: _rate(r), kind="number", width=80, phone=False),
            Column("status", "Status", lambda r, _z: r.status, sort="status", kind="status", width=150),
        ),
        filters=(
            Filter("status", "Status", choices=rules.STATUSES),
            Filter("form", "Form", choices=rules.FORMS),
            Filter("manufacturer_id", "Manufacturer", kind="link", link="manufacturers"),
            Filter("category", "Category", kind="text"),
            Filter("costs", "Price", choices=tuple(rules.PRICES), names=rules.PRICE_WORDS, where=rules.costs),
            Filter("stock", "Stock", choices=tuple(rules.STOCKS), names=tuple(rules.STOCKS.values()), where=rules.is_stocked),
        ),
        label=lambda r: r.name,
        rules=rules.RULES,
        steps=rules.STEPS,
        before_delete=(rules.has_no_open_orders,),
        scope={"own": _own, "active": lambda _actor: rules.is_for_sale()},
        derived=(
            Derived("status", lambda r, _z: r.status),
            Derived("manufacturer", lambda r, _z: r.manufacturer.company_name),
            Derived("review_note", lambda r, _z: r.review_note),
        ),
        load=(joinedload(Product.manufacturer), selectinload(Product.rates)),
        own_pages=frozenset({"list", "new", "detail"}),
    )
)  # fmt: skip
files.TAKES[PRODUCTS.name] = files.Takes("edit", None, 10 * files.MEGA, most_files=5, is_trade=True, is_picture=True)
