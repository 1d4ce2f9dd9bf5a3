"""Rooms a visit can take place in."""

from __future__ import annotations

from data.core.resource import Column, Field, Filter, Resource, declare
from data.models import Room

KINDS = ("consultation", "procedure", "panchakarma", "laboratory", "other")

ROOMS = declare(
    Resource(
        name="rooms",
        model=Room,
        title="Rooms",
        singular="room",
        icon="door-open",
        group="Manage",
        order="name",
        search=("name",),
        fields=(
            Field("name", required=True, max_length=80, hint="As it stands on the door."),
            Field("kind", "choice", choices=KINDS, default="consultation"),
            Field("is_active", "bool", label="In use", default=True),
        ),
        columns=(
            Column("name", "Room", lambda r, _z: r.name, sort="name", width=220),
            Column("kind", "Kind", lambda r, _z: r.kind, sort="kind"),
            Column("is_active", "In use", lambda r, _z: "Yes" if r.is_active else "No", sort="is_active"),
        ),
        filters=(Filter("kind", "Kind", choices=KINDS), Filter("is_active", "In use", kind="bool")),
        label=lambda r: r.name,
    )
)
