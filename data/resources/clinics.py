"""Clinics: who they are, where they are, how their day runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from data.core.actor import Actor
from data.core.resource import Column, Field, Filter, Resource, declare
from data.core.trade_terms import PHARMACIST_ORDER_LIMIT
from data.models import Clinic, SubOrder
from data.rules import clinics as rules
from data.rules import organisations
from data.rules.organisations import STATUSES


def _buyers(actor: Actor) -> Any:
    """Of clinics a manufacturer knows those it has confirmed an order of."""
    mine = (SubOrder.manufacturer_id == actor.manufacturer_id, SubOrder.confirmed_at.is_not(None))
    return Clinic.id.in_(select(SubOrder.clinic_id).where(*mine))


CLINICS = declare(
    Resource(
        name="clinics",
        model=Clinic,
        title="Clinics",
        singular="clinic",
        icon="hospital",
        group="Manage",
        order="clinic_name",
        search=("clinic_name", "clinic_code", "city"),
        fields=(
            Field("clinic_name", required=True, max_length=200),
            Field(
                "clinic_code",
                required=True,
                max_length=3,
                hint="Three letters or digits, printed on every document.",
                on=("new",),
            ),
            Field("legal_name", max_length=200),
            Field("license_number", label="Licence number", max_length=60),
            Field("gstin", label="GSTIN", max_length=30, hint="Leave empty when the clinic is not registered for GST."),
            Field("phone", "mobile", section="Contact", hint="A mobile number."),
            Field("whatsapp_number", "mobile", label="WhatsApp number", section="Contact"),
            Field("email", "email", section="Contact"),
            Field("address_line1", label="Address line 1", section="Address", max_length=200),
            Field("address_line2", label="Address line 2", section="Address", max_length=200),
            Field("city", section="Address"),
            Field("district", section="Address"),
            Field(
                "state_code",
                label="State code",
                section="Address",
                max_length=2,
                hint="The two digits of the GST state, 32 for Kerala.",
            ),
            Field("pincode", "indian_pincode", label="PIN code", section="Address"),
            Field(
                "time_zone", "zone", section="Day", default="Asia/Kolkata", hint="Days, reports and reminders follow this clock."
            ),
            Field("slot_minutes", "integer", label="Usual visit, minutes", section="Day", default=30, minimum=5, maximum=480),
            Field("reception_may_complete", "bool", label="Reception may complete visits", section="Day", default=False),
            Field("lab_second_person", "bool", label="A second person verifies lab results", section="Laboratory", default=False),
            Field(
                "payment_terms_days", "integer", label="Days to pay a bill", section="Billing", default=0, minimum=0, maximum=365
            ),
            Field(
                "upi_id",
                label="UPI ID",
                section="Billing",
                max_length=80,
                hint="Such as clinic@bank; it stands as a code on unpaid bills.",
            ),
            Field(
                "discount_cap_reception",
                "integer",
                label="Discount reception gives, %",
                section="Billing",
                default=10,
                minimum=0,
                maximum=100,
            ),
            Field(
                "discount_cap_pharmacy",
                "integer",
                label="Discount pharmacy gives, %",
                section="Billing",
                default=5,
                minimum=0,
                maximum=100,
            ),
            Field(
                "share_phone_with_supplier", "bool", label="Suppliers may see our phone number", section="Orders", default=False
            ),
            Field(
                "pharmacist_order_limit",
                "money",
                label="Pharmacist orders up to",
                section="Orders",
                minimum=0,
                default=f"{PHARMACIST_ORDER_LIMIT // 100}",
                hint="Above it the cart waits for a manager.",
            ),
        ),
        columns=(
            Column("clinic_name", "Clinic", lambda r, _z: r.clinic_name, sort="clinic_name", width=240),
            Column("clinic_code", "Code", lambda r, _z: r.clinic_code, sort="clinic_code", width=90, phone=False),
            Column("legal_name", "Legal name", lambda r, _z: r.legal_name or "", phone=False),
            Column("gstin", "GSTIN", lambda r, _z: r.gstin or "", phone=False, width=170),
            Column("city", "City", lambda r, _z: r.city or "", sort="city", phone=False),
            Column("approval_status", "Status", lambda r, _z: r.approval_status, sort="approval_status", kind="status"),
            Column("license_number", "Licence", lambda r, _z: r.license_number or "", phone=False),
        ),
        filters=(Filter("approval_status", "Status", choices=STATUSES),),
        label=lambda r: r.clinic_name,
        rules=rules.RULES,
        steps=organisations.steps("clinic"),
        scope={"buyers-after-confirmation": _buyers},
    )
)
