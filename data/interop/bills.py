"""Bills with their lines and payments, both ways: in a file they stand in a cell of their bill, as JSON.

An export holds every bill; issued ones can be brought in again. What was undone by a reversal leaves with neither entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from data.core import fields as kinds
from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.ledger_sums import STATUSES
from data.core.resource import Field
from data.core.resource import resource as declared
from data.interop import known, links
from data.models import Bill, BillItem, LedgerEntry
from data.rules import bill_lines, bills_brought
from data.rules.bills_brought import Origin, Paid
from data.rules.ledger_posting import AMOUNT, METHOD, REFERENCE, Tender
from data.store import cleaning
from data.store.cleaning import read_fields

NOUN, VISIT = "patient_bills", "appointment_external_id"
TYPES = ("payment", "refund", "write-off", "credit-note")
KNOWN = (Field("issued_at", "datetime"), Field("status", "choice", choices=STATUSES), Field("total", "money"))
SHOWN = (
    "bill_number",
    "subtotal",
    "tax",
    "paid_amount",
    "written_off",
    "credited",
    "balance",
    "payment_method",
)  # worked out anew
PAYMENT = (
    Field("type", "choice", choices=TYPES, default="payment"),
    AMOUNT,
    replace(METHOD, required=False),
    REFERENCE,
    Field("reason", "text", max_length=300),
    Field("at", "datetime", required=True),
    Field("external_id", max_length=known.LONGEST_ID - 1),
)


def bring(session: Session, actor: Actor, row: Any) -> int:
    """Take one bill in; nobody types these cells, so a fault in a line or a payment is told beside the bill."""
    cells = dict(row.cells)
    external_id = cells.pop("external_id", None)
    if external_id and len(external_id) > known.LONGEST_ID:
        raise Invalid({"external_id": f"An id of another system has at most {known.LONGEST_ID} characters."})
    lines = bill_lines.read_lines(_listed(cells, "lines"))
    paid = [_paid(n, one) for n, one in enumerate(_listed(cells, "payments"))]
    told = read_fields(KNOWN, {f.name: cells.pop(f.name, None) for f in KNOWN})
    if told["status"] in {"draft", "cancelled"}:
        raise Invalid({"status": f"This bill is {told['status']}; only issued bills are brought in."})
    for name in SHOWN:
        cells.pop(name, None)
    visit = _visit(session, actor, cells.pop(VISIT, None), row.may_lack)
    origin = Origin(row.source, external_id, told["issued_at"], visit, told["total"])
    links.resolve(session, actor, declared(NOUN), cells, row.may_lack)
    bills_brought.bring(session, actor, cleaning.clean(declared(NOUN), actor, "create", cells), lines, paid, origin)
    return 1


def _listed(cells: dict[str, Any], name: str) -> Any:
    """The lines or payments of a bill: a list, or the JSON of one."""
    found = cells.pop(name, None) or []
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except ValueError as bad:
            raise Invalid({name: f"The {name} cannot be read: they stand in one cell, as JSON."}) from bad
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise Invalid({name: f"The {name} cannot be read: they stand in one cell, as JSON."})
    return found


def _paid(n: int, raw: Mapping[str, Any]) -> Paid:
    try:
        values = read_fields(PAYMENT, raw)
    except Invalid as bad:
        raise Invalid({f"payments.{n}.{name}": sentence for name, sentence in bad.errors.items()}) from bad
    if values["type"] in {"payment", "refund"} and not values["method"]:
        raise Invalid({f"payments.{n}.method": "Say how it was paid."})
    tender = Tender(values["amount"], values["method"], values["reference"])
    return Paid(tender, values["at"], values["external_id"], values["type"], values["reason"])


def _visit(session: Session, actor: Actor, external_id: str | None, may_lack: frozenset[str]) -> UUID | None:
    """The visit a bill is for; one that was refused itself may lack."""
    if not external_id or (VISIT in may_lack and links.absent(session, actor, "appointments", external_id)):
        return None
    return links.found(session, actor, "appointments", "external_id", external_id, VISIT)


# --- out ---


def lines_of(bill: Bill, _zone: str) -> str:
    """The lines of a bill as the cell of a file; whose work they charge for stays here."""
    items = _session(bill).scalars(select(BillItem).where(BillItem.bill_id == bill.id).order_by(BillItem.position))
    fields = [f for f in bill_lines.FIELDS if f.kind != "link" and f.name != "source_noun"]
    return json.dumps([_told(fields, item) for item in items], ensure_ascii=False)


def payments_of(bill: Bill, _zone: str) -> str:
    """What happened on a bill as the cell of a file."""
    entries = list(_session(bill).scalars(select(LedgerEntry).where(LedgerEntry.bill_id == bill.id).order_by(LedgerEntry.at)))
    undone = {e.reverses_id for e in entries}
    kept = [e for e in entries if e.id not in undone and e.entry_type in TYPES]
    rest = [f for f in PAYMENT if f.name not in {"type", "external_id"}]
    return json.dumps([{"type": e.entry_type, "external_id": str(e.id), **_told(rest, e)} for e in kept], ensure_ascii=False)


def _session(bill: Bill) -> Session:
    found = object_session(bill)
    assert found is not None  # a row leaves inside the transaction it was read in
    return found


def _told(fields: Iterable[Field], row: Any) -> dict[str, str]:
    texts = {f.name: kinds.to_text(f, getattr(row, f.name)) for f in fields}
    return {name: text for name, text in texts.items() if text}
