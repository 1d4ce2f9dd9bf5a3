"""`tick`: what has to be done once in a while; a timer of the machine calls it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from data.analytics import publication
from data.commands.access import take_reading
from data.core import clock
from data.core.actor import Actor, system
from data.interop import jobs
from data.models import Clinic, OneUseKey, SignInAttempts, UserSession
from data.rules import commission_invoices, dispute_moves, order_clock, paper_alerts, stock_expiry, waiting_list
from data.store import file_contents
from data.store.sign_in import IDLE, WINDOW
from data.store.unit_of_work import reading, writing

KEPT = timedelta(days=30)


def once(_args: Namespace) -> None:
    """End what has lapsed, forget what nobody needs any more."""
    now = clock.now()
    lapsed = or_(UserSession.expires_at < now, UserSession.last_seen_at < now - IDLE)
    acts = {
        "sessions ended": update(UserSession).where(UserSession.revoked_at.is_(None), lapsed).values(revoked_at=now),
        "old sessions forgotten": delete(UserSession).where(UserSession.expires_at < now - KEPT),
        "sign-in counts forgotten": delete(SignInAttempts).where(SignInAttempts.window_starts_at < now - WINDOW),
        "one-use keys forgotten": delete(OneUseKey).where(OneUseKey.used_at < now - KEPT),
    }
    with writing(system()) as session:
        for what, statement in acts.items():
            print(f"{what}: {session.connection().execute(statement).rowcount}")
    for what, count in {
        "unpaid orders lapsed": order_clock.lapse,
        "silent parcels delivered": order_clock.deliver_silent_ones,
        "disputes taken into review": dispute_moves.pass_deadlines,
        "commission invoices issued": _invoice_commission,
        "letters about papers that run out": paper_alerts.tell,
    }.items():
        print(f"{what}: {count()}")
    print(f"contents of no file swept: {file_contents.sweep()}")
    print(f"months of the platform published: {publication.publish()}")
    for what, act in CLINIC_ACTS.items():
        print(f"{what}: {sum(act(actor) for actor in _clinics())}")


def _invoice_commission() -> int:
    return commission_invoices.issue_due(system())


CLINIC_ACTS: dict[str, Callable[[Actor], int]] = {
    "slot offers passed on": waiting_list.pass_on,
    "waiting list entries expired": waiting_list.close_the_past,
    "readings of access taken": take_reading,
    "imported files forgotten": jobs.forget,
    "expired batches written off": stock_expiry.write_off,
}


def _clinics() -> list[Actor]:
    """The program inside each clinic, by its own clock."""
    with reading(system()) as session:
        rows = session.execute(select(Clinic.id, Clinic.time_zone).where(Clinic.deleted_at.is_(None))).all()
    return [system(row.id, row.time_zone) for row in rows]
