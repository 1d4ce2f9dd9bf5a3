"""Documents as PDF: typst sets a template of this package; what people typed goes in as data, never as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from data.core import clock
from data.core.fields import spaced_phone
from data.documents.shapes import Bill, LabReport, Prescription, TradeInvoice

HERE = Path(__file__).parent
TEMPLATES, FONTS = HERE / "templates", HERE / "fonts"
PAPERS = ("a4", "a5", "roll")
KEPT = 400


@cache
def _fonts() -> Any:
    """Our own fonts before the ones typst carries, never those of the machine: paper looks the same everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def pdf(template: str, data: Mapping[str, Any], paper: str = "a4") -> bytes:
    """The PDF of a template of this package; `data` is what its frame and body read, `paper` one of PAPERS."""
    if paper not in PAPERS:
        raise ValueError(f"no paper {paper!r}")
    made = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "paper": paper},
        timestamp=int(clock.now().timestamp()),
    )
    return bytes(made)


def prescription(document: Prescription, zone: str, paper: str = "a5") -> bytes:
    """A prescription as PDF."""
    return pdf("prescription", _said(document, "Prescription", zone), paper)


def lab_report(document: LabReport, zone: str, paper: str = "a4") -> bytes:
    """A laboratory report as PDF."""
    return pdf("lab_report", _said(document, "Laboratory report", zone), paper)


def bill(document: Bill, zone: str, paper: str = "a4") -> bytes:
    """A tax invoice or a receipt as PDF."""
    return pdf("bill", _said(document, document.title, zone), paper)


def supplier_invoice(document: TradeInvoice, zone: str, paper: str = "a4") -> bytes:
    """A manufacturer's tax invoice as PDF."""
    return pdf("supplier_invoice", _framed(document, document.title, document.recipient, zone), paper)


def _said(document: Prescription | LabReport | Bill, title: str, zone: str) -> dict[str, Any]:
    about = f"{document.patient.name}, {document.patient.code}"
    return {**_framed(document, title, about, zone), "notes": closing(document.notes)}


def _framed(document: Any, title: str, running: str, zone: str) -> dict[str, Any]:
    """What the frame of every document reads, beside what the document says itself."""
    return {
        **asdict(document),
        "head": {**asdict(document.head), "phone": spaced_phone(document.head.phone)},
        "title": title,
        "day": clock.spelt_day(document.day),
        "running": running,
        "printed": f"Printed {clock.spelt(clock.now(), zone)}",
    }


def closing(notes: str) -> list[str]:
    """The notes in parts, the last of them short enough to stay on one page with the signature."""
    parts = [line.strip() for line in notes.splitlines() if line.strip()]
    if not parts or len(parts[-1]) <= KEPT:
        return parts
    last = parts.pop()
    cut = last.find(" ", len(last) - KEPT)
    return [*parts, *(p for p in (last[:cut].strip(), last[cut:].strip()) if p)] if cut > 0 else [*parts, last]
