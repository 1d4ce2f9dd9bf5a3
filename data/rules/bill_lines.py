"""The lines of a bill: how they are typed, whose they are, and who sees which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from data.core import roles
from data.core.actor import Actor
from data.core.bill_totals import Line
from data.core.errors import Invalid
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import Bill, BillItem, Clinic, Doctor
from data.store import access
from data.store.charges import SOURCES, Charge, open_charges
from data.store.cleaning import read_fields
from data.store.read import find
from data.store.unit_of_work import reading

NOUN = "patient_bills"
TYPES = ("consultation", "medicine", "lab-test", "procedure", "other")
MOST, DEAREST = 200, 10**9  # lines of a bill; paise of a unit
FIELDS = (
    Field("item_type", "choice", label="Type", required=True, choices=TYPES, default="other"),
    Field("item_name", label="Item", max_length=200),
    Field("description", "text", max_length=300),
    Field("quantity", "integer", required=True, default=1, minimum=1, maximum=100_000),
    Field("unit_price", "money", required=True, minimum=0, maximum=DEAREST),
    Field("discount", "money", default=0, minimum=0),
    Field("tax_rate", "percent", label="Tax rate", default=0),
    Field("tax_included", "bool", label="Tax is in the price", default=False),
    Field("hsn_code", label="HSN", max_length=8),
    Field("batch_number", label="Batch", max_length=60),
    Field("expires_on", "date", label="Expiry"),
    Field("doctor_id", "link", label="Doctor", link="doctors"),
    Field("source_noun", "choice", choices=SOURCES),
    Field("source_id", "link"),
)
SHOWN = (*(f.name for f in FIELDS), "total", "share", "taxable", "cgst", "sgst", "igst", "tax")


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line as it is shown: values by name, money in paise, rates in hundredths of a percent."""

    id: UUID
    position: int
    values: Mapping[str, Any]


def read_lines(raw: Any) -> list[dict[str, Any]]:
    """What was typed as values; Invalid names the line: {"lines.0.quantity": "…"}."""
    if not isinstance(raw, (list, tuple)) or not all(isinstance(line, Mapping) for line in raw):
        raise Invalid({"lines": "The lines cannot be read."})
    if len(raw) > MOST:
        raise Invalid({"lines": f"A bill has at most {MOST} lines."})
    found: list[dict[str, Any]] = []
    errors: dict[str, str] = {}
    for n, line in enumerate(raw):
        try:
            unknown = sorted(set(line) - {f.name for f in FIELDS})
            if unknown:
                raise Invalid(dict.fromkeys(unknown, "There is no such field."))
            found.append(_checked(read_fields(FIELDS, line)))
        except Invalid as bad:
            errors |= {f"lines.{n}.{name}": sentence for name, sentence in bad.errors.items()}
    if errors:
        raise Invalid(errors)
    return found


def _checked(line: dict[str, Any]) -> dict[str, Any]:
    line["discount"], line["tax_rate"] = line["discount"] or 0, line["tax_rate"] or 0
    if (line["source_noun"] is None) != (line["source_id"] is None):
        raise Invalid({"source_id": "Say which work this line is for."})
    if not line["item_name"] and line["source_id"] is None:
        raise Invalid({"item_name": "Item is needed."})
    if line["discount"] > line["quantity"] * line["unit_price"]:
        raise Invalid({"discount": "The discount is more than the line."})
    return line


def make(
    session: Session, actor: Actor, bill_id: UUID, patient_id: UUID, lines: Sequence[dict[str, Any]], start: int
) -> list[BillItem]:
    """Lines of a draft from clean values; each piece of work must be done, this patient's, and on no other bill."""
    return [_item(session, actor, bill_id, patient_id, line, n, start) for n, line in enumerate(lines)]


def _item(session: Session, actor: Actor, bill_id: UUID, patient_id: UUID, line: dict[str, Any], n: int, start: int) -> BillItem:
    if only_medicine(actor) and line["item_type"] != "medicine":
        raise Invalid({f"lines.{n}.item_type": "The pharmacy enters medicine lines only."})
    item = BillItem(clinic_id=actor.clinic_id, bill_id=bill_id, position=start + n, total=0, taxable=0)
    for name, value in line.items():
        setattr(item, name, value)
    if line["source_id"] is not None:
        _of_work(session, actor, item, patient_id, n)
    if item.doctor_id is not None and session.scalar(select(Doctor.id).where(Doctor.id == item.doctor_id)) is None:
        raise Invalid({f"lines.{n}.doctor_id": "There is no such doctor in this clinic."})
    return item


def _of_work(session: Session, actor: Actor, item: BillItem, patient_id: UUID, n: int) -> None:
    found = [c for c in open_charges(session, actor.zone, patient_id, item.source_id) if c.source_noun == item.source_noun]
    if not found:
        raise Invalid({f"lines.{n}.source_id": "This work is billed already, not done yet, or another patient's."})
    charge: Charge = found[0]
    item.item_name, item.item_type = item.item_name or charge.item_name, charge.item_type
    item.doctor_id = item.doctor_id or charge.doctor_id
    item.batch_number, item.expires_on = item.batch_number or charge.batch_number, item.expires_on or charge.expires_on


def registered(session: Session, clinic_id: UUID) -> bool:
    """Whether the clinic charges GST at all."""
    return bool(session.scalar(select(Clinic.gstin).where(Clinic.id == clinic_id)))


def as_line(item: BillItem) -> Line:
    """What the sums need of a line."""
    return Line(item.quantity, item.unit_price, item.discount or 0, item.tax_rate or 0, bool(item.tax_included))


def of_bill(session: Session, bill_id: UUID) -> list[BillItem]:
    """All lines of a bill in their order."""
    return list(session.scalars(select(BillItem).where(BillItem.bill_id == bill_id).order_by(BillItem.position)))


def lines(actor: Actor, bill_id: Any) -> list[BillLine]:
    """The lines of a bill this actor sees: a doctor her own, the pharmacy the medicines, others all."""
    resource = declared(NOUN)
    access.require(resource, actor, "view")
    with reading(actor) as session:
        return shown_lines(session, actor, find(session, resource, actor, bill_id, "view"))


def shown_lines(session: Session, actor: Actor, bill: Bill) -> list[BillLine]:
    """The lines of a bill that was found through the permission."""
    return [
        BillLine(i.id, i.position, {name: getattr(i, name) for name in SHOWN}) for i in _seen(actor, of_bill(session, bill.id))
    ]


def _seen(actor: Actor, items: Iterable[BillItem]) -> list[BillItem]:
    words = roles.scopes(actor, NOUN, "view")
    if words - {"own-fees", "clinic-medicine-lines"}:
        return list(items)
    hers = actor.doctor_id if "own-fees" in words else None
    medicine = "clinic-medicine-lines" in words
    return [i for i in items if (hers is not None and i.doctor_id == hers) or (medicine and i.item_type == "medicine")]


def only_medicine(actor: Actor) -> bool:
    """Whether the actor writes medicine lines and no others."""
    return roles.scopes(actor, NOUN, "edit") == {"clinic-medicine-lines"}


def with_medicine(actor: Actor) -> ColumnElement[bool]:
    """Bills of the clinic with a medicine line, and those that have no line yet."""
    if actor.clinic_id is None:
        return false()
    own = select(BillItem.id).where(BillItem.bill_id == Bill.id)
    return (Bill.clinic_id == actor.clinic_id) & (own.where(BillItem.item_type == "medicine").exists() | ~own.exists())


def with_her_fees(actor: Actor) -> ColumnElement[bool]:
    """Issued bills with a line of this doctor."""
    if actor.doctor_id is None:
        return false()
    hers = select(BillItem.id).where(BillItem.bill_id == Bill.id, BillItem.doctor_id == actor.doctor_id)
    return hers.exists() & (Bill.status != "draft")


def of_the_patient(actor: Actor) -> ColumnElement[bool]:
    """Issued bills of the signed-in patient."""
    return (Bill.patient_id == actor.patient_id) & (Bill.status != "draft") if actor.patient_id else false()
