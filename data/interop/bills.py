"""Bills from outside: lines and payments stand in their row, as lists or as the text of a cell, and come in with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.resource import Field
from data.core.resource import resource as declared
from data.interop import known, links
from data.rules import bill_lines, bills_brought
from data.rules.bills_brought import Origin, Paid
from data.rules.ledger_posting import AMOUNT, METHOD, REFERENCE, Tender
from data.store import cleaning
from data.store.cleaning import read_fields

NOUN, VISIT = "patient_bills", "appointment_external_id"
INSTANT = Field("issued_at", "datetime")
PAYMENT = (
    AMOUNT,
    METHOD,
    REFERENCE,
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
    issued_at = read_fields((INSTANT,), {"issued_at": cells.pop("issued_at", None)})["issued_at"]
    origin = Origin(row.source, external_id, issued_at, _visit(session, actor, cells.pop(VISIT, None), row.may_lack))
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
    return Paid(Tender(values["amount"], values["method"], values["reference"]), values["at"], values["external_id"])


def _visit(session: Session, actor: Actor, external_id: str | None, may_lack: frozenset[str]) -> UUID | None:
    """The visit a bill is for; one that was refused itself may lack."""
    if not external_id or (VISIT in may_lack and links.absent(session, actor, "appointments", external_id)):
        return None
    return links.found(session, actor, "appointments", "external_id", external_id, VISIT)
