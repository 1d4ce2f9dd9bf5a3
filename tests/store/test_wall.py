"""The tenant wall: nothing of one clinic is read, counted, joined or written from another."""

from __future__ import annotations

import ast

import pytest
from sqlalchemy import exists, func, insert, intersect, literal_column, select, text, union_all, update
from sqlalchemy.orm import aliased

from data.core.errors import NotAllowed, NotFound
from data.models import Clinic, Room
from data.store import read, write
from data.store.unit_of_work import reading, writing
from tests.servers import ROOT


@pytest.fixture
def room(alice):
    return write.create("rooms", alice, {"name": "Room of Aster"})


def statements():
    other = aliased(Room)
    return {
        "entity": select(Room),
        "column": select(Room.name),
        "aggregate": select(func.count(Room.id)),
        "alias": select(other.name),
        "subquery": select(func.count()).select_from(select(Room.id).subquery()),
        "cte": select(select(Room.name).cte().c.name),
        "union": union_all(select(Room.name), select(Room.name)),
        "scalar subquery": select(Clinic.id, select(func.max(Room.name)).scalar_subquery()),
        "in": select(Clinic.id).where(Clinic.id.in_(select(Room.clinic_id))),
        "in an intersection": select(Clinic.id).where(Clinic.id.in_(intersect(select(Room.clinic_id), select(Room.clinic_id)))),
        "exists": select(Clinic.id).where(exists().where(Room.clinic_id == Clinic.id)),
        "join": select(Room.name).join(Clinic, Clinic.id == Room.clinic_id),
        "join from the other side": select(Clinic.id, Room.name).join(Room, Room.clinic_id == Clinic.id),
    }


@pytest.mark.parametrize("way", statements())
def test_no_mapped_statement_reaches_over_the_wall(alice, charlie, room, way):
    with reading(charlie) as session:
        rows = session.execute(statements()[way]).all()
    assert "Room of Aster" not in str(rows)
    assert str(alice.clinic_id) not in str(rows)
    assert way not in {"aggregate", "subquery"} or rows == [(0,)]
    with reading(alice) as session:
        assert session.execute(statements()[way]).all()


AROUND = {
    "text": lambda: text("SELECT name FROM rooms"),
    "core table": lambda: select(Room.__table__),
    "core column": lambda: select(Room.__table__.c.name),
    "core count": lambda: select(func.count()).select_from(Room.__table__),
    "core in a join": lambda: select(Clinic.id).join(Room.__table__, Room.__table__.c.clinic_id == Clinic.id),
    "core in a subquery": lambda: select(Clinic.id).where(Clinic.id.in_(select(Room.__table__.c.clinic_id))),
    "from_statement": lambda: select(Room).from_statement(text("SELECT * FROM rooms")),
    "literal column": lambda: select(literal_column("(SELECT max(name) FROM rooms)")),
    "text in where": lambda: select(Clinic.id).where(text("1=1")),
    "bulk update": lambda: update(Room).values(name="mine"),
    "bulk insert": lambda: insert(Room).values(name="mine"),
}


@pytest.mark.parametrize("way", AROUND)
def test_what_goes_around_the_mapper_is_refused(alice, charlie, room, way):
    with pytest.raises(NotAllowed), writing(charlie) as session:
        session.execute(AROUND[way]())
    assert read.get("rooms", alice, room).values["name"] == "Room of Aster"


def test_a_foreign_row_sounds_like_an_unknown_one(charlie, room):
    sentences = set()
    for row_id in (room, "00000000-0000-7000-8000-000000000000", "not-an-id", "'; DROP TABLE rooms"):
        with pytest.raises(NotFound) as refused:
            read.get("rooms", charlie, row_id)
        sentences.add(refused.value.message)
    assert len(sentences) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda who, room: write.change("rooms", who, room, {"name": "Mine"}, 1),
        lambda who, room: write.delete("rooms", who, room, "mine now"),
        lambda who, room: write.restore("rooms", who, room),
        lambda who, room: read.label("rooms", who, room),
    ],
)
def test_a_foreign_row_is_never_changed(alice, charlie, room, act):
    with pytest.raises(NotFound):
        act(charlie, room)
    assert read.get("rooms", alice, room).version == 1


def test_a_row_cannot_be_put_into_another_clinic(alice, charlie):
    with pytest.raises(NotAllowed), writing(charlie) as session:
        session.add(Room(clinic_id=alice.clinic_id, name="Cuckoo"))


def test_a_row_cannot_change_its_clinic(alice, charlie, room):
    with pytest.raises(NotAllowed), writing(alice) as session:
        session.scalars(select(Room)).one().clinic_id = charlie.clinic_id


RAW = {"text", "literal_column", "exec_driver_sql", "raw_connection", "from_statement"}


def test_nothing_above_the_store_writes_sql_by_hand():
    floors = ("data/rules", "data/resources", "data/analytics", "data/interop", "pages", "callbacks", "components")
    found = []
    for path in (p for floor in floors for p in (ROOT / floor).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            from_sqlalchemy = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
            named = {alias.name for alias in node.names} if from_sqlalchemy else set()
            called = {node.attr} - {"text"} if isinstance(node, ast.Attribute) else set()
            found += [(path.name, name) for name in (named | called) & RAW]
    assert found == []
