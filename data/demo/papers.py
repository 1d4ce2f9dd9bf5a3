"""The papers invented organisations trade on, verified, each with its file, and the approval that follows from them."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock, trade_terms
from data.core.actor import system
from data.core.resource import resource, words
from data.models import Clinic, Manufacturer, OrgDocument
from data.rules import org_documents, organisations
from data.store import file_check, files, write

LICENCE_DAYS = 500
WIDTH, HEIGHT = 420, 298  # points: half a sheet of A5


def approved(session: Session, row: Clinic | Manufacturer, days: int = LICENCE_DAYS) -> None:
    """Every required document, verified; licences hold for so many days more."""
    today, now = trade_terms.today(), clock.now()
    for kind in org_documents.required(row):
        document = OrgDocument(
            doc_type=kind, number=row.license_number if kind in org_documents.LICENCES else row.gstin, status="verified", verified_at=now,
            issued_on=today - timedelta(days=700), expires_on=today + timedelta(days=days) if kind in org_documents.LICENCES else None,
            **organisations.owner(row),
        )  # fmt: skip
        session.add(document)
    session.flush()
    noun = resource("clinics" if isinstance(row, Clinic) else "manufacturers")
    write.make_step(session, noun, system(), row, write.find_step(noun, "approve"), {})


def attached(session: Session, row: Clinic | Manufacturer, *, drawn: bool = True) -> None:
    """A specimen behind each document of an organisation; `drawn` ones are shown small beside their name."""
    for document in session.scalars(select(OrgDocument).where(org_documents.of(row), OrgDocument.file_id.is_(None))):
        content = specimen(document, row.legal_name or "")
        seen = file_check.examine(content) if drawn else file_check.Seen("application/pdf", 1, None)
        name = f"{words(document.doc_type).lower().replace(' ', '-')}.pdf"
        files.put(
            session, system(), "org_documents", document, name, content, files.Seen(seen.media_type, seen.pages, seen.preview)
        )


def waiting(session: Session, row: Clinic | Manufacturer) -> None:
    """A newer proof of address that the platform has not looked at yet."""
    session.add(
        OrgDocument(
            doc_type="address_proof", number="Tax receipt 2211", issued_on=trade_terms.today(), **organisations.owner(row)
        )
    )
    session.flush()
    attached(session, row)


def specimen(document: OrgDocument, whose: str) -> bytes:
    """A page that says what paper it stands for, and that it is none."""
    until = f"Holds until {clock.spelt_day(document.expires_on)}" if document.expires_on else "Holds without end"
    lines = (
        (20, words(document.doc_type)),
        (13, whose),
        (13, f"Number {document.number or 'none'}"),
        (13, until),
        (10, "SPECIMEN of the demo: issued by nobody."),
    )
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(WIDTH, HEIGHT))
    helvetica = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=made.make_indirect(helvetica)))
    drawn = [f"BT /F1 {size} Tf 36 {HEIGHT - 64 - 40 * n} Td ({_typed(line)}) Tj ET" for n, (size, line) in enumerate(lines)]
    page.contents_add(
        f"0.11 0.36 0.26 RG 3 w 14 14 {WIDTH - 28} {HEIGHT - 28} re S\n{chr(10).join(drawn)}".encode("latin-1", "replace")
    )
    out = io.BytesIO()
    made.save(out, static_id=True)
    return out.getvalue()


def _typed(text: str) -> str:
    """A text as a PDF writes it down."""
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
