"""A manufacturer's catalogue from a file: taken in chunk by chunk while somebody watches, nothing of the file is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.core.actor import Actor
from data.core.errors import Invalid, Refused
from data.core.resource import resource as declared
from data.interop import file_columns, table_files
from data.interop.incoming import CHUNK, Report, Row, take_in
from data.interop.job_course import WIDE
from data.store import access

NOUN, VERB = "products", "create"
MOST = 5_000
OWNER = "manufacturer"  # whose product it is follows from who brings the file


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The rows of a file, and what its own headings call each field."""

    rows: list[Row]
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class SoFar:
    """How far a file is: rows looked at, what became of them, the refusals as (row, column, sentence); `said` when it stopped."""

    done: int
    total: int
    imported: int
    unchanged: int
    refused: int
    refusals: tuple[tuple[int, str, str], ...]
    said: str = ""


def read(actor: Actor, name: str, content: bytes) -> Catalogue:
    """The products in a file; Invalid beside `file` when its headings say too little or it is too long."""
    access.require(declared(NOUN), actor, VERB)
    table = table_files.read(name, content)
    if not table.rows:
        raise Invalid({"file": "This file has headings and no rows under them."})
    if len(table.rows) > MOST:
        raise Invalid({"file": f"This file has more than {MOST:,} rows. Divide it into several files."})
    known = columns(actor)
    names = file_columns.guess(table.headings, known)
    missing = [t.label for t in known if t.is_needed and t.name not in names]
    if missing:
        raise Invalid({"file": f"No column is called {missing[0]}: no product is saved without it."})
    rows = [
        Row(
            NOUN,
            number,
            {name: cells[n] if n < len(cells) else "" for n, name in enumerate(names) if name},
            refusal={"": WIDE} if len(cells) > len(names) else {},
        )
        for number, cells in table.rows
    ]
    return Catalogue(rows, {name: heading for name, heading in zip(names, table.headings, strict=True) if name})


def columns(actor: Actor) -> list[file_columns.Target]:
    """What the columns of a catalogue can be."""
    return [t for t in file_columns.targets(actor, NOUN) if not t.name.startswith(OWNER)]


def bring(actor: Actor, catalogue: Catalogue) -> Iterator[SoFar]:
    """Take the rows in, a chunk in one transaction each; how far it is after each of them."""
    whole, total = Report(), len(catalogue.rows)
    for start in range(0, total, CHUNK):
        try:
            report = take_in(actor, catalogue.rows[start : start + CHUNK])
        except Refused as refused:
            yield _so_far(whole, catalogue, start, refused.message)
            return
        for counted in ("imported", "unchanged", "refused"):
            getattr(whole, counted).update(getattr(report, counted))
        whole.refusals += report.refusals
        yield _so_far(whole, catalogue, min(start + CHUNK, total))


def _so_far(report: Report, catalogue: Catalogue, done: int, said: str = "") -> SoFar:
    refusals = tuple((r.number, catalogue.titles.get(r.field, r.field), r.sentence) for r in report.refusals)
    counts = (report.imported[NOUN], report.unchanged[NOUN], report.refused[NOUN])
    return SoFar(done, len(catalogue.rows), *counts, refusals, said)
