"""Merging two records of one patient (`?with=` names the other)."""

from __future__ import annotations

from typing import Any

from components import merging, routes
from data.core.actor import Actor
from data.core.resource import resource
from data.store import read

PATIENTS = resource("patients")


def layout(actor: Actor, query: dict[str, str], id: str) -> Any:
    """The record that stays, beside the one that goes."""
    return merging.page(read.get("patients", actor, id), query.get("with", ""))


routes.page(PATIENTS.path + "/:id/merge", layout, "patients.merge", "Merge records")
