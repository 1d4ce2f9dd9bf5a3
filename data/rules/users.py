"""Who may be given which role, and how an account is locked out or let back in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from data.core import clock, passwords
from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed
from data.core.resource import resource as declared
from data.models import User, UserSession
from data.store import access, audit
from data.store.read import find
from data.store.unit_of_work import writing

CLINIC_ROLES = ("clinic", "doctor", "receptionist", "lab_technician", "pharmacist")
PLATFORM_ROLES = ("admin", "support")
MAKER_ROLES = ("manufacturer",)
OTHER_ROLES = ("manufacturer", "patient")
ROLES = (*PLATFORM_ROLES, *CLINIC_ROLES, *OTHER_ROLES)


def given_by(actor: Actor) -> tuple[str, ...]:
    """The roles this actor may give somebody."""
    if actor.is_system:
        return ROLES
    if actor.clinic_id:
        return CLINIC_ROLES
    return MAKER_ROLES if actor.manufacturer_id else ROLES


def roles_fit(session: Session, actor: Actor, user: User, values: Any) -> None:
    """A role above one's own cannot be given, one's own roles cannot be changed, a role belongs to its organisation."""
    if values is None or "roles" not in values:
        return
    if not user.roles:
        raise Invalid({"roles": "Choose at least one role."})
    if user.id == actor.user_id and inspect(user).attrs.roles.history.deleted:
        raise Invalid({"roles": "Nobody changes their own roles. Ask another manager."})
    right = CLINIC_ROLES if user.clinic_id else MAKER_ROLES if user.manufacturer_id else (*PLATFORM_ROLES, *OTHER_ROLES)
    wrong = sorted(set(user.roles) - set(right))
    if wrong:
        raise Invalid({"roles": f"The role {wrong[0]} does not belong to this organisation."})
    if not actor.is_system and "admin" not in actor.roles and set(user.roles) & {*PLATFORM_ROLES}:
        raise NotAllowed("A role above one's own cannot be given.")
    _an_admin_stays(session, user)


def _an_admin_stays(session: Session, user: User) -> None:
    was_admin = "admin" in (inspect(user).attrs.roles.history.deleted or [[]])[0] or "admin" in user.roles
    may_sign_in = user.is_active is not False and user.deleted_at is None  # a new account is active without saying so
    if not was_admin or ("admin" in user.roles and may_sign_in):
        return
    others = session.scalars(select(User.roles).where(User.id != user.id, User.is_active, User.deleted_at.is_(None)))
    if not any("admin" in found for found in others):
        raise Invalid({"roles": "This is the last admin; somebody must stay."})


def still_an_admin(session: Session, actor: Actor, user: User, _values: Any) -> None:
    """The last admin and one's own account cannot be deleted or switched off."""
    if user.id == actor.user_id and (not user.is_active or _values is None):
        raise Invalid({"is_active": "Nobody locks themselves out. Ask another manager."})
    if not user.is_active or _values is None:
        _an_admin_stays(session, user)


def password_is_set(_session: Session, _actor: Actor, user: User, values: Any) -> None:
    """A new account gets a temporary password, changed at the first sign-in."""
    typed = (values or {}).get("temporary_password")
    if typed:
        problem = passwords.weakness(typed)
        if problem:
            raise Invalid({"temporary_password": problem})
        user.password_hash, user.must_change_password = passwords.hashed(typed), True


def reset_password(actor: Actor, user_id: Any, typed: str) -> None:
    """Set a temporary password for somebody of the own organisation; all their sessions end."""
    resource = declared("users")
    access.require(resource, actor, "reset-password")
    problem = passwords.weakness(typed)
    if problem:
        raise Invalid({"temporary_password": problem})
    made = passwords.hashed(typed)
    with writing(actor) as session:
        user = find(session, resource, actor, user_id, "reset-password", lock=True)
        user.password_hash, user.must_change_password = made, True
        end_sessions(session, user.id)
        audit.record(session, actor, "reset-password", "users", user.id, clinic_id=user.clinic_id)


def end_sessions(session: Session, user_id: Any) -> int:
    """Revoke every open session of a user; how many there were."""
    found = list(session.scalars(select(UserSession).where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))))
    for row in found:
        row.revoked_at = clock.now()
    return len(found)


def sessions_end_with_a_change(session: Session, _actor: Actor, user: User, _values: Any) -> None:
    """A change of roles or a locked account ends what is open at once."""
    attrs = inspect(user).attrs
    if inspect(user).persistent and (attrs.roles.history.deleted or attrs.is_active.history.deleted):
        end_sessions(session, user.id)
