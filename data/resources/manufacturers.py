"""Manufacturers: who sells, under which licence, and where the money goes."""

from __future__ import annotations

from data.core.actor import Actor
from data.core.resource import Column, Field, Filter, Resource, declare
from data.models import Manufacturer
from data.rules import manufacturers as rules
from data.rules import organisations, trading
from data.rules.organisations import STATUSES

CARD = ("public-card",)


def _own(actor: Actor) -> object:
    return Manufacturer.id == actor.manufacturer_id


MANUFACTURERS = declare(
    Resource(
        name="manufacturers",
        model=Manufacturer,
        title="Manufacturers",
        singular="manufacturer",
        icon="building",
        group="Marketplace",
        order="company_name",
        search=("company_name", "manufacturer_code", "city"),
        fields=(
            Field("company_name", required=True, max_length=200, covers=CARD),
            Field("manufacturer_code", label="Code", required=True, max_length=3, on=("new",), covers=CARD,
                  hint="Three letters or digits, printed on every invoice."),
            Field("legal_name", max_length=200),
            Field("license_number", label="AYUSH licence number", max_length=60),
            Field("gstin", label="GSTIN", max_length=30),
            Field("phone", "mobile", section="Contact", hint="A mobile number."),
            Field("whatsapp_number", "mobile", label="WhatsApp number", section="Contact"),
            Field("email", "email", section="Contact"),
            Field("address_line1", label="Address line 1", section="Address", max_length=200),
            Field("address_line2", label="Address line 2", section="Address", max_length=200),
            Field("city", section="Address", covers=CARD),
            Field("district", section="Address"),
            Field("state_code", label="State code", section="Address", max_length=2, covers=CARD,
                  hint="The two digits of the GST state, 32 for Kerala."),
            Field("pincode", "indian_pincode", label="PIN code", section="Address"),
            Field("lead_time_days", "integer", label="Lead time, days", section="Selling", default=5, minimum=0, maximum=365, covers=CARD),
            Field("hsn_digits", "integer", label="HSN digits", section="Selling", default=4, minimum=4, maximum=6,
                  hint="4 or 6, by turnover."),
            Field("bank_account_name", section="Bank", max_length=120),
            Field("bank_account_number", section="Bank", max_length=22, hint="Kept sealed; its last four digits are shown."),
            Field("ifsc", label="IFSC", section="Bank", max_length=11),
            Field("upi_id", label="UPI id", section="Bank", max_length=80),
        ),
        columns=(
            Column("company_name", "Manufacturer", lambda r, _z: r.company_name, sort="company_name", width=240, covers=CARD),
            Column("manufacturer_code", "Code", lambda r, _z: r.manufacturer_code, sort="manufacturer_code", width=90, covers=CARD),
            Column("city", "City", lambda r, _z: r.city or "", sort="city", covers=CARD),
            Column("approval_status", "Status", lambda r, _z: r.approval_status, sort="approval_status", kind="status"),
            Column("license_number", "Licence", lambda r, _z: r.license_number or "", phone=False),
        ),
        filters=(Filter("approval_status", "Status", choices=STATUSES, covers=("approval_status",)),),
        label=lambda r: r.company_name,
        rules=rules.RULES,
        steps=organisations.steps("manufacturer"),
        scope={"own": _own, "approved": lambda _actor: trading.trades()},
    )
)  # fmt: skip
