"""`tick`: what has to be done once in a while; a timer of the machine calls it."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

from sqlalchemy import delete, or_, update

from data.core import clock
from data.core.actor import system
from data.models import OneUseKey, SignInAttempts, UserSession
from data.store.sign_in import IDLE, WINDOW
from data.store.unit_of_work import writing

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
