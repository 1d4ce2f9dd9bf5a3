"""The documents an organisation trades on: which are required, who verifies them, how long they hold (marketplace.md §2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session

from data.core import clock, roles, trade_terms
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.resource import Field, Step, words
from data.models import Clinic, Manufacturer, OrgDocument
from data.store.unit_of_work import reading

CLINIC_KINDS = ("clinical_registration", "address_proof", "gst_certificate")
MAKER_KINDS = ("ayush_license", "gst_certificate", "address_proof", "bank_proof")
KINDS = tuple(dict.fromkeys((*CLINIC_KINDS, *MAKER_KINDS)))
LICENCES = {"clinical_registration": "registration", "ayush_license": "licence"}
STATUSES = ("uploaded", "verified", "rejected")
FOR_EVER = date(9999, 12, 31)
REMIND_BEFORE = (60, 30, 7, 0)
SHORTEST_REASON = 10


def required(row: Clinic | Manufacturer) -> tuple[str, ...]:
    """The kinds an organisation must have verified; a clinic without GSTIN needs no GST certificate."""
    if isinstance(row, Manufacturer):
        return MAKER_KINDS
    return CLINIC_KINDS if row.gstin else CLINIC_KINDS[:2]


def of(row: Clinic | Manufacturer) -> ColumnElement[bool]:
    """The live documents of an organisation, as a condition."""
    mine = OrgDocument.clinic_id if isinstance(row, Clinic) else OrgDocument.manufacturer_id
    return (mine == row.id) & OrgDocument.deleted_at.is_(None)


def documents(session: Session, row: Clinic | Manufacturer) -> list[OrgDocument]:
    """All of them, newest first."""
    return list(
        session.scalars(select(OrgDocument).where(of(row)).order_by(OrgDocument.created_at.desc(), OrgDocument.id.desc()))
    )


def good_until(found: Iterable[OrgDocument], kind: str) -> date | None:
    """The last day a verified document of a kind holds; a renewal is a new row, the old one goes on until it expires."""
    return max((d.expires_on or FOR_EVER for d in found if d.doc_type == kind and d.status == "verified"), default=None)


def settle(session: Session, row: Clinic | Manufacturer) -> None:
    """Keep beside the organisation how long all its required documents hold together."""
    session.flush()
    found = documents(session, row)
    ends = [good_until(found, kind) for kind in required(row)]
    known = [end for end in ends if end is not None]
    row.documents_good_until = min(known) if len(known) == len(ends) else None


def look_again(session: Session, row: Clinic | Manufacturer, kinds: set[str]) -> None:
    """What said who they were no longer does: verified documents of these kinds are looked at anew."""
    for document in session.scalars(select(OrgDocument).where(of(row), OrgDocument.status == "verified")):
        if document.doc_type in kinds:
            document.status, document.verified_at, document.verified_by = "uploaded", None, None


def what_is_missing(session: Session, row: Clinic | Manufacturer) -> str | None:
    """The first required document that is not verified, or no longer holds."""
    found, today = documents(session, row), trade_terms.today()
    for kind in required(row):
        end = good_until(found, kind)
        if end is None:
            return f"The {words(kind).lower()} is not verified yet."
        if end < today:
            return f"The {words(kind).lower()} expired on {clock.spelt_day(end)}."
    return None


# --- one document ---


def belongs_to_somebody(_session: Session, actor: Actor, document: OrgDocument, _values: Any) -> None:
    """It lies with the organisation of whoever brings it."""
    if inspect(document).transient and document.clinic_id is None and document.manufacturer_id is None:
        document.clinic_id, document.manufacturer_id = actor.clinic_id, actor.manufacturer_id
    if document.clinic_id is None and document.manufacturer_id is None:
        raise NotAllowed("A document belongs to a clinic or a manufacturer.")


def kind_fits(_session: Session, _actor: Actor, document: OrgDocument, _values: Any) -> None:
    """Clinics and manufacturers show different papers."""
    if document.doc_type not in (MAKER_KINDS if document.manufacturer_id else CLINIC_KINDS):
        raise Invalid({"doc_type": "This kind of document is not asked of you."})


def dates_fit(_session: Session, _actor: Actor, document: OrgDocument, _values: Any) -> None:
    """Issued before it expires; a licence says until when."""
    if document.issued_on and document.expires_on and document.expires_on <= document.issued_on:
        raise Invalid({"expires_on": "It expires before it was issued. Compare both dates with the paper."})
    if document.doc_type in LICENCES and document.expires_on is None:
        raise Invalid({"expires_on": "Write until when it holds, as the paper says."})
    if document.status == "uploaded" and document.expires_on and document.expires_on < trade_terms.today():
        raise Invalid({"expires_on": f"This expired on {clock.spelt_day(document.expires_on)}. Upload the renewal."})


def _organisation(session: Session, document: OrgDocument) -> Clinic | Manufacturer:
    if document.clinic_id:
        return session.get_one(Clinic, document.clinic_id)
    return session.get_one(Manufacturer, document.manufacturer_id)


def _decides(actor: Actor, document: OrgDocument) -> None:
    mine = {actor.clinic_id, actor.manufacturer_id} - {None}
    if not actor.is_system and {document.clinic_id, document.manufacturer_id} & mine:
        raise NotAllowed("Nobody decides about an organisation they belong to.")


def takes_file(_session: Session, _actor: Actor, document: OrgDocument) -> None:
    """The paper is attached, and another one put in its place, until the platform has decided."""
    if document.status != "uploaded":
        raise Conflict(f"This document is {document.status}; its file stays as it is. Enter the next one as a new document.")


def verify(session: Session, actor: Actor, document: OrgDocument, _values: Mapping[str, Any]) -> None:
    """Seen and found right."""
    _decides(actor, document)
    if document.file_id is None:
        raise Conflict("No file is attached to this document yet, so there is nothing to compare. Ask them to attach it first.")
    if document.expires_on and document.expires_on < trade_terms.today():
        raise Conflict(f"This expired on {clock.spelt_day(document.expires_on)}. Ask for the renewal.")
    document.verified_at, document.verified_by, document.rejection_reason = clock.now(), actor.user_id, None
    settle(session, _organisation(session, document))


def reject(session: Session, actor: Actor, document: OrgDocument, values: Mapping[str, Any]) -> None:
    """Seen and not right."""
    _decides(actor, document)
    reason = str(values.get("reason") or "")
    if len(reason) < SHORTEST_REASON:
        raise Invalid({"reason": "Write at least ten characters, so that they know what to do."})
    document.rejection_reason, document.verified_at, document.verified_by = reason, None, None
    settle(session, _organisation(session, document))


REASON = Field("reason", "longtext", required=True, max_length=500, hint="At least ten characters; they read it.")
STEPS = (
    Step("verify", ("uploaded",), "verified", ("support",), apply=verify, opened_by="verify"),
    Step("reject", ("uploaded", "verified"), "rejected", ("support",), asks=(REASON,), danger=True, apply=reject, opened_by="verify",
         question="Reject {label}?"),
)  # fmt: skip
RULES = (belongs_to_somebody, kind_fits, dates_fit)


# --- what runs out ---


@dataclass(frozen=True, slots=True)
class Reminder:
    """A required document that runs out: in how many days (negative when it is over), and what for."""

    document_id: UUID
    doc_type: str
    expires_on: date
    days: int

    @property
    def called(self) -> str:
        """The paper as people say it."""
        return {"ayush_license": "AYUSH licence", "gst_certificate": "GST certificate"}.get(self.doc_type, words(self.doc_type))


def reminders(session: Session, row: Clinic | Manufacturer) -> list[Reminder]:
    """What the overview says from 60 days before on, soonest first; a verified renewal silences it."""
    found, today = documents(session, row), trade_terms.today()
    lasting = {d.doc_type: d for d in sorted(found, key=lambda d: d.expires_on or FOR_EVER) if d.status == "verified"}
    soon = [
        Reminder(lasting[kind].id, kind, end, (end - today).days)
        for kind in required(row)
        if (end := good_until(found, kind)) and (end - today).days <= REMIND_BEFORE[0]
    ]
    return sorted(soon, key=lambda r: r.days)


def running_out(actor: Actor) -> list[Reminder]:
    """What the actor's own organisation is reminded of, for those who look after its papers; nothing for others."""
    if not roles.allowed(actor, "org_documents", "create"):
        return []
    model: Any = Manufacturer if actor.manufacturer_id else Clinic
    row_id = actor.manufacturer_id or actor.clinic_id
    with reading(actor) as session:
        row = session.scalars(select(model).where(model.id == row_id)).one_or_none()
        return reminders(session, row) if row is not None else []
