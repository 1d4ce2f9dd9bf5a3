"""Payouts: what the platform pays a manufacturer."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from data.core import clock, settlement
from data.core.money import rupees
from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import Payout
from data.rules import payouts as rules

PAYOUTS = declare(
    Resource(
        name="payouts",
        model=Payout,
        title="Payouts",
        singular="payout",
        icon="cash-stack",
        group="Marketplace",
        search=("payout_number",),
        fields=(
            Field("payout_number", label="Number", on=()),
            Field("amount", "money", on=()),
            Field("transaction_reference", label="Bank reference", on=()),
            Field("paid_on", "date", on=()),
            Field("failure_reason", "longtext", label="Why it failed", on=()),
        ),
        columns=(
            Column("payout_number", "Payout", lambda r, _z: r.payout_number, sort="payout_number", width=190),
            Column("manufacturer", "Manufacturer", lambda r, _z: r.manufacturer.company_name, width=230, phone=False),
            Column("amount", "Amount", lambda r, _z: rupees(r.amount), sort="amount", kind="number", width=118),
            Column("created_at", "Made", lambda r, z: clock.spelt(r.created_at, z), sort="created_at", width=170, phone=False),
            Column("paid_on", "Paid on", lambda r, _z: clock.spelt_day(r.paid_on) if r.paid_on else "", width=130, phone=False),
            Column("status", "Status", lambda r, _z: r.status, kind="status", width=140),
        ),
        filters=(Filter("status", "Status", choices=settlement.TRANSFER_STATUSES),),
        label=lambda r: r.payout_number,
        steps=rules.STEPS,
        scope={"own": lambda actor: Payout.manufacturer_id == actor.manufacturer_id},
        derived=(Derived("status", lambda r, _z: r.status), Derived("manufacturer", lambda r, _z: r.manufacturer.company_name)),
        load=(joinedload(Payout.manufacturer),),
        own_pages=frozenset({"new", "edit", "list"}),
    )
)
