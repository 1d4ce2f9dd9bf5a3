"""What only a clinic's record must hold; what clinics and manufacturers share is in `organisations`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.models import Clinic, ClinicKey
from data.rules import organisations
from data.store.site import site


def has_a_key(session: Session, _actor: Actor, clinic: Clinic, _values: Any) -> None:
    """A new clinic gets the data key its patients are sealed with."""
    if inspect(clinic).transient and session.get(ClinicKey, (clinic.id, 1)) is None:
        site().keys.make(session.connection(), clinic.id)


RULES = (*organisations.RULES, has_a_key)
