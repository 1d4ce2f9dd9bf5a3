"""Codes that come along with a row (P014): kept when they fit, and never given a second time."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.core.resource import Resource
from data.models import Counter
from data.store import numbers


def kept(session: Session, actor: Actor, resource: Resource, cells: dict[str, Any]) -> dict[str, str]:
    """The code of the row if the file brings one; the clinic's counter never falls behind it."""
    code = cells.pop(resource.code[0], None) if resource.code else None
    if not resource.code or not code or actor.clinic_id is None:
        return {}
    name, form = resource.code
    prefix = form.split("{")[0]
    match = re.fullmatch(re.escape(prefix) + r"(\d{1,9})", code)
    if not match or form.format(int(match[1])) != code:
        raise Invalid({name: f"A code of a {resource.singular} looks like {form.format(14)}."})
    taken = select(resource.model.id).where(resource.model.clinic_id == actor.clinic_id, getattr(resource.model, name) == code)
    if session.scalar(taken) is not None:
        raise Conflict(f"{code} was given before and is never given again.", name)
    reserve(session, actor, name, int(match[1]))
    return {name: code}


def reserve(session: Session, actor: Actor, series: str, number: int) -> None:
    """Let a series go on beyond a number that came from outside."""
    if actor.clinic_id is None or numbers.take(session, actor.clinic_id, series) > number:
        return
    here = (Counter.clinic_id == actor.clinic_id, Counter.series == series, Counter.value < number)
    session.connection().execute(update(Counter).where(*here).values(value=number))
