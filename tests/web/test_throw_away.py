"""Adding a plain noun is a model and a declaration: its screens, rules, trail and export follow."""

from __future__ import annotations

import pytest
from sqlalchemy import Boolean, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.core import roles
from data.core.actor import Actor, system
from data.core.errors import Invalid, NotAllowed, NotFound
from data.core.resource import Column, Field, Filter, Resource, declare, forget
from data.core.roles import Grant
from data.interop import csv_rows
from data.models.base import Base, ClinicOwned, Kept, new_id
from data.store import history, read, write
from data.store.unit_of_work import site


class Umbrella(ClinicOwned, Kept, Base):
    """A thing people leave behind."""

    __tablename__ = "umbrellas"
    __table_args__ = (Index("ix_umbrellas_colour", "clinic_id", "colour"),)

    colour: Mapped[str] = mapped_column(String(40))
    is_found: Mapped[bool] = mapped_column(Boolean, default=False)


Base.metadata.remove(Umbrella.__table__)  # the other tests compare the metadata with the migrations


def declaration(**more):
    return Resource(
        name="umbrellas", model=Umbrella, title="Umbrellas", singular="umbrella", order="colour", search=("colour",),
        fields=(Field("colour", required=True), Field("is_found", "bool")),
        columns=(Column("colour", "Colour", lambda r, _z: r.colour, sort="colour"),),
        filters=(Filter("is_found", "Found", kind="bool"),), label=lambda r: f"{r.colour} umbrella", **more,
    )  # fmt: skip


@pytest.fixture
def umbrellas(database, monkeypatch):
    Umbrella.__table__.create(site().engine)
    for verb in ("list", "view", "create", "edit", "delete", "export"):
        monkeypatch.setitem(
            roles._BY_KEY, ("umbrellas", verb, "receptionist"), (Grant("umbrellas", verb, "receptionist", "clinic"),)
        )
    yield declare(declaration())
    forget("umbrellas")
    Umbrella.__table__.drop(site().engine)


def person(role, code):
    clinic = write.create("clinics", system(), {"clinic_name": code, "clinic_code": code})
    return Actor("A person", frozenset({role}), user_id=new_id(), clinic_id=clinic)


def test_a_declared_noun_is_created_listed_searched_changed_deleted_restored_and_exported(umbrellas):
    bob, charlie = person("receptionist", "AAA"), person("receptionist", "BBB")
    with pytest.raises(Invalid, match="Colour is needed"):
        write.create("umbrellas", bob, {"colour": ""})
    red = write.create("umbrellas", bob, {"colour": "Red"})
    write.create("umbrellas", bob, {"colour": "Blue", "is_found": "yes"})
    assert [r["colour"] for r in read.page("umbrellas", bob, read.Query()).rows] == ["Blue", "Red"]
    assert [r["colour"] for r in read.page("umbrellas", bob, read.Query(search="re")).rows] == ["Red"]
    assert [r["colour"] for r in read.page("umbrellas", bob, read.Query(filters={"is_found": "yes"})).rows] == ["Blue"]
    assert read.page("umbrellas", charlie, read.Query()).total == 0
    with pytest.raises(NotFound):
        read.get("umbrellas", charlie, red)
    with pytest.raises(NotAllowed):
        read.page("umbrellas", person("pharmacist", "CCC"), read.Query())
    write.change("umbrellas", bob, red, {"colour": "Crimson"}, 1)
    write.delete("umbrellas", bob, red, "fetched")
    write.restore("umbrellas", bob, red)
    assert list(csv_rows.write_rows("umbrellas", bob, read.Query())) == [
        ["colour", "is_found"],
        ["Blue", "yes"],
        ["Crimson", "no"],
    ]
    assert [a.verb for a in history.of_row("umbrellas", system(bob.clinic_id), red)] == ["restore", "delete", "edit", "create"]


def test_its_pages_and_callbacks_follow(web, monkeypatch):
    from callbacks import resources as callbacks
    from components import routes
    from pages import resources as pages

    monkeypatch.setattr(routes, "ROUTES", dict(routes.ROUTES))
    resource = declaration()
    pages.add(resource)
    callbacks.add(resource)
    assert {p for p in routes.ROUTES if "umbrella" in p} == {
        "/dashboard/umbrellas" + tail for tail in ("", "/new", "/:id", "/:id/edit")
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": (Field("color"),)},
        {"fields": (Field("colour", "rainbow"),)},
        {"fields": (Field("colour", "choice"),)},
        {"columns": (Column("c", "C", lambda r, _z: r.c, sort="color"),)},
        {"filters": (Filter("color", "Colour"),)},
        {"search": ("color",)},
        {"order": "color"},
    ],
)
def test_a_misspelt_declaration_fails_at_once(wrong):
    from dataclasses import replace

    with pytest.raises(ValueError, match="umbrellas"):
        declare(replace(declaration(), **wrong))
