"""Files of a record come and go while its author writes it; what is final keeps those it has."""

from __future__ import annotations

import pytest

from data.core.errors import Conflict, NotAllowed, NotFound
from data.rules import record_writing
from data.store import files
from tests.files.made import document, picture

NOUN = "medical_records"


def names(actor, record_id):
    return [file.name for file in files.of_row(actor, NOUN, record_id)]


def test_the_author_attaches_and_removes_while_it_is_a_draft(ward):
    draft = ward.draft()
    assert files.may_attach(ward.nair, NOUN, draft.id)
    kept = files.attach(ward.nair, NOUN, draft.id, "knee.png", picture())
    files.attach(ward.nair, NOUN, draft.id, "letter.pdf", document())
    files.remove(ward.nair, kept, "the other knee")
    assert names(ward.nair, draft.id) == ["letter.pdf"]


def test_what_is_final_keeps_the_files_it_has(ward):
    draft = ward.draft()
    kept = files.attach(ward.nair, NOUN, draft.id, "knee.png", picture())
    record_writing.finalise(ward.nair, draft.id, {}, draft.version)
    assert not files.may_attach(ward.nair, NOUN, draft.id)
    with pytest.raises(Conflict, match="This record is final. Files are attached while it is a draft."):
        files.attach(ward.nair, NOUN, draft.id, "late.pdf", document())
    with pytest.raises(Conflict, match="This record is final"):
        files.remove(ward.nair, kept, "no longer wanted")
    assert names(ward.nair, draft.id) == ["knee.png"]


def test_a_colleague_attaches_nothing_to_a_draft_that_is_not_hers(ward):
    ward.seen(ward.house.varma, ward.house.lakshmi, 15)  # she is a patient of both
    draft = ward.draft()
    assert not files.may_attach(ward.varma, NOUN, draft.id)
    with pytest.raises(NotAllowed, match="Only its author attaches files."):
        files.attach(ward.varma, NOUN, draft.id, "late.pdf", document())
    for person in ("clinic", "receptionist", "lab_technician", "pharmacist", "patient"):
        with pytest.raises((NotAllowed, NotFound)):
            files.attach(ward.person(person), NOUN, draft.id, "late.pdf", document())
