"""What the organisation refuses, as errors that carry their own sentence."""

from __future__ import annotations

from typing import Any

STALE = "Someone else changed this record. Reload it and apply your change again."


class Refused(Exception):
    """A request that was understood and turned down; `message` is said to the person as it stands."""

    status = 400

    def __init__(self, message: str, field: str | None = None, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code


class Invalid(Refused):
    """Values that cannot be saved: one sentence per field; `codes` by field are stable for programs."""

    status = 422

    def __init__(self, errors: dict[str, str], codes: dict[str, str] | None = None) -> None:
        super().__init__(next(iter(errors.values()), "Something needs another look."))
        self.errors = errors
        self.codes = codes or {}


class NotAllowed(Refused):
    """Known, and not for this person."""

    status = 403

    def __init__(self, message: str = "Your role does not allow this.") -> None:
        super().__init__(message)


class NeedsReason(NotAllowed):
    """Open to this person only after saying why (platform staff, break-glass)."""

    def __init__(self) -> None:
        super().__init__("Say why you are opening patient data.")


class NotFound(Refused):
    """Unknown, malformed, or another organisation's: all three sound the same."""

    status = 404

    def __init__(self, message: str = "There is no such record, or it is not yours to see.") -> None:
        super().__init__(message)


class Conflict(Refused):
    """True facts that cannot hold together, such as a doctor in two rooms."""

    status = 409


class Busy(Conflict):
    """The database asks for another try; nothing was decided."""


class Stale(Refused):
    """Somebody else saved first; `theirs` maps a field to (saved value, typed value)."""

    status = 412

    def __init__(self, message: str = STALE, theirs: dict[str, tuple[Any, Any]] | None = None) -> None:
        super().__init__(message, code="stale_version")
        self.theirs = theirs or {}


class TooLarge(Refused):
    """More than is taken at once."""

    status = 413


class TooMany(Refused):
    """Too many attempts in too short a time."""

    status = 429


class NotReady(Refused):
    """The program cannot start or go on; the sentence says what to do."""

    status = 503
