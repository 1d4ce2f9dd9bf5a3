"""Who is acting: the one argument every door of the store asks for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

DEFAULT_ZONE = "Asia/Kolkata"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person (or the program itself) with the roles of one organisation."""

    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    user_id: UUID | None = None
    clinic_id: UUID | None = None
    manufacturer_id: UUID | None = None
    doctor_id: UUID | None = None
    patient_id: UUID | None = None
    session_id: UUID | None = None
    ip: str = ""
    zone: str = DEFAULT_ZONE
    reason: str = ""
    is_system: bool = False
    is_across: bool = False

    @property
    def is_platform(self) -> bool:
        """Platform staff belong to no clinic and no manufacturer."""
        return bool(self.roles & {"admin", "support"})


def system(clinic_id: UUID | None = None, zone: str = DEFAULT_ZONE, name: str = "System") -> Actor:
    """The program acting for itself: imports, scheduled work, the demo."""
    return Actor(name=name, clinic_id=clinic_id, zone=zone, is_system=True)


def across(actor: Actor) -> Actor:
    """The same person in an act between two organisations, once the permission was asked: its rows lie on both sides of the wall."""
    return replace(actor, is_across=True)
