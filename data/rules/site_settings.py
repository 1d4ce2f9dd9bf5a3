"""The site's own settings: who the platform is on its papers, and what tax it withholds. Administrators edit them, every change in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import gst, roles, trade_terms
from data.core.actor import Actor, system
from data.core.errors import Invalid, NotAllowed
from data.core.fields import percent_text
from data.core.resource import Field
from data.models import SiteValue
from data.store import audit, cleaning
from data.store.unit_of_work import reading, writing

NAME, WITHHELD = "platform", "withholding"
RATE = (
    Field("rate", "percent", label="Rate, %", required=True, hint="Of the value before GST; as the accountant says."),
    Field("begins", "date", label="From", required=True, hint="Today or later."),
)
PAPER, TRADE = "The platform on its papers", "Marketplace"


def _term(name: str, label: str, hint: str) -> Field:
    usual, least, most = trade_terms.TERMS[name]
    return Field(
        name, "integer", label=label, required=True, section=TRADE, default=usual, minimum=least, maximum=most, hint=hint
    )


FIELDS = (
    Field("legal_name", required=True, max_length=200, section=PAPER),
    Field("gstin", label="GSTIN", required=True, max_length=30, section=PAPER),
    Field("address_line1", label="Address line 1", required=True, max_length=200, section=PAPER),
    Field("city", required=True, max_length=80, section=PAPER),
    Field(
        "state_code",
        label="State code",
        required=True,
        max_length=2,
        section=PAPER,
        hint="The two digits of the GST state, 32 for Kerala.",
    ),
    Field("pincode", "indian_pincode", label="PIN code", required=True, section=PAPER),
    Field("phone", "mobile", section=PAPER, hint="A mobile number."),
    Field("email", "email", section=PAPER),
    _term("payment_window_hours", "Hours to pay an order", "Of orders placed from now on; unpaid ones lapse."),
    _term("auto_deliver_days", "Days until a parcel counts as delivered", "Without receipt or dispute."),
    _term("payout_delay_days", "Days from delivery to payout", "Of packs delivered from now on."),
)


def term(session: Session, name: str) -> int:
    """What the marketplace goes by: as it was set, or as it starts out."""
    return int(identity(session).get(name, trade_terms.TERMS[name][0]))


def told(name: str) -> int:
    """The same for a page that says it."""
    with reading(system()) as session:
        return term(session, name)


def identity(session: Session) -> dict[str, Any]:
    """Who the platform is; empty before somebody said so."""
    found: dict[str, Any] | None = session.scalar(select(SiteValue.value).where(SiteValue.name == NAME))
    return found or {}


def shown(actor: Actor) -> dict[str, Any]:
    """The settings of the site; NotAllowed for everybody but its administrators."""
    _require(actor, "view")
    with reading(actor) as session:
        return identity(session)


def save(actor: Actor, raw: Mapping[str, Any]) -> None:
    """Keep who the platform is; papers issued before stay as they are. Invalid with a sentence beside each field."""
    _require(actor, "edit")
    values = cleaning.read_fields(FIELDS, raw)
    values["gstin"] = "".join(str(values["gstin"]).split()).upper()
    fault = gst.gstin_fault(values["gstin"], values["state_code"])
    if fault:
        raise Invalid({"gstin": fault[1]})
    with writing(actor) as session:
        row = session.scalars(select(SiteValue).where(SiteValue.name == NAME).with_for_update()).one_or_none()
        before = row.value if row else {}
        if row is None:
            session.add(SiteValue(name=NAME, value=values))
        else:
            row.value = values
        session.flush()
        audit.record(session, actor, "edit", "settings", detail={"before": before, "after": values})


# --- tax withheld at source: rates from a day on, 0 until somebody sets one (marketplace.md §9) ---


def withholding(session: Session, day: date) -> int:
    """The rate of a day in hundredths of a percent of the taxable value."""
    begun = [rate for begins, rate in _rates(session) if begins <= day]
    return begun[-1] if begun else 0


def _rates(session: Session) -> list[tuple[date, int]]:
    found = session.scalar(select(SiteValue.value).where(SiteValue.name == WITHHELD)) or {}
    return sorted((date.fromisoformat(day), int(rate)) for day, rate in found.items())


def withheld(actor: Actor) -> list[tuple[date, int]]:
    """Every rate with the day it begins, oldest first."""
    _require(actor, "view")
    with reading(actor) as session:
        return _rates(session)


def withhold(actor: Actor, raw: Mapping[str, Any]) -> None:
    """A rate from a day on, today or later; what was delivered before keeps its own. Invalid with a sentence beside the field."""
    _require(actor, "edit")
    values = cleaning.read_fields(RATE, raw)
    if values["begins"] < trade_terms.today():
        raise Invalid({"begins": "A rate begins today or later; what was delivered before keeps its own."})
    with writing(actor) as session:
        row = session.scalars(select(SiteValue).where(SiteValue.name == WITHHELD).with_for_update()).one_or_none()
        day = values["begins"].isoformat()
        if row is None:
            session.add(SiteValue(name=WITHHELD, value={day: values["rate"]}))
        else:
            row.value = row.value | {day: values["rate"]}
        session.flush()
        detail = {"after": {"withholding": f"{percent_text(values['rate'])} %", "from": day}}
        audit.record(session, actor, "edit", "settings", detail=detail)


def _require(actor: Actor, verb: str) -> None:
    if not actor.is_system and "all" not in roles.scopes(actor, "settings", verb):
        raise NotAllowed
