"""Signing in: throttle first, then the password, then a session whose token the database never sees."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.core import clock, passwords
from data.core.actor import DEFAULT_ZONE, Actor, system
from data.core.errors import Invalid, NotFound, Refused, TooMany
from data.core.fields import Unreadable, normal_phone
from data.models import Clinic, Doctor, Manufacturer, SignInAttempts, User, UserSession
from data.store import audit
from data.store.unit_of_work import reading, writing

IDLE, ABSOLUTE, TOUCH = timedelta(minutes=15), timedelta(hours=12), timedelta(seconds=30)
WINDOW = timedelta(minutes=15)
# One address guessing at one login is stopped early; an address that tries many logins a little later.
# There is no lock on the login alone, so a stranger cannot lock a doctor out.
PER_LOGIN_AND_ADDRESS, PER_ADDRESS = 5, 60
REASON_HOLDS = timedelta(minutes=60)
PLATFORM_NAME = "Platform"
WRONG = "That e-mail and password do not go together."
SLOW_DOWN = "Too many tries. Wait fifteen minutes, or ask your manager for a new password."


class WrongPassword(Refused):
    """Unknown login, wrong password or a locked account: one sentence for all."""

    status = 401


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a session cookie."""

    actor: Actor
    organisation: str
    theme: str
    density: str
    must_change_password: bool


def hash_of(text: str) -> bytes:
    """What the database keeps of a token."""
    return sha256(text.encode()).digest()


def sign_in(login: str, password: str, ip: str, agent: str) -> str:
    """The token of a new session; WrongPassword or TooMany otherwise."""
    login = login.strip().lower()[:200]
    throttle(login, ip)
    with reading(system()) as session:
        found = _user_of(session, login)
    right = passwords.matches(found.password_hash if found else None, password)
    if not right or found is None or not found.is_active:
        _record_refusal(found, ip)
        raise WrongPassword(WRONG, "password")
    return _open(found, login, ip, agent)


def throttle(login: str, ip: str) -> None:
    """Count one try of a login (or of whatever else is guessed) from an address; TooMany beyond the limits."""
    for key, limit in ((f"{login}|{ip}", PER_LOGIN_AND_ADDRESS), (f"|{ip}", PER_ADDRESS)):
        with writing(system()) as session:
            taken = _count_one(session, hash_of(key))
        if taken > limit:
            raise TooMany(SLOW_DOWN, "password")


def _count_one(session: Session, key: bytes) -> int:
    """Raise the count of the running window by one and read it, in one statement."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    now = clock.now()
    table = SignInAttempts.__table__.c
    fresh = table.window_starts_at <= now - WINDOW
    statement = insert(SignInAttempts).values(key_hash=key, window_starts_at=now, count=1)
    statement = statement.on_conflict_do_update(
        index_elements=["key_hash"],
        set_={
            "count": case((fresh, 1), else_=table.count + 1),
            "window_starts_at": case((fresh, now), else_=table.window_starts_at),
        },
    )
    return int(session.connection().execute(statement.returning(table.count)).scalar_one())


def _user_of(session: Session, login: str) -> User | None:
    try:
        phone: str | None = normal_phone(login)
    except Unreadable:
        phone = None
    same = or_(User.email == login, User.phone == phone) if phone else User.email == login
    return session.scalars(select(User).where(same, User.deleted_at.is_(None))).first()


def _record_refusal(found: User | None, ip: str) -> None:
    who = Actor("Nobody", ip=ip)
    with writing(system()) as session:
        audit.record(
            session,
            who,
            "sign-in-refused",
            "users",
            found.id if found else None,
            clinic_id=found.clinic_id if found else None,
        )


def _open(user: User, login: str, ip: str, agent: str) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    with writing(system()) as session:
        row = UserSession(
            user_id=user.id,
            token_hash=hash_of(token),
            created_at=now,
            last_seen_at=now,
            expires_at=now + ABSOLUTE,
            user_agent=agent[:200],
            ip=ip,
        )
        session.add(row)
        connection = session.connection()
        connection.execute(update(User).where(User.id == user.id).values(last_sign_in_at=now))
        connection.execute(delete(SignInAttempts).where(SignInAttempts.key_hash == hash_of(f"{login}|{ip}")))
        who = Actor(
            user.full_name,
            frozenset(user.roles),
            user_id=user.id,
            clinic_id=user.clinic_id,
            session_id=row.id,
            ip=ip,
        )
        audit.record(session, who, "sign-in", "users", user.id)
    return token


def signed_in(token: str, ip: str, *, polling: bool = False) -> SignedIn | None:
    """Who a cookie stands for, asked anew at each request; a poll does not keep the session awake."""
    if not token:
        return None
    now = clock.now()
    with reading(system()) as session:
        query = (
            select(UserSession, User, Clinic, Doctor.id, Manufacturer.company_name)
            .join(User, User.id == UserSession.user_id)
            .outerjoin(Clinic, Clinic.id == User.clinic_id)
            .outerjoin(Manufacturer, Manufacturer.id == User.manufacturer_id)
            .outerjoin(Doctor, (Doctor.user_id == User.id) & Doctor.deleted_at.is_(None))
            .where(UserSession.token_hash == hash_of(token))
        )
        found = session.execute(query).first()
    if found is None or not _still_open(found[0], found[1]):
        return None
    row, user, clinic, doctor_id, company = found
    if not polling and now - row.last_seen_at > TOUCH:
        with writing(system()) as session:
            session.connection().execute(update(UserSession).where(UserSession.id == row.id).values(last_seen_at=now))
    return _who(row, user, (clinic, company), doctor_id, ip)


def _still_open(row: UserSession, user: User) -> bool:
    now = clock.now()
    alive = row.revoked_at is None and row.expires_at > now and now - row.last_seen_at < IDLE
    return alive and user.is_active and user.deleted_at is None


def _who(row: UserSession, user: User, where: tuple[Clinic | None, str | None], doctor_id: UUID | None, ip: str) -> SignedIn:
    clinic, company = where
    reason = row.reason if row.reason_until and row.reason_until > clock.now() else ""
    actor = Actor(
        name=user.full_name,
        # Somebody who knows only the password another person set may choose her own, and nothing else.
        roles=frozenset() if user.must_change_password else frozenset(user.roles),
        user_id=user.id,
        clinic_id=user.clinic_id,
        doctor_id=doctor_id,
        manufacturer_id=user.manufacturer_id,
        patient_id=user.patient_id,
        session_id=row.id,
        ip=ip,
        zone=clinic.time_zone if clinic else DEFAULT_ZONE,
        reason=reason,
    )
    return SignedIn(
        actor,
        clinic.clinic_name if clinic else company or PLATFORM_NAME,
        user.theme,
        user.density,
        user.must_change_password,
    )


def sign_out(actor: Actor) -> None:
    """End the session of this request."""
    if actor.session_id:
        revoke(actor, actor.session_id, "sign-out")


def revoke(actor: Actor, session_id: UUID, verb: str = "revoke-session") -> None:
    """End one of one's own sessions."""
    with writing(actor) as session:
        row = session.scalars(
            select(UserSession).where(UserSession.id == session_id, UserSession.user_id == actor.user_id)
        ).first()
        if row is None:
            raise NotFound
        row.revoked_at = clock.now()
        audit.record(session, actor, verb, "users", actor.user_id)


def open_sessions(actor: Actor) -> list[UserSession]:
    """One's own sessions that still hold, newest first."""
    with reading(actor) as session:
        query = select(UserSession).where(
            UserSession.user_id == actor.user_id,
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > clock.now(),
        )
        rows = list(session.scalars(query.order_by(UserSession.last_seen_at.desc())))
    return [row for row in rows if clock.now() - row.last_seen_at < IDLE]


def standing(actor: Actor) -> tuple[str, bool]:
    """The organisation's name, and whether the password was set by somebody else."""
    with reading(actor) as session:
        query = (
            select(func.coalesce(Clinic.clinic_name, Manufacturer.company_name), User.must_change_password)
            .outerjoin(Clinic, Clinic.id == User.clinic_id)
            .outerjoin(Manufacturer, Manufacturer.id == User.manufacturer_id)
            .where(User.id == actor.user_id)
        )
        name, must_change = session.execute(query.select_from(User)).one()
    return name or PLATFORM_NAME, must_change


def change_password(actor: Actor, old: str, new: str) -> None:
    """A new password for oneself; every other session ends."""
    with reading(actor) as session:
        stored = session.scalar(select(User.password_hash).where(User.id == actor.user_id))
    throttle(f"password-change {actor.user_id}", actor.ip)
    if not passwords.matches(stored, old):
        raise Invalid({"old_password": "This is not your password of today."})
    problem = passwords.weakness(new)
    if problem:
        raise Invalid({"new_password": problem})
    made = passwords.hashed(new)
    with writing(actor) as session:
        connection = session.connection()
        connection.execute(update(User).where(User.id == actor.user_id).values(password_hash=made, must_change_password=False))
        others = (UserSession.user_id == actor.user_id) & (UserSession.id != actor.session_id) & UserSession.revoked_at.is_(None)
        connection.execute(update(UserSession).where(others).values(revoked_at=clock.now()))
        audit.record(session, actor, "change-password", "users", actor.user_id)


def keep_look(actor: Actor, theme: str, density: str) -> None:
    """Light or dark, roomy or tight, kept with the account."""
    if theme not in {"light", "dark", "system"} or density not in {"comfortable", "compact"}:
        raise Invalid({"theme": "There is no such look."})
    with writing(actor) as session:
        session.connection().execute(update(User).where(User.id == actor.user_id).values(theme=theme, density=density))


def give_reason(actor: Actor, reason: str) -> None:
    """Platform staff say why they open patient data; it holds for an hour and stands in every act of it."""
    reason = reason.strip()
    if len(reason) < 10:  # noqa: PLR2004 - the same length other reasons ask for
        raise Invalid({"reason": "Write at least ten characters; the clinic reads it."})
    with writing(actor) as session:
        values = {"reason": reason[:300], "reason_until": clock.now() + REASON_HOLDS}
        session.connection().execute(update(UserSession).where(UserSession.id == actor.session_id).values(**values))
        audit.record(session, actor, "give-reason", "patients", detail={"reason": reason[:300]})
