"""Returns: packs of an order line on their way back."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from data.core import clock
from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import OrderLine, Return
from data.rules import returns as rules
from data.store import files


def _about(row: Return, _zone: str) -> tuple[tuple[str, str, str], ...]:
    part, product = row.line.sub_order, f"{row.line.product_name}, {row.line.pack_size}"
    return (
        ("Order", part.sub_order_number, f"/dashboard/orders/{part.id}"),
        ("Product", product, f"/dashboard/products/{row.line.product_id}"),
    )


RETURNS = declare(
    Resource(
        name="returns",
        model=Return,
        title="Returns",
        singular="return",
        icon="arrow-return-left",
        group="Marketplace",
        search=("return_number",),
        fields=(
            Field("return_number", on=()),
            Field("quantity", "integer", label="Packs", on=()),
            Field("reason", "longtext", on=()),
            Field("resaleable", "integer", label="Good, into stock", on=()),
            Field("damaged", "integer", on=()),
            Field("is_waived", "bool", label="Credited without the goods", on=()),
            Field("refused_reason", "longtext", on=()),
        ),
        columns=(
            Column("return_number", "Return", lambda r, _z: r.return_number, sort="return_number", width=200),
            Column("product", "Product", lambda r, _z: r.line.product_name, width=220, phone=False),
            Column("sub_order", "Order", lambda r, _z: r.line.sub_order.sub_order_number, width=210, phone=False),
            Column("quantity", "Packs", lambda r, _z: str(r.quantity), kind="number", width=90),
            Column(
                "created_at", "Asked for", lambda r, z: clock.spelt(r.created_at, z), sort="created_at", width=170, phone=False
            ),
            Column("status", "Status", lambda r, _z: r.status, kind="status", width=140),
        ),
        filters=(Filter("status", "Status", choices=rules.STATUSES),),
        label=lambda r: r.return_number,
        steps=rules.STEPS,
        scope={"own": lambda actor: Return.manufacturer_id == actor.manufacturer_id},
        derived=(Derived("status", lambda r, _z: r.status), Derived("about", _about)),
        load=(joinedload(Return.line).joinedload(OrderLine.sub_order),),
        own_pages=frozenset({"new", "edit", "detail"}),
    )
)
files.TAKES[RETURNS.name] = files.Takes("create", rules.takes_photos, 10 * files.MEGA, 10, is_shared=True)
