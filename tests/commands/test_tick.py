"""What has lapsed is ended, what nobody needs is forgotten, the rest stays."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from data.core import clock
from data.core.actor import system
from data.models import OneUseKey, SignInAttempts, User, UserSession
from data.models.base import new_id
from data.store.unit_of_work import reading, writing


def test_scheduled_work_ends_and_forgets_what_is_old(line):
    now = clock.now()
    user = User(full_name="Asha", email="asha@ayurlahi.example", roles=["support"])

    def opened(token: bytes, seen: timedelta, expires: timedelta) -> UserSession:
        return UserSession(
            user_id=user.id,
            token_hash=token,
            created_at=now - timedelta(days=50),
            last_seen_at=now - seen,
            expires_at=now + expires,
        )

    with writing(system()) as session:
        session.add(user)
        session.flush()
        session.add_all(
            [
                opened(b"a", timedelta(0), timedelta(hours=1)),
                opened(b"b", timedelta(hours=2), timedelta(hours=1)),
                opened(b"c", timedelta(days=40), timedelta(days=-40)),
            ]
        )
        session.add_all(
            SignInAttempts(key_hash=bytes([n]), window_starts_at=now - timedelta(minutes=age), count=3)
            for n, age in ((1, 1), (2, 60))
        )
        session.add_all(
            OneUseKey(owner_id=user.id, key=f"k{age}", noun="rooms", row_id=new_id(), used_at=now - timedelta(days=age))
            for age in (1, 31)
        )
    code, out, _ = line("tick")
    assert code == 0
    assert out.splitlines() == [
        "sessions ended: 2",
        "old sessions forgotten: 1",
        "sign-in counts forgotten: 1",
        "one-use keys forgotten: 1",
        "unpaid orders lapsed: 0",
        "silent parcels delivered: 0",
        "disputes taken into review: 0",
        "commission invoices issued: 0",
        "letters about papers that run out: 0",
        "contents of no file swept: 0",
        "months of the platform published: 0",
        "slot offers passed on: 0",
        "waiting list entries expired: 0",
        "readings of access taken: 0",
        "imported files forgotten: 0",
        "expired batches written off: 0",
    ]
    with reading(system()) as session:
        assert session.scalars(select(UserSession.token_hash).where(UserSession.revoked_at.is_(None))).all() == [b"a"]
        assert [session.scalar(select(func.count()).select_from(model)) for model in (SignInAttempts, OneUseKey)] == [1, 1]
