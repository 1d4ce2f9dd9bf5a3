"""Commission rates: what the platform keeps of a sale, from a day on, for all, for one manufacturer, or for one product."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from data.core import clock, trade_terms
from data.core.fields import percent_text
from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import CommissionRate
from data.rules import commission as rules

SCOPES = ("site", "manufacturer", "product")


def whose(row: CommissionRate) -> str:
    """What it is kept of."""
    if row.scope == "product":
        return row.product.name if row.product else "A product"
    if row.scope == "manufacturer":
        return row.maker.company_name if row.maker else "A manufacturer"
    return "Everything else"


RATES = declare(
    Resource(
        name="commission_rates",
        model=CommissionRate,
        title="Commission rates",
        singular="commission rate",
        icon="percent",
        group="Marketplace",
        order="-valid_from",
        fields=(
            Field("maker_id", "link", label="Manufacturer", link="manufacturers", hint="Leave empty for the rate of the whole site.", width=6),
            Field("product_id", "link", label="Product", link="products", hint="Only when one product has a rate of its own.", width=6),
            Field("rate", "percent", label="Rate, %", required=True, hint="Of the value before GST. A product's rate beats its manufacturer's, that beats the site's."),
            Field("valid_from", "date", label="From", required=True, hint="Today or later. Orders placed before keep their rate."),
        ),
        columns=(
            Column("whose", "Of", lambda r, _z: whose(r), width=260),
            Column("scope", "Kind", lambda r, _z: r.scope.capitalize(), sort="scope", width=130, phone=False),
            Column("rate", "Rate", lambda r, _z: f"{percent_text(r.rate)} %", sort="rate", kind="number", width=100),
            Column("valid_from", "From", lambda r, _z: clock.spelt_day(r.valid_from), sort="valid_from", width=130),
            Column("valid_to", "Until", lambda r, _z: clock.spelt_day(r.valid_to) if r.valid_to else "", width=130, phone=False),
            Column("state", "Status", lambda r, _z: r.state(trade_terms.today()), kind="status", width=130, phone=False),
        ),
        filters=(Filter("scope", "Kind", choices=SCOPES),),
        label=lambda r: f"{percent_text(r.rate)} % of {whose(r).lower() if r.scope == 'site' else whose(r)}",
        rules=rules.RULES,
        scope={"own": rules.of_maker},
        derived=(
            Derived("status", lambda r, _z: r.state(trade_terms.today())),
            Derived("valid_to", lambda r, _z: r.valid_to),
        ),
        load=(joinedload(CommissionRate.maker), joinedload(CommissionRate.product)),
        own_pages=frozenset({"edit"}),
    )
)  # fmt: skip
