"""Pictures of the sample papers for the documentation: `python -m tests.documents.pictures`."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2

from data.core import clock
from data.documents import typeset
from tests.documents import samples

FOLDER = Path(__file__).parent.parent.parent / "docs" / "pictures"
PAPERS = {
    "paper-prescription-a5": lambda: typeset.prescription(samples.prescription(), samples.ZONE, "a5"),
    "paper-prescription-a4-duplicate": lambda: typeset.prescription(samples.prescription(copy=2), samples.ZONE, "a4"),
    "paper-prescription-roll": lambda: typeset.prescription(samples.prescription(3), samples.ZONE, "roll"),
    "paper-invoice-1-a5": lambda: typeset.bill(samples.bill(1, taxed=False), samples.ZONE, "a5"),
    "paper-invoice-12-a4": lambda: typeset.bill(samples.bill(12), samples.ZONE, "a4"),
    "paper-invoice-60-a4": lambda: typeset.bill(samples.bill(60), samples.ZONE, "a4"),
    "paper-invoice-12-roll": lambda: typeset.bill(samples.bill(12), samples.ZONE, "roll"),
    "paper-receipt-1-roll": lambda: typeset.bill(samples.receipt(1), samples.ZONE, "roll"),
    "paper-receipt-12-a5": lambda: typeset.bill(samples.receipt(12), samples.ZONE, "a5"),
    "paper-receipt-60-a5": lambda: typeset.bill(samples.receipt(60), samples.ZONE, "a5"),
    "paper-lab-report-a4": lambda: typeset.lab_report(samples.lab_report(), samples.ZONE, "a4"),
}


def main() -> None:
    clock.set_now(lambda: datetime(2026, 11, 24, 5, 0, tzinfo=UTC))
    for name, make in PAPERS.items():
        with closing(pypdfium2.PdfDocument(make())) as document:
            for number, page in enumerate(document, 1):
                tail = f"-{number}" if len(document) > 1 else ""
                page.render(scale=1.6, grayscale=True).to_pil().quantize(32).save(FOLDER / f"{name}{tail}.png", optimize=True)


if __name__ == "__main__":
    main()
