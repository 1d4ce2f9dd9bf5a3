"""`user create` and `user reset-password`: the first account of a site, and the way back in for who lost hers."""

from __future__ import annotations

import secrets
from argparse import Namespace

from sqlalchemy import select

from data.commands.clinic import program_in
from data.core.actor import system
from data.core.errors import NotFound
from data.models import User
from data.rules import users as rules
from data.store import write
from data.store.unit_of_work import reading


def create(args: Namespace) -> None:
    """An account; its temporary password is printed once and changed at the first sign-in."""
    typed = _password()
    raw = {"full_name": args.name, "email": args.email, "roles": args.roles.replace(",", "|"), "temporary_password": typed}
    write.create("users", program_in(args.clinic), raw)
    print(f"{args.email} may sign in. Temporary password: {typed}")


def reset_password(args: Namespace) -> None:
    """A new temporary password for an account; all its sessions end."""
    with reading(system()) as session:
        found = session.scalar(select(User.id).where(User.email == args.email.strip().lower(), User.deleted_at.is_(None)))
    if found is None:
        raise NotFound(f"There is no account {args.email}.")
    typed = _password()
    rules.reset_password(system(), found, typed)
    print(f"{args.email} may sign in. Temporary password: {typed}")


def _password() -> str:
    return secrets.token_urlsafe(12)
