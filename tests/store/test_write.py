"""The one way for a change: stale saves, one-use keys, soft delete, values refused with a sentence."""

from __future__ import annotations

import pytest

from data.core.errors import Conflict, Invalid, NotFound, Stale
from data.store import read, write


def test_a_stale_save_is_refused_with_both_versions(alice):
    room = write.create("rooms", alice, {"name": "Room 1"})
    write.change("rooms", alice, room, {"name": "Theirs"}, 1)
    with pytest.raises(Stale) as refused:
        write.change("rooms", alice, room, {"name": "Mine"}, 1)
    assert refused.value.theirs == {"Name": ("Theirs", "Mine")}
    assert read.get("rooms", alice, room).values["name"] == "Theirs"


def test_one_key_makes_one_row(alice):
    first = write.create("rooms", alice, {"name": "Room 1"}, key="k")
    assert write.create("rooms", alice, {"name": "Room 1"}, key="k") == first
    assert read.page("rooms", alice, read.Query()).total == 1


def test_a_deleted_row_leaves_the_lists_and_comes_back(alice):
    room = write.create("rooms", alice, {"name": "Room 1"})
    write.delete("rooms", alice, room, "made twice")
    assert read.page("rooms", alice, read.Query()).total == 0
    with pytest.raises(NotFound):
        read.get("rooms", alice, room)
    assert read.page("rooms", alice, read.Query(deleted=True)).total == 1
    write.restore("rooms", alice, room)
    assert read.get("rooms", alice, room).label == "Room 1"


def test_a_restore_onto_a_taken_name_is_refused(alice):
    room = write.create("rooms", alice, {"name": "Room 1"})
    write.delete("rooms", alice, room, "made twice")
    write.create("rooms", alice, {"name": "Room 1"})
    with pytest.raises(Conflict, match="already a room of this name"):
        write.restore("rooms", alice, room)


def test_a_deletion_needs_a_reason(alice):
    room = write.create("rooms", alice, {"name": "Room 1"})
    with pytest.raises(Invalid, match="Say why"):
        write.delete("rooms", alice, room, "  ")


@pytest.mark.parametrize(
    ("raw", "field", "sentence"),
    [
        ({"name": ""}, "name", "Name is needed."),
        ({"name": "x" * 300}, "name", "Name has 300 characters; 80 is the most."),
        ({"name": "Room\x00"}, "name", "This holds a character that cannot be shown."),
        ({"name": {"a": 1}}, "name", "Name cannot be read."),
        ({"name": "Room", "kind": "spaceship"}, "kind", "Kind is one of"),
        ({"name": "Room", "clinic_id": "x"}, "clinic_id", "There is no such field."),
    ],
)
def test_bad_values_get_a_sentence_beside_their_field(alice, raw, field, sentence):
    with pytest.raises(Invalid) as refused:
        write.create("rooms", alice, raw)
    assert sentence in refused.value.errors[field]


@pytest.mark.parametrize("name", ["O'Brien's <b>room</b>", "മുറി ഒന്ന്", "कमरा एक", '"; DROP TABLE rooms; --', "=1+1"])
def test_any_script_and_any_punctuation_is_kept_as_typed(alice, name):
    room = write.create("rooms", alice, {"name": name})
    assert read.get("rooms", alice, room).values["name"] == name
