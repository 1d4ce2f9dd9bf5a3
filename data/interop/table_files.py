"""A file of rows, CSV or XLSX, as headings and cells of text: nothing is calculated, nothing is written to disk."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from data.core.errors import Invalid

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 100_000, 200, 20 * 1024 * 1024
MOST_UNPACKED, MOST_PARTS = 100 * 1024 * 1024, 2_000
SEPARATORS = (",", ";", "\t")
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FORMULA = frozenset("=+-@\t\r")
DAMAGED = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    EOFError,
    OSError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and each row that says anything with its number as a spreadsheet counts (the headings are row 1)."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read(name: str, content: bytes, *, is_limited: bool = True) -> Table:
    """The table in a file; Invalid with a sentence beside `file` when there is none that can be read.

    A file from a browser is limited; one that the operator names on the machine may have any size.
    """
    if is_limited and len(content) > MOST_BYTES:
        raise _refused("This file is larger than 20 MB. Divide it into several files.")
    if content.startswith(OLD_EXCEL):
        raise _refused(
            f"{name} is an old Excel file or locked with a password. Save it as “Excel workbook (.xlsx)” or “CSV UTF-8”."
        )
    if content.startswith(ZIP) or name.lower().endswith(".xlsx"):
        return _table(_sheet(name, content), is_limited=is_limited)
    return _table(_lines(name, content), is_limited=is_limited)


def _refused(sentence: str) -> Invalid:
    return Invalid({"file": sentence})


def plain(text: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from calculating it."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def _lines(name: str, content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise _refused(f"{name} is not text in UTF-8. Save it as “CSV UTF-8”.") from bad
    if "\x00" in text:
        raise _refused(f"{name} is not a table of text. Save it as “CSV UTF-8”.")
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
        yield from ([plain(cell) for cell in line] for line in lines)
    except csv.Error as bad:
        raise _refused(f"{name} is not a CSV file that can be read ({bad}).") from bad


def _separator(text: str) -> str:
    """What divides the headings: the sign that makes the most of them."""

    def width(sign: str) -> int:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=sign), []))

    return max(SEPARATORS, key=width)


def _sheet(name: str, content: bytes) -> Iterator[list[str]]:
    try:
        _fits(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says about its own size is not believed
        yield from ([_text(value) for value in line] for line in sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True))
    except Invalid:
        raise
    except (*DAMAGED, IndexError) as bad:
        raise _refused(
            f"{name} is not an Excel file (.xlsx) that can be read. Open it and save it again, or as “CSV UTF-8”."
        ) from bad


def _fits(content: bytes) -> None:
    """A small file may unpack to a very large one; its own list of contents says so, and more is never unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise _refused("This file unpacks to more than 100 MB. Divide it, or save it as “CSV UTF-8”.")


def _text(value: Any) -> str:
    """A cell as it would be typed: days and times as ISO text, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _table(lines: Iterable[list[str]], *, is_limited: bool) -> Table:
    numbered = ((number, [cell.strip() for cell in line]) for number, line in enumerate(lines, 1))
    said = ((number, cells) for number, cells in numbered if any(cells))
    first = next(said, None)
    if first is None:
        raise _refused("This file is empty.")
    rows = list(itertools.islice(said, MOST_ROWS + 1 if is_limited else None))
    if is_limited and len(rows) > MOST_ROWS:
        raise _refused(f"This file has more than {MOST_ROWS:,} rows. Divide it into several files.")
    return Table(_headings(first[1]), [(number, _cut(cells)) for number, cells in rows])


def _cut(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    last = max((n for n, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:last]


def _headings(cells: list[str]) -> list[str]:
    named = _cut(cells)
    if len(named) > MOST_COLUMNS:
        raise _refused(f"This file has more than {MOST_COLUMNS} columns.")
    named = [heading or f"Column {number}" for number, heading in enumerate(named, 1)]
    twice = next((h for n, h in enumerate(named) if h in named[:n]), None)
    if twice:
        raise _refused(f"Two columns are called “{twice}”. Give each a name of its own.")
    return named
