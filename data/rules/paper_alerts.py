"""Mail to organisations whose papers run out: 60, 30, 7 and 0 days before the end, each once (marketplace.md §2.5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import system
from data.core.errors import Refused
from data.models import AuditEntry, Clinic, Manufacturer
from data.rules import org_documents
from data.rules.org_documents import REMIND_BEFORE, Reminder
from data.store import audit, mail
from data.store.unit_of_work import reading, writing

NOUN, SENDER = "org_documents", "Ayurlahi Operations"
AGAIN = timedelta(hours=1)  # a server that does not take mail is not asked at every tick
Organisation = type[Clinic] | type[Manufacturer]


def tell() -> int:
    """Write to each organisation that is to be told something; how many letters left. None without a mail server."""
    return sum(_tell(model, row_id) for model, row_id in _concerned()) if mail.is_ready() else 0


def stage(days: int) -> int | None:
    """Which of the four alerts is due so many days before the end; None while it is too early."""
    return min((n for n in REMIND_BEFORE if days <= n), default=None)


def _concerned() -> list[tuple[Organisation, UUID]]:
    """Who trades, has an address to write to, and a paper that ends within the first of the alerts."""
    until = trade_terms.today() + timedelta(days=REMIND_BEFORE[0])
    with reading(system()) as session:
        return [
            (model, row_id)
            for model in (Clinic, Manufacturer)
            for row_id in session.scalars(
                select(model.id).where(
                    model.approval_status == "approved", model.is_active, model.deleted_at.is_(None), model.email.is_not(None),
                    model.documents_good_until <= until,
                )
            )
        ]  # fmt: skip


def _tell(model: Organisation, row_id: UUID) -> bool:
    """Claimed in the trail before it is sent, so that two timers never write twice."""
    with writing(system()) as session:
        row: Any = session.scalars(select(model).where(model.id == row_id).with_for_update()).one()
        due = [paper for paper in org_documents.reminders(session, row) if not _was_told(session, paper)]
        _record(session, row, due, "")
        to, name = row.email, row.clinic_name if isinstance(row, Clinic) else row.company_name
    if not due or not to:
        return False
    try:
        mail.send(to, f"Papers of {name} run out", letter(name, due), SENDER)
    except Refused:
        with writing(system()) as session:
            _record(session, row, due, "-failed")
        return False
    return True


def _verb(paper: Reminder) -> str:
    return f"alert-{stage(paper.days)}"


def _was_told(session: Session, paper: Reminder) -> bool:
    """Whether this alert about this document left, or could not leave a short while ago."""
    query = select(AuditEntry.verb, AuditEntry.at).where(
        AuditEntry.row_id == paper.document_id, AuditEntry.verb.in_([_verb(paper), _verb(paper) + "-failed"])
    )
    last = session.execute(query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(1)).one_or_none()
    return last is not None and (last.verb == _verb(paper) or last.at > clock.now() - AGAIN)


def _record(session: Session, row: Clinic | Manufacturer, papers: Iterable[Reminder], outcome: str) -> None:
    for paper in papers:
        clinic_id = row.id if isinstance(row, Clinic) else None
        audit.record(session, system(), _verb(paper) + outcome, NOUN, paper.document_id, clinic_id=clinic_id)


def letter(name: str, papers: Iterable[Reminder]) -> str:
    """What is written: each paper with its day, and what to do."""
    lines = [f"- {paper.called}: {_ends(paper)}" for paper in papers]
    todo = "Enter the renewal under Documents and attach the paper. It counts once the platform has verified it."
    return "\n".join([f"To {name}", "", *lines, "", "Trading is closed while a required paper is over.", todo, "", SENDER])


def _ends(paper: Reminder) -> str:
    day = clock.spelt_day(paper.expires_on)
    if paper.days < 0:
        return f"expired on {day}"
    return (
        f"holds until today, {day}"
        if not paper.days
        else f"expires in {paper.days} {'day' if paper.days == 1 else 'days'}, on {day}"
    )
