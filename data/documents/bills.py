"""A bill as it leaves on paper: the tax invoice with its tax by rate, the amount in words, the code to pay by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, gst, upi
from data.core.actor import Actor
from data.core.errors import Conflict
from data.core.money import in_words, rupees
from data.documents import typeset
from data.documents.shapes import Bill, Charged, Patient, Signature
from data.models import Bill as Row
from data.models import Clinic
from data.rules.bill_lines import shown_lines
from data.store import printing

NOUN = "patient_bills"


def read(actor: Actor, row_id: Any, *, is_print: bool = True) -> Bill:
    """The bill, read to be printed or looked at; in the trail either way, Conflict with a sentence when it may not leave."""
    with printing.opened(actor, NOUN, row_id, is_print=is_print) as (session, row, copy):
        if row.status == "draft":
            raise Conflict("This bill is a draft, so it is not printed. Issue it first.")
        clinic = session.scalars(select(Clinic).where(Clinic.id == row.clinic_id)).one()
        items = items_of(session, actor, row)
        owes = row.balance and row.status in {"pending", "partial"} and clinic.upi_id
        link = upi.address(clinic.upi_id or "", clinic.clinic_name, row.balance, row.bill_number) if owes else ""
        return Bill(
            head=printing.letterhead_of(session, row.clinic_id),
            title=_title(clinic, row),
            number=row.bill_number,
            day=row.bill_date,
            patient=about(row),
            signature=Signature(f"For {clinic.legal_name or clinic.clinic_name}", "Authorised signatory"),
            lines=tuple(charged(item) for item in items),
            sums=tuple(_sums(row, items, clinic.state_code or "")),
            total=("Total", rupees(row.total)),
            words=in_words(row.total),
            facts=tuple(_facts(row, clinic)),
            paid=tuple(_paid(row)),
            code=upi.svg(link) if link else "",
            code_text=f"Pay {rupees(row.balance)} by UPI to {clinic.upi_id}" if link else "",
            mark=f"Cancelled on {clock.spelt_day(row.cancelled_on)}." if row.cancelled_on else "",
            is_taxed=bool(row.tax),
            copy=copy,
        )


def _title(clinic: Clinic, row: Row) -> str:
    """What the law calls it: who is not registered writes no tax invoice, who charges no tax a bill of supply."""
    if not clinic.gstin:
        return "Bill"
    return "Tax invoice" if row.tax else "Bill of supply"


def about(row: Row) -> Patient:
    """Whom the paper is for; what she does not bear is no matter of the till."""
    age = row.patient.age_on(row.bill_date)
    told = ", ".join(part for part in (f"{age} years" if age is not None else "", row.patient.gender) if part)
    return Patient(row.patient.full_name or row.patient.patient_code, row.patient.patient_code, told)


def charged(item: Any) -> Charged:
    """A line as it is read on paper."""
    parts = [f"Batch {item['batch_number']}" if item["batch_number"] else ""]
    parts += [f"expires {clock.spelt_day(item['expires_on'])}" if item["expires_on"] else "", item["description"] or ""]
    parts += ["tax is in the price" if item["tax_included"] and item["tax_rate"] else ""]
    return Charged(
        name=item["item_name"] or "",
        quantity=str(item["quantity"]),
        amount=rupees(item["total"]),
        price=rupees(item["unit_price"]),
        discount=rupees(-item["discount"]) if item["discount"] else "",
        hsn=item["hsn_code"] or "",
        rate=percent(item["tax_rate"]) if item["tax_rate"] else "",
        about=", ".join(part for part in parts if part),
    )


def percent(hundredths: int) -> str:
    """12 %, 2.5 %."""
    return f"{hundredths / 100:g} %"


def _sums(row: Row, items: Sequence[Any], state: str) -> list[tuple[str, str]]:
    """Subtotal, discount, and each tax by its rate with what it was taken from."""
    found = [("Subtotal", rupees(row.subtotal))] if row.discount or row.tax else []
    found += [("Discount", rupees(-row.discount))] if row.discount else []
    names = (("CGST", "cgst", 2), (gst.second_half(state), "sgst", 2), ("IGST", "igst", 1))
    for rate in sorted({item["tax_rate"] for item in items if item["tax"]}):
        same = [item for item in items if item["tax_rate"] == rate]
        base = sum(item["taxable"] for item in same)
        for word, key, part in names:
            tax = sum(item[key] for item in same)
            if tax:
                found.append((f"{word} {rate / part / 100:g} % on {rupees(base)}", rupees(tax)))
    return found


def _facts(row: Row, clinic: Clinic) -> list[tuple[str, str]]:
    due = clock.spelt_day(row.due_date) if row.due_date and row.due_date != row.bill_date else ""
    state = f"{gst.STATES[clinic.state_code]} ({clinic.state_code})" if clinic.state_code in gst.STATES else ""
    place = "another state (IGST)" if row.is_interstate else state
    return [
        ("Doctor", row.doctor.titled_name if row.doctor else ""),
        ("Due", due),
        ("Place of supply", place if clinic.gstin else ""),
        ("Discount for", row.discount_reason or "" if row.discount else ""),
    ]


def _paid(row: Row) -> list[tuple[str, str]]:
    told = [("Paid", row.paid_amount), ("Written off", row.written_off), ("Credited", row.credited)]
    found = [(word, rupees(-paise)) for word, paise in told if paise]
    return [*found, ("Left to pay", rupees(row.balance))]


def items_of(session: Session, actor: Actor, row: Row) -> list[Any]:
    """The lines of a bill this actor sees."""
    return [line.values for line in shown_lines(session, actor, row)]


def pdf(actor: Actor, row_id: Any, paper: str) -> tuple[str, bytes]:
    """The file: named by its number, A4 unless another paper is asked for."""
    document = read(actor, row_id)
    return f"{document.number}.pdf", typeset.bill(document, actor.zone, paper or "a4")
