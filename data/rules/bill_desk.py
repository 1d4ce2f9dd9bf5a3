"""At the counter: what a bill comes to while it is typed, saving and issuing it in one go, and splitting a payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from data.core import bill_totals, money
from data.core.actor import Actor
from data.core.bill_totals import Line
from data.core.errors import Conflict, Invalid
from data.core.resource import resource as declared
from data.rules import bill_drafts
from data.rules.bill_lines import MOST, NOUN, read_lines, registered
from data.rules.bill_rules import cap
from data.store import access, read, write
from data.store.cleaning import read_fields
from data.store.unit_of_work import reading

PARTS = ("subtotal", "discount", "cgst", "sgst", "igst", "total")


@dataclass(frozen=True, slots=True)
class Preview:
    """What the readable lines come to, in paise: `lines` in the order typed, none where a line cannot be read yet."""

    lines: Sequence[int | None] = ()
    sums: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    notice: str = ""


def preview(actor: Actor, raw: Any, discount: Any, *, is_interstate: bool) -> Preview:
    """The same sums as saving makes, of what can be read so far; `notice` says what will be asked or refused."""
    access.require(declared(NOUN), actor, "create")
    if not isinstance(raw, (list, tuple)) or len(raw) > MOST:
        return Preview()
    read_so_far = [_readable(one) for one in raw]
    lines = [one for one in read_so_far if one is not None]
    asked = sum(one.asked for one in lines)
    off, notice = _discount(discount, asked)
    found = bill_totals.totals(lines, off, is_interstate=is_interstate)
    each = iter(found.lines)
    shown = [None if one is None else next(each).total for one in read_so_far]
    given = found.line_discount + found.discount
    return Preview(shown, {name: getattr(found, name) for name in PARTS}, notice or _over_cap(actor, given, found.gross))


def _readable(raw: Any) -> Line | None:
    """A typed line as the sums need it, or none while something is missing."""
    if not isinstance(raw, Mapping):
        return None
    try:
        (line,) = read_lines([{"item_name": "?", **{name: value for name, value in raw.items() if value != ""}}])
    except Invalid:
        return None
    return Line(line["quantity"], line["unit_price"], line["discount"], line["tax_rate"], bool(line["tax_included"]))


def _discount(typed: Any, asked: int) -> tuple[int, str]:
    try:
        off = read_fields((declared(NOUN).field("discount"),), {"discount": typed})["discount"] or 0
    except Invalid as bad:
        return 0, bad.errors["discount"]
    if off > asked:
        return 0, f"The discount is more than the bill: its lines come to {money.rupees(asked)}." if asked else ""
    return off, ""


def _over_cap(actor: Actor, given: int, gross: int) -> str:
    if not given or actor.clinic_id is None:
        return ""
    with reading(actor) as session:
        percent = cap(session, actor, actor.clinic_id)
    if not bill_totals.is_above(percent * 100, given, gross):
        return ""
    return f"{given * 100 / gross:.1f} % off is more than your {percent} %. Say why; the manager approves it before it is issued."


def charges_gst(actor: Actor) -> bool:
    """Whether the actor's clinic charges GST at all."""
    if actor.clinic_id is None:
        return False
    with reading(actor) as session:
        return registered(session, actor.clinic_id)


def save(
    actor: Actor, row_id: Any, raw: Mapping[str, Any], lines: Any, *, key: str | None, version: int | None, issue: bool
) -> tuple[UUID, str]:
    """Write a draft, new or known, and issue it when wanted; its id, and why it stays a draft when it does."""
    typed = [one for one in lines if not _is_empty(one)] if isinstance(lines, list) else lines
    if issue and not typed:
        raise Invalid({"lines": "Put at least one line on the bill before it is issued."})
    if row_id is None:
        bill_id = bill_drafts.create(actor, raw, typed, key)
    else:
        bill_drafts.change(actor, row_id, raw, typed, version)
        bill_id = read.as_id(row_id)
    return bill_id, _issued(actor, bill_id) if issue else ""


def _is_empty(line: Any) -> bool:
    """A line nobody wrote anything into: its type is offered, and a quantity of 1."""
    told = (
        {name: value for name, value in line.items() if value not in ("", None, [], False)} if isinstance(line, Mapping) else line
    )
    return isinstance(told, dict) and not set(told) - {"item_type", "quantity"}


def _issued(actor: Actor, bill_id: UUID) -> str:
    try:
        write.step(NOUN, actor, bill_id, "issue")
    except Conflict as refused:
        # A second press of the button finds the bill issued by the first.
        return "" if read.get(NOUN, actor, bill_id).get("status") != "draft" else refused.message
    return ""


def with_rest(tenders: Sequence[Mapping[str, Any]], balance: int) -> list[dict[str, Any]]:
    """Typed tenders, the one whose amount was left empty with what the others leave of the balance (paise)."""
    empty = [n for n, one in enumerate(tenders) if not str(one.get("amount") or "").strip()]
    found = [dict(one) for one in tenders]
    if len(empty) != 1:
        return found
    try:
        others = sum(money.to_paise(str(one["amount"])) for n, one in enumerate(tenders) if n not in empty)
    except ValueError:
        return found
    if balance > others >= 0:
        found[empty[0]]["amount"] = money.plain(balance - others)
    return found
