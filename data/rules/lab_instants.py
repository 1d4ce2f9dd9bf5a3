"""A time that was noted too late: corrected backwards, with a reason, never beyond the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.core.resource import Field
from data.core.resource import resource as declared
from data.models import LabReportEvent
from data.rules.lab_orders import INSTANTS, dates_follow, due_follows, zone_of
from data.store import audit
from data.store.cleaning import read_fields
from data.store.read import find
from data.store.unit_of_work import writing

NOUN = "lab_reports"
ASKED = (
    Field("instant", "choice", label="Which time", required=True, choices=INSTANTS),
    Field("day", "date", label="Day", required=True),
    Field("time", "time", label="Time", required=True),
    Field("reason", "longtext", required=True, max_length=300),
)
WORDS = {
    "ordered_at": "ordered", "collected_at": "collected", "received_at": "received", "started_at": "started", "resulted_at": "resulted",
    "verified_at": "verified",
}  # fmt: skip


def correct(actor: Actor, report_id: Any, raw: Mapping[str, Any]) -> None:
    """Set one instant of an order back, by the clinic's clock."""
    values = read_fields(ASKED, raw)
    name = values["instant"]
    with writing(actor) as session:
        report = find(session, declared(NOUN), actor, report_id, "edit", lock=True)
        old: datetime | None = getattr(report, name)
        if old is None:
            raise Conflict(f"This order is not {WORDS[name]} yet.", "instant")
        zone = zone_of(session, report.clinic_id)
        at = clock.at(values["day"], values["time"], zone)
        if at >= old:
            raise Invalid({"time": f"A time is corrected backwards only; {_said(old, zone)} is noted."})
        before = [getattr(report, earlier) for earlier in INSTANTS[: INSTANTS.index(name)]]
        last = max((b for b in before if b is not None), default=None)
        if last is not None and at < last.replace(second=0, microsecond=0):
            raise Invalid({"time": f"It cannot be before {_said(last, zone)}, when the step before it was."})
        setattr(report, name, max(at, last) if last is not None else at)
        dates_follow(report, zone)
        due_follows(report)
        report.updated_by, report.updated_at = actor.user_id, clock.now()
        event = LabReportEvent(
            clinic_id=report.clinic_id, report_id=report.id, at=clock.now(), kind="correct", user_id=actor.user_id
        )
        event.before, event.after = {"at": _said(old, zone)}, {"instant": WORDS[name].capitalize(), "at": _said(at, zone)}
        event.reason = values["reason"]
        session.add(event)
        session.flush()
        detail = {"before": {name: old.isoformat()}, "after": {name: at.isoformat()}, "reason": values["reason"]}
        audit.record(session, actor, "correct", NOUN, report.id, clinic_id=report.clinic_id, detail=detail)


def _said(at: datetime, zone: str) -> str:
    local = clock.local(at, zone)
    return f"{local.day} {local:%b}, {local:%H:%M}"
