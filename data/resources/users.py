"""People who sign in."""

from __future__ import annotations

from data.core.resource import Column, Field, Filter, Resource, declare
from data.core.roles import TITLES
from data.models import User
from data.rules import users as rules

USERS = declare(
    Resource(
        name="users",
        model=User,
        title="Users",
        singular="user",
        icon="person-badge",
        group="Manage",
        order="full_name",
        search=("full_name", "email"),
        fields=(
            Field("full_name", "name", required=True),
            Field("email", "email", required=True, hint="They sign in with it."),
            Field("phone", "phone", hint="They may sign in with it too."),
            Field(
                "roles",
                "choices",
                required=True,
                choices=rules.ROLES,
                names=tuple(TITLES[role] for role in rules.ROLES),
                offered=rules.given_by,
                width=6,
                hint="Rights add up: an owner who also treats has two.",
            ),
            Field("is_active", "bool", label="May sign in", default=True, on=("edit",)),
            Field(
                "temporary_password",
                "password",
                required=True,
                on=("new",),
                hint="At least twelve characters; they change it at the first sign-in.",
            ),
        ),
        columns=(
            Column("full_name", "Name", lambda r, _z: r.full_name, sort="full_name", width=200),
            Column("email", "E-mail", lambda r, _z: r.email, sort="email", width=240, phone=False),
            Column("roles", "Roles", lambda r, _z: ", ".join(TITLES.get(role, role) for role in r.roles), width=220),
            Column(
                "is_active", "May sign in", lambda r, _z: "Yes" if r.is_active else "No", sort="is_active", width=120, phone=False
            ),
        ),
        filters=(Filter("is_active", "May sign in", kind="bool"),),
        label=lambda r: r.full_name,
        rules=(rules.roles_fit, rules.still_an_admin, rules.password_is_set, rules.sessions_end_with_a_change),
        before_delete=(rules.still_an_admin,),
        scope={"own": lambda actor: User.manufacturer_id == actor.manufacturer_id},
    )
)
