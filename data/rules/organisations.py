"""What the record of a clinic or a manufacturer must hold, and how either is approved (marketplace.md §2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from data.core import clock, gst
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.resource import Field, Step
from data.models import AuditEntry, Clinic, Manufacturer, OrgDocument, OrgEvent
from data.rules import org_documents

Organisation = Clinic | Manufacturer
STATUSES = ("pending", "approved", "rejected", "suspended")
SHORTEST_REASON = 10
# What makes an organisation who it is, and which documents say so.
IDENTITY: dict[str, tuple[str, ...]] = {
    "gstin": ("gst_certificate",),
    "license_number": ("clinical_registration", "ayush_license"),
    "legal_name": ("clinical_registration", "ayush_license", "gst_certificate"),
    "state_code": ("address_proof", "gst_certificate"),
}
NEEDED = (
    ("legal_name", "legal name"), ("license_number", "licence number"), ("address_line1", "address"), ("city", "city"),
    ("state_code", "state code"), ("pincode", "PIN code"),
)  # fmt: skip


def _state(row: Organisation) -> Any:
    return inspect(row)


def belongs(actor: Actor, row: Organisation) -> bool:
    """Whether this is the actor's own organisation."""
    return row.id in {actor.clinic_id, actor.manufacturer_id} and not actor.is_system


def owner(row: Organisation) -> dict[str, Any]:
    """The columns by which a document or an event belongs to an organisation."""
    return {"clinic_id": row.id} if isinstance(row, Clinic) else {"manufacturer_id": row.id}


# --- identifiers ---


def code_is_three_characters(_session: Session, _actor: Actor, row: Organisation, _values: Any) -> None:
    """The code goes into every document number."""
    name, word = ("clinic_code", "clinic") if isinstance(row, Clinic) else ("manufacturer_code", "manufacturer")
    code = str(getattr(row, name)).upper()
    setattr(row, name, code)
    if not re.fullmatch(r"[A-Z0-9]{3}", code):
        raise Invalid({name: f"A {word} code is three letters or digits, such as THR."})
    if code == "PLT":
        raise Invalid({name: "PLT is the platform's own code. Choose another one."})


def gstin_is_right(_session: Session, _actor: Actor, row: Organisation, _values: Any) -> None:
    """Pattern, check digit and state of a GSTIN, when there is one."""
    row.gstin = (row.gstin or "").replace(" ", "").upper() or None
    fault = gst.gstin_fault(row.gstin, row.state_code) if row.gstin else None
    if fault:
        raise Invalid({"gstin": fault[1]}, {"gstin": fault[0]})


def state_is_known(_session: Session, _actor: Actor, row: Organisation, _values: Any) -> None:
    """The two digits of a GST state."""
    if row.state_code and row.state_code not in gst.STATES:
        raise Invalid({"state_code": "There is no such GST state. Kerala is 32, Karnataka 29."})


def licence_is_tidy(_session: Session, _actor: Actor, row: Organisation, _values: Any) -> None:
    """Stored as it is compared."""
    row.license_number = (row.license_number or "").strip().upper() or None


# --- the approval machine ---


def is_recorded(session: Session, actor: Actor, row: Organisation, _values: Any) -> None:
    """A new organisation begins with an event: nothing → pending."""
    if _state(row).transient:
        row.approval_status = row.approval_status or "pending"
        _event(session, actor, row, None)


def identity_change_reopens_review(session: Session, actor: Actor, row: Organisation, _values: Any) -> None:
    """Who changes who it is goes back to review, and the documents that say so are looked at again."""
    if _state(row).transient:
        return
    changed = [name for name in IDENTITY if _state(row).attrs[name].history.has_changes()]
    if not changed:
        return
    org_documents.look_again(session, row, {kind for name in changed for kind in IDENTITY[name]})
    if row.approval_status == "approved":
        row.approval_status, row.review_reason = "pending", "identifier_changed"
        row.approved_at = row.approved_by = None
        _event(session, actor, row, "approved", "identifier_changed")
    org_documents.settle(session, row)


def _event(session: Session, actor: Actor, row: Organisation, before: str | None, reason: str | None = None) -> None:
    event = OrgEvent(at=clock.now(), user_id=actor.user_id, from_status=before, to_status=row.approval_status, reason=reason)
    for name, value in owner(row).items():
        setattr(event, name, value)
    session.add(event)


def _was(row: Organisation) -> str:
    gone: Any = _state(row).attrs.approval_status.history.deleted
    return str(gone[0] if gone else row.approval_status)


def _decides(actor: Actor, row: Organisation) -> None:
    if belongs(actor, row):
        raise NotAllowed("Nobody decides about an organisation they belong to.")


def _reason(values: Mapping[str, Any]) -> str:
    reason = str(values.get("reason") or "")
    if len(reason) < SHORTEST_REASON:
        raise Invalid({"reason": "Write at least ten characters, so that they know what to do."})
    return reason


def why_not_approvable(session: Session, row: Organisation) -> str | None:
    """The sentence that stands in the way of an approval."""
    missing = next((words for name, words in NEEDED if not getattr(row, name)), None)
    if missing is None and isinstance(row, Manufacturer) and not row.gstin:
        missing = "GSTIN"
    if missing:
        return f"The {missing} is missing."
    fault = gst.gstin_fault(row.gstin, row.state_code) if row.gstin else None
    return fault[1] if fault else org_documents.what_is_missing(session, row)


def approve(session: Session, actor: Actor, row: Organisation, _values: Mapping[str, Any]) -> None:
    """Set the approval and clear what came before it."""
    _decides(actor, row)
    refusal = why_not_approvable(session, row)
    if refusal:
        raise Conflict(refusal)
    _is_approved(session, actor, row)


def _is_approved(session: Session, actor: Actor, row: Organisation, reason: str | None = None) -> None:
    before = _was(row)
    row.approved_at, row.approved_by = clock.now(), actor.user_id
    row.rejected_at = row.rejected_by = row.rejection_reason = None
    row.suspended_at = row.suspended_by = row.suspension_reason = row.review_reason = None
    org_documents.settle(session, row)
    _event(session, actor, row, before, reason)


def reinstate(session: Session, actor: Actor, row: Organisation, values: Mapping[str, Any]) -> None:
    """A suspension ends; what expired meanwhile still stops trading by itself."""
    _decides(actor, row)
    _is_approved(session, actor, row, _reason(values))


def reject(session: Session, actor: Actor, row: Organisation, values: Mapping[str, Any]) -> None:
    """Say no, with what is missing."""
    _decides(actor, row)
    row.rejected_at, row.rejected_by, row.rejection_reason = clock.now(), actor.user_id, _reason(values)
    row.approved_at = row.approved_by = row.suspended_at = row.suspended_by = row.suspension_reason = None
    _event(session, actor, row, _was(row), row.rejection_reason)


def suspend(session: Session, actor: Actor, row: Organisation, values: Mapping[str, Any]) -> None:
    """Stop trading for a while."""
    _decides(actor, row)
    row.suspended_at, row.suspended_by, row.suspension_reason = clock.now(), actor.user_id, _reason(values)
    _event(session, actor, row, _was(row), row.suspension_reason)


def resubmit(session: Session, actor: Actor, row: Organisation, _values: Mapping[str, Any]) -> None:
    """Back to review after a rejection, once something was changed."""
    if not _changed_since(session, row):
        raise Conflict("Change what was asked for first, then send it again.")
    row.rejected_at = row.rejected_by = row.rejection_reason = None
    _event(session, actor, row, "rejected")


def _changed_since(session: Session, row: Organisation) -> bool:
    """Whether the record was edited, or a document came, after the rejection."""
    if row.rejected_at is None:
        return True
    edited = select(AuditEntry.id).where(AuditEntry.row_id == row.id, AuditEntry.verb == "edit", AuditEntry.at > row.rejected_at)
    came = select(OrgDocument.id).where(org_documents.of(row), OrgDocument.created_at > row.rejected_at)
    return any(session.scalar(query.limit(1)) is not None for query in (edited, came))


REASON = Field("reason", "longtext", required=True, max_length=500, hint="At least ten characters; they read it.")


def steps(own_role: str) -> tuple[Step, ...]:
    """The approval machine of a kind of organisation, whose own people have `own_role`."""
    asked = (REASON,)
    return (
        Step("approve", ("pending",), "approved", ("support",), apply=approve),
        Step("reject", ("pending",), "rejected", ("support",), asks=asked, danger=True, apply=reject, question="Reject {label}?"),
        Step(
            "suspend", ("approved",), "suspended", ("admin",), asks=asked, danger=True, apply=suspend, question="Suspend {label}?"
        ),
        Step("resubmit", ("rejected",), "pending", (own_role,), apply=resubmit, label="Send again for approval"),
        Step("lift-suspension", ("suspended",), "approved", ("admin",), asks=asked, label="Lift suspension", apply=reinstate),
        Step("reject-suspended", ("suspended",), "rejected", ("admin",), asks=asked, label="Reject", danger=True, apply=reject),
    )


RULES = (
    code_is_three_characters,
    state_is_known,
    licence_is_tidy,
    gstin_is_right,
    is_recorded,
    identity_change_reopens_review,
)
