"""Drafts: a bill with its lines is saved whole or not at all, and discarded by who wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed, Stale
from data.core.fields import percent_text
from data.core.money import rupees
from data.core.resource import resource as declared
from data.models import Bill, BillItem
from data.models.base import new_id
from data.rules.bill_lines import NOUN, make, of_bill, only_medicine, read_lines
from data.rules.bill_rules import only_drafts_go
from data.store import access, audit, cleaning, write
from data.store.read import find
from data.store.unit_of_work import reading, writing

TOLD = ("item_type", "item_name", "quantity", "unit_price", "discount", "tax_rate", "total", "tax", "source_noun", "source_id")
COMPARED = ("item_name", "quantity", "unit_price", "discount", "tax_rate", "tax_included")


def create(actor: Actor, raw: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], key: str | None = None) -> UUID:
    """A new draft with its lines; the second use of a key gives the first draft."""
    resource = declared(NOUN)
    access.require(resource, actor, "create")
    errors: dict[str, str] = {}
    values = _gather(errors, lambda: cleaning.clean(resource, actor, "create", raw))
    typed = _gather(errors, lambda: read_lines(lines))
    if errors:
        raise Invalid(errors)
    if actor.clinic_id is None:
        raise NotAllowed("Choose a clinic to work in first.")
    try:
        with writing(actor) as session:
            return write.used(session, actor, NOUN, key) or _insert(session, actor, values, typed, key)
    except Conflict:
        with reading(actor) as session:
            found = write.used(session, actor, NOUN, key)
        if found is None:
            raise
        return found


def _gather(errors: dict[str, str], read: Any) -> Any:
    """What could be read; what could not goes to the other errors, so that all are told at once."""
    try:
        return read()
    except Invalid as bad:
        errors |= bad.errors
        return None


def _insert(session: Session, actor: Actor, values: dict[str, Any], typed: list[dict[str, Any]], key: str | None) -> UUID:
    bill_id = new_id()
    items = make(session, actor, bill_id, values["patient_id"], typed, 0)
    session.info["bill_lines"] = {bill_id: items}
    write.insert(session, declared(NOUN), actor, values, key, id=bill_id)
    session.add_all(items)
    session.flush()
    _tell(session, actor, bill_id, items)
    return bill_id


def change(
    actor: Actor, bill_id: Any, raw: Mapping[str, Any], lines: Sequence[Mapping[str, Any]] | None, version: int | None = None
) -> int:
    """Change a draft and, where lines are given, put them in the place of the old ones; the new version."""
    resource = declared(NOUN)
    access.require(resource, actor, "edit")
    errors: dict[str, str] = {}
    values = _gather(errors, lambda: cleaning.clean(resource, actor, "edit", raw))
    typed = None if lines is None else _gather(errors, lambda: read_lines(lines))
    if errors:
        raise Invalid(errors)
    with writing(actor) as session:
        bill: Bill = find(session, resource, actor, bill_id, "edit", lock=True)
        _not_stale(session, actor, bill, version, values, typed or [])
        if typed is None:
            return write.update(session, resource, actor, bill, values)
        if bill.status == "draft":
            _replace(session, actor, bill, typed)
        bill.updated_at = clock.now()
        new = write.update(session, resource, actor, bill, values)
        items = session.info["bill_lines"][bill.id]
        session.add_all(items)
        session.flush()
        _tell(session, actor, bill.id, items)
        return new


def _not_stale(
    session: Session, actor: Actor, bill: Bill, version: int | None, values: dict[str, Any], typed: list[dict[str, Any]]
) -> None:
    """Of a draft that somebody saved meanwhile both versions are told, the lines that differ among them."""
    try:
        write.not_stale(session, declared(NOUN), bill, version, values)
    except Stale as stale:
        old = [i for i in of_bill(session, bill.id) if not only_medicine(actor) or i.item_type == "medicine"]
        names = {i.source_id: i.item_name for i in old}  # one whose name is withheld was typed without it
        saved = [_as_read({name: getattr(i, name) for name in COMPARED}) for i in old]
        mine = [_as_read({**line, "item_name": line["item_name"] or names.get(line["source_id"])}) for line in typed]
        lines = {f"Line {n}": pair for n, pair in enumerate(zip_longest(saved, mine, fillvalue="none"), 1) if pair[0] != pair[1]}
        raise Stale(stale.message, stale.theirs | lines) from None


def _as_read(line: Mapping[str, Any]) -> str:
    """2 × Abhyanga at ₹500.00, ₹50.00 off, 12 % in the price."""
    rate = (
        f", {percent_text(line['tax_rate'])} % {'in the price' if line['tax_included'] else 'on top'}" if line["tax_rate"] else ""
    )
    off = f", {rupees(line['discount'])} off" if line["discount"] else ""
    return f"{line['quantity']} × {line['item_name'] or 'Work that is named when it is saved'} at {rupees(line['unit_price'])}{off}{rate}"


def _replace(session: Session, actor: Actor, bill: Bill, typed: list[dict[str, Any]]) -> None:
    """Old lines go, new ones stand ready; the pharmacy's pen reaches the medicine lines only."""
    old = of_bill(session, bill.id)
    kept = [i for i in old if only_medicine(actor) and i.item_type != "medicine"]
    for item in old:
        if item not in kept:
            session.delete(item)
    session.flush()
    start = max((i.position for i in kept), default=-1) + 1
    session.info["bill_lines"] = {bill.id: kept + make(session, actor, bill.id, bill.patient_id, typed, start)}


def _tell(session: Session, actor: Actor, bill_id: UUID, items: list[BillItem]) -> None:
    told = [{name: str(getattr(item, name) if getattr(item, name) is not None else "") for name in TOLD} for item in items]
    audit.record(session, actor, "edit", NOUN, bill_id, clinic_id=actor.clinic_id, detail={"lines": told})


def discard(actor: Actor, bill_id: Any, reason: str) -> None:
    """Delete a draft: its author with a reason, or who may delete bills."""
    resource = declared(NOUN)
    access.require(resource, actor, "edit")
    if not reason.strip():
        raise Invalid({"reason": "Say why this is deleted."})
    with writing(actor) as session:
        bill: Bill = find(session, resource, actor, bill_id, "edit", lock=True)
        if bill.created_by != actor.user_id and not access.may(session, resource, actor, "delete", bill):
            raise NotAllowed("A draft is deleted by who wrote it, or by the manager.")
        only_drafts_go(session, actor, bill, None)
        bill.deleted_at, bill.deleted_by, bill.delete_reason = clock.now(), actor.user_id, reason.strip()[:300]
        session.flush()
        audit.record(session, actor, "delete", NOUN, bill.id, clinic_id=bill.clinic_id, detail={"reason": reason.strip()})
