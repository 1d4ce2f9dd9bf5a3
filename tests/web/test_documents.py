"""Documents over HTTP: who gets them, and how they are handed over."""

from __future__ import annotations

import pytest

from data.core.errors import NotFound
from data.documents import printed, typeset
from tests.documents import samples

ROW = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def documents(monkeypatch):
    def day_list(actor, row_id, paper):
        if row_id != ROW:
            raise NotFound
        return "THL-RX-2627-000118.pdf", typeset.prescription(samples.prescription(), samples.ZONE, paper or "a5")

    monkeypatch.setitem(printed.DOCUMENTS, "appointments", day_list)


@pytest.mark.usefixtures("documents")
def test_a_document_is_handed_over_as_a_file_and_kept_nowhere(web):
    answer = web.person("receptionist").get(f"/documents/appointments/{ROW}.pdf?paper=a4")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["Content-Disposition"] == "attachment; filename=THL-RX-2627-000118.pdf"
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("documents")
def test_only_who_may_print_gets_one(web):
    for role in ("lab_technician", "pharmacist", "manufacturer", "support", "patient"):
        assert web.person(role).get(f"/documents/appointments/{ROW}.pdf").status_code == 403, role
    nobody = web.nobody()
    assert nobody.get(f"/documents/appointments/{ROW}.pdf").status_code == 401
    clinic = web.person("clinic")
    for path in (f"appointments/{ROW[:-1]}1.pdf", f"rooms/{ROW}.pdf", f"nonsense/{ROW}.pdf", f"appointments/{ROW}.pdf?paper=b9"):
        assert clinic.get(f"/documents/{path}").status_code == 404, path
