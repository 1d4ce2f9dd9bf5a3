"""Passwords: argon2id, at least twelve characters, common ones refused, no rules of composition."""

from __future__ import annotations

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST, FEWEST_LETTERS = 12, 200, 5
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
# Each hash takes 64 MiB: a flood of sign-ins queues here instead of taking the machine's memory.
_AT_ONCE = BoundedSemaphore(4)
NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def weakness(typed: str) -> str | None:
    """The sentence against a password, or None when it will do."""
    if len(typed) < SHORTEST:
        return f"A password has at least {SHORTEST} characters; this has {len(typed)}."
    if len(typed) > LONGEST:
        return f"A password has at most {LONGEST} characters."
    return "This password is among the first that are guessed." if len(set(typed.lower())) < FEWEST_LETTERS else None


def hashed(typed: str) -> str:
    """The argon2id hash to store."""
    with _AT_ONCE:
        return _HASHER.hash(typed)


def matches(stored: str | None, typed: str) -> bool:
    """Whether the password is right; takes the same time when there is no account."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or NOBODY, typed) and stored is not None
        except (VerificationError, InvalidHashError):
            return False
