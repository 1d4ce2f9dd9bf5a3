"""Returns: packs of an order line on their way back."""

from __future__ import annotations

from data.core import clock
from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import Return
from data.rules import returns as rules

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
        derived=(Derived("status", lambda r, _z: r.status),),
        own_pages=frozenset({"new", "edit"}),
    )
)
