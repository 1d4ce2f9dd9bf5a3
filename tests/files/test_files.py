"""Files of a row: sealed before they touch the store, opened through the permission, every opening in the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from data.core import clock
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from data.models import AuditEntry, StoredFile
from data.models.base import new_id
from data.store import audit, backup, changes, file_contents, file_store, files, write
from data.store.unit_of_work import reading, site
from tests.files import made
from tests.files.conftest import as_role
from tests.store.test_canaries import found_in

CONTENT = b"%PDF-1.7 " + made.CANARY.encode()


@pytest.fixture
def attached(alice, patient, unchecked):
    return files.attach(alice, "patients", patient, "Canaryfirst report.pdf", CONTENT)


def stored():
    root = Path(site().settings.files_url)
    return sorted(p for p in root.rglob("*") if p.is_file())


def row_of(actor, file_id):
    with reading(actor) as session:
        return session.scalars(
            select(StoredFile).where(StoredFile.id == file_id).options(undefer(StoredFile.clinical_sealed))
        ).one()


def acts(actor, *verbs):
    with reading(actor) as session:
        query = select(AuditEntry).where(AuditEntry.chain_id == actor.clinic_id, AuditEntry.verb.in_(verbs))
        return [(e.verb, audit.detail_of(e).get("file")) for e in session.scalars(query.order_by(AuditEntry.seq))]


def test_what_is_attached_comes_back_and_every_opening_is_in_the_trail(alice, patient, attached):
    (info,) = files.of_row(alice, "patients", patient)
    assert (info.id, info.name, info.media_type, info.size, info.pages) == (
        attached, "Canaryfirst report.pdf", "application/pdf", len(CONTENT), 2,
    )  # fmt: skip
    assert files.content(alice, attached) == ("Canaryfirst report.pdf", "application/pdf", CONTENT)
    assert files.preview(alice, attached).startswith(b"\x89PNG small")
    told = [("attach-file", str(attached)), ("list-files", None), ("open-file", str(attached)), ("preview-file", str(attached))]
    assert acts(alice, *(verb for verb, _ in told)) == told


def test_a_store_that_fails_leaves_an_opening_in_the_trail_rather_than_none(alice, attached):
    for path in stored():
        path.unlink()
    with pytest.raises(NotFound, match="not in the store"):
        files.content(alice, attached)
    assert acts(alice, "open-file") == [("open-file", str(attached))]


def test_nothing_of_name_or_content_lies_readable_on_the_disk(alice, patient, attached):
    folder = site().settings.instance
    files.content(alice, attached)
    if site().engine.dialect.name == "sqlite":
        backup.backup(folder / "copy.db")
    assert len(stored()) == 2
    assert found_in(folder) == []
    every = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert made.CANARY.encode() not in every
    assert b"small" not in b"".join(p.read_bytes() for p in stored())
    assert not any(str(patient) in str(p) or str(attached) in str(p) for p in stored())


def test_a_stored_content_that_was_touched_does_not_open(alice, patient, attached):
    other = files.attach(alice, "patients", patient, "other.pdf", CONTENT + b" other")
    row, foreign = row_of(alice, attached), row_of(alice, other)
    root = Path(site().settings.files_url)
    path, whole = root / row.place, (root / row.place).read_bytes()
    swapped, small = (root / foreign.place).read_bytes(), (root / row.preview_place).read_bytes()
    for harm in (whole[:-1] + bytes([whole[-1] ^ 1]), swapped, small, whole[:40], whole[:9], b"", b"\xff\xff" + whole[2:]):
        path.write_bytes(harm)
        with pytest.raises(Conflict, match="changed or is damaged"):
            files.content(alice, attached)
    path.write_bytes(whole)
    assert files.content(alice, attached)[2] == CONTENT


def test_another_clinic_finds_nothing(alice, charlie, patient, attached):
    for act in (
        lambda: files.content(charlie, attached), lambda: files.preview(charlie, attached), lambda: files.remove(charlie, attached, "mine"),
        lambda: files.of_row(charlie, "patients", patient), lambda: files.attach(charlie, "patients", patient, "x.pdf", CONTENT),
        lambda: files.content(alice, new_id()), lambda: files.content(alice, "7; DROP"), lambda: files.attach(alice, "rooms", patient, "x", CONTENT),
        lambda: files.attach(alice, "nonsense", patient, "x", CONTENT), lambda: files.of_row(alice, "nonsense", patient),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            act()
    assert not files.may_attach(charlie, "patients", patient)
    assert len(stored()) == 2


@pytest.mark.parametrize("role", ["manufacturer", "support"])
def test_who_does_not_see_the_row_does_not_see_its_files(alice, patient, attached, role):
    stranger = as_role(alice, role)
    for act in (files.content, files.preview):
        with pytest.raises(NotAllowed):
            act(stranger, attached)
    with pytest.raises(NotAllowed):
        files.of_row(stranger, "patients", patient)


def test_who_only_views_a_row_adds_and_removes_nothing(alice, patient, attached):
    viewer = as_role(alice, "pharmacist")
    assert files.content(viewer, attached)[2] == CONTENT
    assert not files.may_attach(viewer, "patients", patient)
    assert files.may_attach(alice, "patients", patient)
    with pytest.raises(NotAllowed):
        files.attach(viewer, "patients", patient, "x.pdf", CONTENT)
    with pytest.raises(NotAllowed):
        files.remove(viewer, attached, "no longer needed")


def test_a_rule_of_the_noun_holds_for_its_files(alice, patient, attached, monkeypatch):
    def is_final(_session, _actor, _row):
        raise Conflict("This record is final. Amend it.")

    monkeypatch.setitem(files.TAKES, "patients", files.Takes("edit", is_final))
    assert not files.may_attach(alice, "patients", patient)
    with pytest.raises(Conflict, match="is final"):
        files.attach(alice, "patients", patient, "x.pdf", CONTENT)
    with pytest.raises(Conflict, match="is final"):
        files.remove(alice, attached, "wrong patient")
    assert files.content(alice, attached)[2] == CONTENT


def test_a_removed_file_is_gone_with_its_reason_and_stays_sealed(alice, patient, attached):
    with pytest.raises(Invalid, match="Say why"):
        files.remove(alice, attached, "  ")
    files.remove(alice, attached, " wrong patient Canarylast ")
    assert files.of_row(alice, "patients", patient) == []
    for act in (files.content, files.preview):
        with pytest.raises(NotFound):
            act(alice, attached)
    with pytest.raises(NotFound):
        files.remove(alice, attached, "again")
    row = row_of(alice, attached)
    assert (row.delete_reason, row.deleted_by) == ("wrong patient Canarylast", alice.user_id)
    assert found_in(site().settings.instance) == []
    assert len(stored()) == 2
    assert acts(alice, "remove-file") == [("remove-file", str(attached))]


def test_files_of_a_deleted_row_are_not_handed_out(alice, patient, attached):
    write.delete("patients", system(alice.clinic_id), patient, "registered twice")
    with pytest.raises(NotFound):
        files.content(alice, attached)


def test_a_transaction_that_fails_leaves_no_content_behind(alice, patient, unchecked, monkeypatch):
    def fails(*_what, **_more):
        raise Conflict("Someone else saved at the same moment. Try again.")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(Conflict):
        files.attach(alice, "patients", patient, "x.pdf", CONTENT)
    assert stored() == []


def test_a_store_that_cannot_be_written_leaves_no_row(alice, patient, unchecked, monkeypatch):
    put, left = file_store.put, [1]

    def full(sealed):
        if not left:
            raise OSError(28, "No space left on device")
        left.pop()
        return put(sealed)

    monkeypatch.setattr(file_store, "put", full)
    with pytest.raises(OSError, match="No space"):
        files.attach(alice, "patients", patient, "x.pdf", CONTENT)
    assert stored() == []
    assert files.of_row(alice, "patients", patient) == []


def test_contents_without_a_row_are_swept_after_a_month(alice, patient, attached):
    removed = files.attach(alice, "patients", patient, "removed.pdf", CONTENT)
    files.remove(alice, removed, "not needed")
    orphan = file_store.put(b"left behind")
    stranger = Path(site().settings.files_url) / "readme.txt"
    stranger.write_text("not ours")
    assert file_contents.sweep() == 0
    clock.set_now(lambda: datetime.now(UTC) + timedelta(days=31))
    assert file_contents.sweep() == 1
    assert not (Path(site().settings.files_url) / orphan).exists()
    assert stranger.exists()
    assert files.content(alice, attached)[2] == CONTENT
    assert len(stored()) == 5


def test_a_store_that_is_not_there_yet_has_nothing_to_sweep(database):
    assert file_contents.sweep() == 0


def test_a_row_has_room_for_some_files_and_not_for_all(alice, patient, attached, monkeypatch):
    monkeypatch.setattr(files, "_takes", lambda noun, takes=files._takes: replace(takes(noun), most_files=2))
    files.attach(alice, "patients", patient, "second.pdf", CONTENT)
    with pytest.raises(Conflict, match="2 files are here already"):
        files.attach(alice, "patients", patient, "third.pdf", CONTENT)
    assert len(stored()) == 4


def test_the_noun_is_told_that_a_file_came(alice, patient, unchecked):
    def number():
        with reading(alice) as session:
            return changes.number(session, alice.clinic_id, "patients")

    before = number()
    files.attach(alice, "patients", patient, "x.pdf", CONTENT)
    assert number() == before + 1


def test_a_file_beyond_the_limit_is_not_even_looked_at(alice, patient):
    with pytest.raises(TooLarge, match="larger than 20 MB"):
        files.attach(alice, "patients", patient, "large.pdf", b"%PDF-" + bytes(files.MOST_BYTES))
    assert stored() == []


def test_a_real_picture_goes_all_the_way(alice, patient):
    content = made.photograph()
    file_id = files.attach(alice, "patients", patient, "../holiday.exe", content)
    assert files.content(alice, file_id) == ("holiday.exe.jpg", "image/jpeg", content)
    assert files.preview(alice, file_id).startswith(b"\x89PNG")
    with pytest.raises(Invalid, match="Only PDF, PNG and JPEG"):
        files.attach(alice, "patients", patient, "x.pdf", made.SVG)


def test_any_store_fsspec_knows_will_do(alice, patient, unchecked, monkeypatch):
    elsewhere = replace(site(), settings=replace(site().settings, files_url="memory://clinic"))
    monkeypatch.setattr(file_store, "site", lambda: elsewhere)
    file_id = files.attach(alice, "patients", patient, "x.pdf", CONTENT)
    assert files.content(alice, file_id)[2] == CONTENT
    assert stored() == []
    clock.set_now(lambda: datetime.now(UTC) + timedelta(days=31))
    assert file_contents.sweep() == 0
    row = row_of(alice, file_id)
    file_store.drop(row.place, row.preview_place, None)
    assert fsspec.filesystem("memory").find("/clinic") == []
