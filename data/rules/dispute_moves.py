"""The machine of a dispute (marketplace.md §10): reply, review, decision, withdrawal, one reopening; and what time does to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, dispute_table, trade_terms
from data.core.actor import Actor, system
from data.core.dispute_table import CREDITED, LIVE, MISSING
from data.core.errors import Conflict, Invalid
from data.core.resource import Field, Step
from data.core.resource import resource as declared
from data.models import Dispute, DisputeLine, OrderLine, PayoutHold, Refund, Return, SubOrder
from data.rules import carts, disputes, order_hooks, order_moves, refunds, supplier_credit_notes, supplier_money
from data.rules.disputes import lines_about, say, wait_on
from data.store import numbers
from data.store.keyring import PLATFORM
from data.store.read import find
from data.store.unit_of_work import reading, writing

Values = Mapping[str, Any]


def reply(session: Session, actor: Actor, row: Dispute, values: Values) -> None:
    """The supplier's first answer takes it into review; only who was asked passes the turn on, and the clinic's starts the clocks again."""
    say(session, actor, row, values["text"])
    if actor.manufacturer_id is not None:
        row.replied_at = row.replied_at or clock.now()
        row.status = "in_review"
    side = "manufacturer" if actor.manufacturer_id is not None else "support" if actor.is_platform else "clinic"
    if side in {"support", row.waiting_on}:
        wait_on(row, "support")


def review(_session: Session, actor: Actor, row: Dispute, _values: Values) -> None:
    """Somebody of the platform looks into it."""
    row.assigned_to = actor.user_id
    wait_on(row, "support")


def ask(session: Session, actor: Actor, row: Dispute, values: Values) -> None:
    """A question to one side; the clocks stand while it is the clinic's turn."""
    say(session, actor, row, values["text"])
    wait_on(row, values["side"])


def note(session: Session, actor: Actor, row: Dispute, values: Values) -> None:
    """Seen by the platform alone."""
    say(session, actor, row, values["text"], visibility="staff")


def resolve(session: Session, actor: Actor, row: Dispute, values: Values) -> None:
    """The clinic gets something: all of the disputed packs, a part of their value, or the same as credit."""
    outcome = values["outcome"]
    part = _part(session, row)
    about = lines_about(session, row)
    _close(session, actor, row, outcome, values["resolution"])
    if outcome == "partial_credit":
        _credit_value(session, actor, row, part, about, values["amount"])
    else:
        for claim, line in about:
            _credit_packs(session, actor, row, part, claim, line)
    if outcome == "replacement":
        for _, line in about:
            carts.refill(session, row.clinic_id, line.product_id, sum(c.quantity for c, same in about if same.id == line.id))
        _as_credit(session, row)
    _hold(session, row, "consumed")
    _finish(session, actor, part, row)


def reject(session: Session, actor: Actor, row: Dispute, values: Values) -> None:
    """The supplier was right; what it is paid waits no longer."""
    _let_go(session, actor, row, "no_action", values["resolution"])


def withdraw(session: Session, actor: Actor, row: Dispute, values: Values) -> None:
    """The clinic takes it back."""
    _let_go(session, actor, row, "withdrawn", values["resolution"])


def _let_go(session: Session, actor: Actor, row: Dispute, outcome: str, resolution: str) -> None:
    part, about = _part(session, row), lines_about(session, row)
    _close(session, actor, row, outcome, resolution)
    came: dict[UUID, int] = {}
    for claim, line in about:
        if claim.reason_code == MISSING:
            came[line.id] = came.get(line.id, 0) + _came_after_all(line, claim.quantity)
    _hold(session, row, "released")
    session.flush()
    if any(came.values()):
        for told in order_hooks.DELIVERED:
            told(session, actor, part, {line_id: packs for line_id, packs in came.items() if packs})
    order_moves.delivered_if_complete(session, actor, part, STAFF_REASON)


def _came_after_all(line: OrderLine, packs: int) -> int:
    """Missing packs that were there: they are delivered and earn."""
    found = min(packs, line.short_quantity)
    line.short_quantity -= found
    line.delivered_quantity += found
    return found


def _part(session: Session, row: Dispute) -> SubOrder:
    part: SubOrder = find(session, declared("orders"), system(), row.sub_order_id, "view", lock=True)
    return part


def _close(session: Session, actor: Actor, row: Dispute, outcome: str, resolution: str) -> None:
    if len(resolution) < dispute_table.SHORTEST_RESOLUTION:
        raise Invalid({"resolution": "Write the decision in 20 characters or more; both sides read it."})
    wait_on(row, "support")
    row.outcome, row.resolution, row.resolved_at, row.resolved_by = outcome, resolution, clock.now(), actor.user_id
    say(session, actor, row, resolution)
    for claim in session.scalars(select(DisputeLine).where(DisputeLine.dispute_id == row.id)):
        claim.is_live = False
    session.flush()


def _hold(session: Session, row: Dispute, status: str) -> None:
    for held in session.scalars(select(PayoutHold).where(PayoutHold.dispute_id == row.id, PayoutHold.status == "active")):
        held.status = status
    session.flush()


def _credit_packs(
    session: Session, actor: Actor, row: Dispute, part: SubOrder, claim: DisputeLine, line: OrderLine
) -> None:  # fmt: skip
    """Packs that came are waived as a return; packs that never came are missing, and credited without one."""
    left = line.shipped_quantity - supplier_credit_notes.units_credited(session, line.id)
    packs = min(claim.quantity, left)
    if not packs:
        return
    if claim.reason_code == MISSING:
        on_the_way = line.shipped_quantity - line.delivered_quantity - line.short_quantity
        line.short_quantity += min(on_the_way, max(0, packs - _missing_uncredited(session, line)))
        session.flush()
        supplier_money.credit_packs(session, actor, part, line, packs, row.resolution or "", "dispute", row.id)
        return
    if packs > line.delivered_quantity - line.returned_quantity:
        raise Conflict(f"{packs} packs of {line.product_name} cannot be credited; fewer were delivered and are still there.")
    line.returned_quantity += packs
    year = clock.financial_year(trade_terms.today())
    back = Return(
        clinic_id=row.clinic_id, manufacturer_id=row.manufacturer_id, order_line_id=line.id, dispute_id=row.id, quantity=packs, status="received",
        reason=(row.resolution or "")[:500], is_waived=True, approved_at=clock.now(), received_at=clock.now(), created_by=actor.user_id,
        return_number=f"RET-{year}-{numbers.take(session, PLATFORM, f'returns {year}'):06d}",
    )  # fmt: skip
    session.add(back)
    session.flush()
    for told in order_hooks.RETURNED:
        told(session, actor, part, line, back)


def _missing_uncredited(session: Session, line: OrderLine) -> int:
    """Packs known to be missing that nobody was credited for."""
    credited = supplier_credit_notes.units_credited(session, line.id) - line.returned_quantity
    return max(0, line.short_quantity - credited)


def _credit_value(
    session: Session, actor: Actor, row: Dispute, part: SubOrder, about: list[tuple[DisputeLine, OrderLine]], amount: int | None
) -> None:  # fmt: skip
    if not amount or amount < 0:
        raise Invalid({"amount": "Enter the value before tax that is credited."})
    if len({line.id for _, line in about}) > 1:
        raise Invalid(
            {"outcome": "This dispute is about several products. Credit them in full, or reject it and open one for each."}
        )
    supplier_money.credit_value(session, actor, part, about[0][1], amount, row.resolution or "", row.id)


def _as_credit(session: Session, row: Dispute) -> None:
    """A replacement is paid from the clinic's credit balance."""
    for refund in session.scalars(select(Refund).where(Refund.dispute_id == row.id, Refund.status == "pending")):
        refund.status = "completed"
        refunds.complete(session, system(), refund, {"method": "credit", "reference_number": None})


STAFF_REASON = {"reason_code": "other", "reason": "Settled with the dispute about this delivery."}


def _finish(session: Session, actor: Actor, part: SubOrder, row: Dispute) -> None:
    """Nothing of it arrived, or all of it came back: the sub-order is returned."""
    lines = order_moves.lines_of(session, part)
    nothing_came = all(
        not line.delivered_quantity and line.short_quantity == line.quantity - line.cancelled_quantity for line in lines
    )
    words = {**STAFF_REASON, "reason": f"Settled with {row.dispute_number}."}
    if (part.status == "shipped" and nothing_came) or (part.status == "delivered" and order_moves.all_came_back(lines)):
        before, part.status = part.status, "returned"
        order_moves.take(session, actor, part, before, words)
    else:
        order_moves.delivered_if_complete(session, actor, part, words)


def reopen(session: Session, actor: Actor, row: Dispute, values: Values) -> None:
    """Once, within 14 days, while no money went back: looked at again, and held again."""
    paid = select(Refund.id).where(Refund.dispute_id == row.id, Refund.status == "completed")
    if row.times_reopened:
        raise Conflict("A dispute is opened again once only.")
    if row.resolved_at is None or clock.now() > row.resolved_at + dispute_table.REOPEN_WITHIN:
        raise Conflict("A dispute is opened again within 14 days only.")
    if session.scalar(paid.limit(1)) is not None:
        raise Conflict("The refund of this dispute is completed, so it stays decided.")
    if row.outcome in {"full_credit", "replacement"}:
        raise Conflict("All of it was credited, so there is nothing left to decide.")
    row.times_reopened, row.outcome, row.resolved_at, row.resolved_by = 1, None, None, None
    row.resolve_due_at = clock.now() + dispute_table.RESOLVE_WITHIN
    say(session, actor, row, values["text"])
    about = lines_about(session, row)
    for claim, _ in about:
        claim.is_live = True
    session.flush()
    disputes.place_hold(session, actor, row, [(line, claim.quantity) for claim, line in about])


def takes_evidence(_session: Session, _actor: Actor, row: Dispute) -> None:
    """Evidence is put to a dispute until it is decided."""
    if row.status not in LIVE:
        raise Conflict("This dispute is decided, so its evidence stays as it is.")


def pass_deadlines() -> int:
    """Disputes nobody answered in time go into review; how many. A passed deadline decides nothing."""
    now = clock.now()
    due = (Dispute.status == "open", Dispute.reply_due_at < now, Dispute.stopped_at.is_(None), Dispute.deleted_at.is_(None))
    with reading(system()) as session:
        found = session.scalars(select(Dispute.id).where(*due)).all()
    for dispute_id in found:
        with writing(system()) as session:
            row = session.scalars(select(Dispute).where(Dispute.id == dispute_id, *due).with_for_update()).one_or_none()
            if row is not None:
                row.status = "in_review"
                wait_on(row, "support")
                say(session, system(), row, "The time to reply has passed; the platform looks into it.")
    return len(found)


def _of(*sides: str) -> Any:
    """Admin makes most moves of the table, but speaks for no side of a dispute."""
    return lambda _session, roles, _row: bool(roles & {*sides})


STAFF = ("support", "admin")
TEXT = Field("text", "longtext", label="Message", required=True, max_length=2000)
RESOLUTION = Field("resolution", "longtext", required=True, max_length=2000, hint="20 characters or more; both sides read it.")
OUTCOME = Field(
    "outcome", "choice", required=True, choices=CREDITED, names=tuple(dispute_table.OUTCOME_WORDS[o] for o in CREDITED)
)
AMOUNT = Field("amount", "money", label="Value to credit, before tax", hint="For a partial credit only.")
SIDE = Field("side", "choice", label="Whose turn it is", required=True, choices=("clinic", "manufacturer"))
STEPS = (
    Step("reply", LIVE, "", ("clinic", "pharmacist", "manufacturer"), label="Reply", asks=(TEXT,), apply=reply,
         allow=_of("clinic", "pharmacist", "manufacturer")),
    Step("review", ("open",), "in_review", STAFF, label="Take into review", apply=review),
    Step("ask", LIVE, "", STAFF, label="Ask a side", asks=(SIDE, TEXT), apply=ask),
    Step("note", LIVE, "", STAFF, label="Add a note for staff", asks=(TEXT,), apply=note),
    Step("resolve", LIVE, "resolved", STAFF, label="Resolve", asks=(OUTCOME, AMOUNT, RESOLUTION), apply=resolve, question="Resolve {label}?"),
    Step("reject", LIVE, "rejected", STAFF, label="Reject", asks=(RESOLUTION,), danger=True, apply=reject, question="Reject {label}?"),
    Step("withdraw", LIVE, "rejected", ("clinic",), label="Withdraw", asks=(RESOLUTION,), danger=True, apply=withdraw,
         allow=_of("clinic"), question="Withdraw {label}?"),
    Step("reopen", ("resolved", "rejected"), "in_review", ("admin",), label="Open again", asks=(TEXT,), apply=reopen,
         question="Open {label} again?"),
)  # fmt: skip
