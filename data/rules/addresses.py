"""Where a clinic's goods go: its list of addresses, one of them the usual one (marketplace.md §2, §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, gst
from data.core import fields as kinds
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotFound, Stale
from data.core.resource import Field
from data.models import Clinic, ClinicAddress
from data.rules import carts
from data.store import audit, cleaning
from data.store.read import as_id
from data.store.unit_of_work import reading, writing

NOUN = "clinic_addresses"
MOST = 50
# The clinic fills in its own name and town; the state decides the tax, so it is chosen, never guessed.
FIELDS = (
    Field("label", label="Called", required=True, max_length=60, hint="As your people say it: Main clinic, Pharmacy store."),
    Field("name", label="Addressed to", required=True, max_length=200, hint="What stands on the parcel."),
    Field("line1", label="Street", required=True, max_length=200, width=6),
    Field("city", required=True, max_length=80),
    Field("district", required=True, max_length=80),
    Field("state_code", "choice", label="State", required=True, choices=tuple(gst.STATES), names=tuple(gst.STATES.values()),
          hint="The tax follows it."),
    Field("pincode", "indian_pincode", label="PIN code", required=True),
    Field("phone", "mobile", hint="Shared with a supplier only where your clinic shares its phone."),
)  # fmt: skip


def listed(actor: Actor) -> list[ClinicAddress]:
    """The clinic's addresses, the usual one first."""
    carts.require(actor, "checkout")
    with reading(actor) as session:
        return carts.addresses(session, actor)


def opened(actor: Actor, address_id: Any) -> ClinicAddress:
    """One of them; NotFound for anybody else's."""
    carts.require(actor, "checkout")
    with reading(actor) as session:
        return _one(session, actor, address_id)


def of_clinic(actor: Actor) -> dict[str, Any]:
    """What a new address starts with: the clinic's own name, district and state."""
    with reading(actor) as session:
        clinic = carts.clinic_of(session, actor)
        return {"name": clinic.clinic_name, "district": clinic.district, "state_code": clinic.state_code}


def save(actor: Actor, raw: Mapping[str, Any], address_id: Any = None, version: int | None = None) -> UUID:
    """Keep an address as it was typed, a new one without an id; Invalid with a sentence beside each field."""
    carts.require(actor, "checkout")
    values = cleaning.read_fields(FIELDS, raw)
    with writing(actor) as session:
        clinic, known = _locked(session, actor)
        row = _one(session, actor, address_id) if address_id else None
        if row is not None and version is not None and row.version != version:
            raise Stale("Somebody else changed this address. Reload it and apply your change again.")
        if any(other.label.casefold() == values["label"].casefold() and other is not row for other in known):
            raise Invalid({"label": f"There is already an address called {values['label']}."})
        if row is None and len(known) >= MOST:
            raise Conflict(f"{MOST} addresses are here already. Remove one that is not needed first.")
        before = _texts(row) if row is not None else {}
        if row is None:
            row = ClinicAddress(clinic_id=clinic.id, is_default=not known, created_by=actor.user_id)
            session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_by, row.updated_at = actor.user_id, clock.now()
        session.flush()
        detail = {"before": before, "after": _texts(row)} if before else {"after": _texts(row)}
        audit.record(session, actor, "edit" if before else "create", NOUN, row.id, detail=detail)
        return row.id


def prefer(actor: Actor, address_id: Any) -> None:
    """Make one the usual address: the cart proposes it."""
    carts.require(actor, "checkout")
    with writing(actor) as session:
        _, known = _locked(session, actor)
        row = _one(session, actor, address_id)
        _default(known, row)
        session.flush()
        audit.record(session, actor, "prefer", NOUN, row.id)


def remove(actor: Actor, address_id: Any) -> None:
    """Take an address off the list; orders keep the address they went to. Another one becomes the usual one."""
    carts.require(actor, "checkout")
    with writing(actor) as session:
        _, known = _locked(session, actor)
        row = _one(session, actor, address_id)
        left = [other for other in known if other is not row]
        if row.is_default and left:
            _default(known, left[0])
        row.is_default = False
        row.deleted_at, row.deleted_by, row.delete_reason = clock.now(), actor.user_id, "Taken off the list"
        session.flush()
        audit.record(session, actor, "delete", NOUN, row.id, detail={"before": _texts(row)})


def _locked(session: Session, actor: Actor) -> tuple[Clinic, list[ClinicAddress]]:
    """The clinic, held so that two people never make two usual addresses, and what is on its list."""
    clinic = session.scalars(select(Clinic).where(Clinic.id == actor.clinic_id).with_for_update()).one()
    return clinic, carts.addresses(session, actor)


def _one(session: Session, actor: Actor, address_id: Any) -> ClinicAddress:
    found = next((a for a in carts.addresses(session, actor) if a.id == as_id(address_id)), None)
    if found is None:
        raise NotFound
    return found


def _default(known: list[ClinicAddress], row: ClinicAddress) -> None:
    for other in known:
        other.is_default = other is row


def _texts(row: ClinicAddress) -> dict[str, str]:
    return {f.name: kinds.to_text(f, getattr(row, f.name)) for f in FIELDS}
