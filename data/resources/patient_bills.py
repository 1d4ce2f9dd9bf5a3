"""Bills of patients."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from data.core import ageing
from data.core.ledger_sums import METHOD_WORDS, METHODS, STATUSES, standing
from data.core.money import rupees
from data.core.resource import Column, Derived, Field, Filter, Resource, Step, declare
from data.models import Bill
from data.rules import bill_filters as filters
from data.rules import bill_lines, bill_moves
from data.rules import bill_rules as rules

DESK = ("receptionist", "clinic")


def _patient(bill: Bill) -> str:
    return bill.patient.full_name or bill.patient.patient_code


def _number(bill: Bill) -> str:
    return bill.bill_number or "Draft"


def _standing(bill: Bill) -> str:
    return standing(bill.status, bill.paid_amount, bill.written_off)


def _day(bill: Bill) -> str:
    return f"{bill.bill_date.day} {bill.bill_date:%b %Y}"


PATIENT_BILLS = declare(
    Resource(
        name="patient_bills",
        model=Bill,
        title="Billing",
        singular="bill",
        plural="bills",
        address="billing",
        icon="receipt",
        order="-bill_date",
        search=("bill_number",),
        fields=(
            Field("patient_id", "link", label="Patient", link="patients", required=True, section="Who", on=("new",)),
            Field("doctor_id", "link", label="Doctor", link="doctors", section="Who"),
            Field("bill_date", "date", section="When", hint="Today when left empty."),
            Field("due_date", "date", section="When", hint="After the clinic's days to pay when left empty."),
            Field("discount", "money", section="Sums", default=0, minimum=0),
            Field("discount_reason", "text", section="Sums", max_length=200, width=6),
            Field("is_interstate", "bool", label="Patient of another state (IGST)", section="Sums", default=False),
            Field("notes", "longtext", max_length=2000, width=6),
        ),
        columns=(
            Column("bill_number", "Number", lambda r, _z: _number(r), sort="bill_number", kind="code", width=156),
            Column("bill_date", "Date", lambda r, _z: _day(r), sort="bill_date", width=130, phone=False),
            Column("patient", "Patient", lambda r, _z: _patient(r), width=200),
            Column("doctor", "Doctor", lambda r, _z: r.doctor.titled_name if r.doctor else "", width=160, phone=False),
            Column("total", "Total", lambda r, _z: rupees(r.total), sort="total", kind="number", width=120, phone=False),
            Column(
                "paid_amount",
                "Paid",
                lambda r, _z: rupees(r.paid_amount),
                sort="paid_amount",
                kind="number",
                width=120,
                phone=False,
            ),
            Column("balance", "Balance", lambda r, _z: rupees(r.balance), sort="balance", kind="number", width=108),
            Column("status", "Status", lambda r, _z: _standing(r), sort="status", kind="status", phone=False),
        ),
        filters=(
            Filter("status", "Status", choices=STATUSES, names=("Draft", "Pending", "Part paid", "Paid or settled", "Cancelled")),
            Filter(
                "bucket",
                "Age",
                choices=filters.BUCKETS,
                among=filters.of_age,
                names=tuple(ageing.WORDS[name] for name in filters.BUCKETS),
            ),
            Filter("as_of", "As of", "date", among=filters.as_it_stood),
            Filter("method", "Paid by", choices=METHODS, among=filters.paid_by, names=tuple(METHOD_WORDS.values())),
            Filter("from", "From", "from", among=filters.dated),
            Filter("to", "Before", "to", among=filters.dated),
            Filter("doctor_id", "Doctor", "link", link="doctors"),
            Filter("approval", "Approval", choices=("needed", "approved", "refused")),
            Filter("patient_id", "Patient", "link", link="patients"),
        ),
        label=lambda r: f"{_number(r)}, {_patient(r)}",
        scope={
            "clinic-medicine-lines": bill_lines.with_medicine,
            "own-fees": bill_lines.with_her_fees,
            "self": bill_lines.of_the_patient,
        },
        rules=rules.RULES,
        before_delete=(rules.only_drafts_go,),
        steps=(
            Step(
                "approve",
                ("draft",),
                "",
                ("clinic",),
                label="Approve discount",
                when=bill_moves.waits_for_approval,
                apply=bill_moves.approve,
            ),
            Step(
                "refuse",
                ("draft",),
                "",
                ("clinic",),
                label="Refuse discount",
                opened_by="approve",
                asks=(Field("reason", "longtext", required=True, max_length=300),),
                when=bill_moves.waits_for_approval,
                apply=bill_moves.refuse,
            ),
            Step("issue", ("draft",), "pending", DESK, when=bill_moves.is_approved, apply=bill_moves.issue),
            Step(
                "cancel",
                ("pending",),
                "cancelled",
                ("clinic",),
                label="Cancel bill",
                opened_by="void",
                asks=(Field("reason", "longtext", required=True, max_length=300),),
                danger=True,
                question="Cancel {label}? A credit note takes back the whole of it.",
                apply=bill_moves.cancel,
            ),
        ),
        derived=(
            Derived("bill_number", lambda r, _z: r.bill_number),
            Derived("patient", lambda r, _z: _patient(r)),
            Derived("patient_code", lambda r, _z: r.patient.patient_code),
            Derived("doctor", lambda r, _z: r.doctor.titled_name if r.doctor else None),
            *(
                Derived(name, lambda r, _z, name=name: getattr(r, name))  # type: ignore[misc]
                for name in (
                    *("status", "gross", "line_discount", "subtotal", "cgst", "sgst", "igst", "tax", "total"),
                    *("paid_amount", "written_off", "credited", "balance", "payment_method", "issued_at", "cancelled_on"),
                    *("cancellation_reason", "refusal_reason", "approval", "approved_at", "appointment_id", "times_printed"),
                )
            ),
        ),
        patient_data=True,
        found_by=("patients", "patient_id"),
        own_pages=frozenset({"list", "new", "edit", "detail"}),
        load=(joinedload(Bill.patient), joinedload(Bill.doctor)),
    )
)
