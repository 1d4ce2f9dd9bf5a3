"""The file behind a document: who attaches, reads and replaces it, and that nothing is verified unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.models import AuditEntry, OrgDocument, TradeFile
from data.store import file_contents, files, write
from tests.files import made
from tests.trade.conftest import attach_paper, get, make_clinic, make_maker, rows, somebody

SUPPORT, ADMIN = somebody("support"), somebody("admin")
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
RAW = {"doc_type": "address_proof", "number": "T-1"}


@ONE_DATABASE
def test_nothing_is_verified_before_it_can_be_looked_at(database):
    for own in (somebody("clinic", clinic_id=make_clinic("AAA")), somebody("manufacturer", manufacturer_id=make_maker("MMM"))):
        paper = write.create("org_documents", own, RAW)
        with pytest.raises(Conflict, match="No file is attached"):
            write.step("org_documents", SUPPORT, paper, "verify")
        wrong = attach_paper(own, paper, "wrong.pdf")
        right = attach_paper(own, paper, "right.pdf")
        assert get(OrgDocument, paper).file_id == right
        files.remove(own, right, "Looked at the wrong one.")
        assert get(OrgDocument, paper).file_id == wrong
        files.remove(own, wrong, "It is the wrong one.")
        with pytest.raises(Conflict, match="No file is attached"):
            write.step("org_documents", SUPPORT, paper, "verify")
        last = attach_paper(own, paper)
        write.step("org_documents", SUPPORT, paper, "verify")
        with pytest.raises(Conflict, match="its file stays as it is"):
            files.remove(own, last, "Another one is nicer.")
        with pytest.raises(Conflict, match="its file stays as it is"):
            attach_paper(own, paper)
        assert not files.may_attach(own, "org_documents", paper)


def test_a_paper_is_read_by_its_own_people_and_the_platform_alone(database):
    clinic, other, maker, rival = make_clinic("AAA"), make_clinic("BBB"), make_maker("MMM"), make_maker("RRR")
    owners = somebody("clinic", clinic_id=clinic), somebody("manufacturer", manufacturer_id=maker)
    strangers = (
        somebody("clinic", clinic_id=other), somebody("manufacturer", manufacturer_id=rival), somebody("pharmacist", clinic_id=clinic),
        somebody("doctor", clinic_id=clinic),
    )  # fmt: skip
    for place, own in enumerate(owners):
        paper = write.create("org_documents", own, RAW)
        file_id = attach_paper(own, paper)
        for reader in (own, SUPPORT, ADMIN):
            assert files.content(reader, file_id) == ("certificate.pdf", "application/pdf", b"%PDF-1.7 certificate.pdf")
            assert files.preview(reader, file_id) == b"\x89PNG small"
            assert [f.name for f in files.of_row(reader, "org_documents", paper)] == ["certificate.pdf"]
        for stranger in (*strangers, owners[1 - place]):
            for act in (files.content, files.preview):
                with pytest.raises((NotFound, NotAllowed)):
                    act(stranger, file_id)
            with pytest.raises((NotFound, NotAllowed)):
                files.of_row(stranger, "org_documents", paper)
            with pytest.raises((NotFound, NotAllowed)):
                files.remove(stranger, file_id, "It is not theirs.")
            with pytest.raises((NotFound, NotAllowed)):
                attach_paper(stranger, paper)
        with pytest.raises(NotAllowed):
            attach_paper(SUPPORT, paper)
        opened = rows(
            select(AuditEntry.verb).where(AuditEntry.row_id == paper, AuditEntry.verb.in_(["open-file", "preview-file"]))
        )
        assert len(opened) == 6
    assert b"certificate" not in b"".join(p.read_bytes() for p in _contents())
    clock.set_now(lambda: datetime.now(UTC) + timedelta(days=40))
    assert file_contents.sweep() == 0


def _contents():
    return [p for p in Path(file_contents.site().settings.files_url).rglob("*") if p.is_file()]


@ONE_DATABASE
def test_what_is_attached_is_looked_into(database):
    own = somebody("clinic", clinic_id=make_clinic("AAA", approved=False))
    paper = write.create("org_documents", own, RAW)
    with pytest.raises(Invalid, match="Only PDF, PNG and JPEG"):
        files.attach(own, "org_documents", paper, "x.pdf", made.SVG)
    files.attach(own, "org_documents", paper, "proof.pdf", made.document(1))
    assert rows(select(TradeFile.media_type)) == ["application/pdf"]
