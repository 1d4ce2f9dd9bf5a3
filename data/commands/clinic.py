"""`clinic create`, and how the other commands find a clinic by its code."""

from __future__ import annotations

from argparse import Namespace

from sqlalchemy import select

from data.core.actor import Actor, system
from data.core.errors import NotFound
from data.models import Clinic
from data.store import write
from data.store.unit_of_work import reading


def create(args: Namespace) -> None:
    """A new clinic, waiting for approval, with the key its patients are sealed with."""
    write.create("clinics", system(), {"clinic_name": args.name, "clinic_code": args.code})
    print(f"{args.name} is there, with the code {args.code.upper()}.")


def by_code(code: str) -> Clinic:
    """The clinic of a code; NotFound with a sentence."""
    with reading(system()) as session:
        found = session.scalars(select(Clinic).where(Clinic.clinic_code == code.upper(), Clinic.deleted_at.is_(None))).first()
    if found is None:
        raise NotFound(f"There is no clinic with the code {code}.")
    return found


def program_in(code: str | None) -> Actor:
    """The program acting inside one clinic, or on the whole site when no code is given."""
    if code is None:
        return system()
    clinic = by_code(code)
    return system(clinic.id, clinic.time_zone)
