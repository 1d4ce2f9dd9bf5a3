"""What a clinic's record must hold, and how it is approved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from data.core import clock, gst
from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed
from data.models import Clinic, ClinicKey
from data.store.site import site

SHORTEST_REASON = 10


def code_is_three_characters(_session: Session, _actor: Actor, clinic: Clinic, _values: Any) -> None:
    """The code goes into every document number."""
    clinic.clinic_code = clinic.clinic_code.upper()
    if not re.fullmatch(r"[A-Z0-9]{3}", clinic.clinic_code):
        raise Invalid({"clinic_code": "A clinic code is three letters or digits, such as THR."})


def gstin_is_right(_session: Session, _actor: Actor, clinic: Clinic, _values: Any) -> None:
    """Pattern, check digit and state of a GSTIN, when there is one."""
    clinic.gstin = (clinic.gstin or "").replace(" ", "").upper() or None
    fault = gst.gstin_fault(clinic.gstin, clinic.state_code) if clinic.gstin else None
    if fault:
        raise Invalid({"gstin": fault[1]})


IDENTITY = ("gstin", "license_number", "legal_name", "state_code")


def identity_change_reopens_review(_session: Session, _actor: Actor, clinic: Clinic, _values: Any) -> None:
    """An approved clinic that changes who it is goes back to review."""
    history = inspect(clinic).attrs
    changed = any(history[name].history.deleted for name in IDENTITY)
    if clinic.approval_status == "approved" and changed:
        clinic.approval_status, clinic.review_reason = "pending", "identifier_changed"
        clinic.approved_at = clinic.approved_by = None


def has_a_key(session: Session, _actor: Actor, clinic: Clinic, _values: Any) -> None:
    """A new clinic gets the data key its patients are sealed with."""
    if inspect(clinic).transient and session.get(ClinicKey, (clinic.id, 1)) is None:
        site().keys.make(session.connection(), clinic.id)


def why_not_approvable(clinic: Clinic) -> str | None:
    """The sentence that stands in the way of an approval."""
    missing = [
        name
        for name, value in (
            ("licence number", clinic.license_number),
            ("address", clinic.address_line1),
            ("PIN code", clinic.pincode),
        )
        if not value
    ]
    return f"The {missing[0]} is missing." if missing else None


def _not_own(actor: Actor, clinic: Clinic) -> None:
    if actor.clinic_id == clinic.id and not actor.is_system:
        raise NotAllowed("Nobody decides about an organisation they belong to.")


def _reason(values: Mapping[str, Any]) -> str:
    reason = str(values.get("reason") or "")
    if len(reason) < SHORTEST_REASON:
        raise Invalid({"reason": "Write at least ten characters, so that the clinic knows what to do."})
    return reason


def approve(_session: Session, actor: Actor, clinic: Clinic, _values: Mapping[str, Any]) -> None:
    """Set the approval and clear what came before it."""
    _not_own(actor, clinic)
    clinic.approved_at, clinic.approved_by = clock.now(), actor.user_id
    clinic.rejected_at = clinic.rejected_by = clinic.rejection_reason = None
    clinic.suspended_at = clinic.suspended_by = clinic.suspension_reason = clinic.review_reason = None


def reject(_session: Session, actor: Actor, clinic: Clinic, values: Mapping[str, Any]) -> None:
    """Say no, with what is missing."""
    _not_own(actor, clinic)
    clinic.rejected_at, clinic.rejected_by, clinic.rejection_reason = clock.now(), actor.user_id, _reason(values)
    clinic.approved_at = clinic.approved_by = None


def suspend(_session: Session, actor: Actor, clinic: Clinic, values: Mapping[str, Any]) -> None:
    """Stop trading for a while."""
    _not_own(actor, clinic)
    clinic.suspended_at, clinic.suspended_by, clinic.suspension_reason = clock.now(), actor.user_id, _reason(values)


def resubmit(_session: Session, _actor: Actor, clinic: Clinic, _values: Mapping[str, Any]) -> None:
    """Back to review after a rejection, once something was changed."""
    if clinic.rejected_at and clinic.updated_at <= clinic.rejected_at:
        raise Invalid({"clinic_name": "Change what was asked for first, then send it again."})
    clinic.rejected_at = clinic.rejected_by = clinic.rejection_reason = None
