"""Files of rows: what is read of CSV and XLSX, and the sentence for each file that is none."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from data.core.errors import Invalid
from data.interop import table_files


def workbook(*rows, more=()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title in more:
        book.create_sheet(title).append(["Not", "read"])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same package with some of its parts replaced."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item.filename, parts.get(item.filename.rpartition("/")[2].partition(".")[0], old.read(item)))
    return packed.getvalue()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_is_read_with_any_common_separator_and_with_or_without_its_mark(mark, sign):
    text = f'First name{sign}Notes\r\nരാധ{sign}"a{sign} ""b""\nc"\r\n\r\nRavi\r\n'
    found = table_files.read("patients.csv", mark + text.encode())
    assert found.headings == ["First name", "Notes"]
    assert found.rows == [(2, ["രാധ", f'a{sign} "b"\nc']), (4, ["Ravi"])]


def test_what_an_export_made_inert_is_itself_again():
    found = table_files.read("a.csv", b"name,phone\n'=1+1,+91 98\n'Asha,'-5\n")
    assert [cells for _, cells in found.rows] == [["=1+1", "+91 98"], ["'Asha", "-5"]]


def test_a_workbook_is_read_as_it_would_be_typed():
    content = workbook(
        ["Name", "Born", "Phone", "At", "Paid", "Seen", "Start"],
        ["Asha", date(1968, 3, 14), 9847031256, time(9, 30), 450.5, True, datetime(2026, 11, 24, 10, 15)],
        [],
        ["Ravi", datetime(1990, 1, 2), 9847031256.0, None, 12.0, False, None],
        more=["Second"],
    )
    found = table_files.read("a.xlsx", content)
    assert found.headings == ["Name", "Born", "Phone", "At", "Paid", "Seen", "Start"]
    assert found.rows == [
        (2, ["Asha", "1968-03-14", "9847031256", "09:30", "450.5", "yes", "2026-11-24T10:15:00"]),
        (4, ["Ravi", "1990-01-02", "9847031256", "", "12", "no"]),
    ]


def test_a_formula_is_never_calculated():
    found = table_files.read("a.xlsx", workbook(["Name", "Phone"], ["=1+1", "9847031256"]))
    assert found.rows == [(2, ["", "9847031256"])]


def test_columns_without_a_heading_are_numbered_and_empty_ones_at_the_end_left_out():
    found = table_files.read("a.csv", b"name,,phone,,\nAsha,x,98\n")
    assert found.headings == ["name", "Column 2", "phone"]


BROKEN = {
    "not UTF-8": ("a.csv", "first_name\nJosé\n".encode("latin-1"), "a.csv is not text in UTF-8"),
    "UTF-16": ("a.csv", "first_name\nJosé\n".encode("utf-16"), "not text in UTF-8"),
    "zeros": ("a.csv", b"a,b\n\x00,1\n", "not a table of text"),
    "quotes": ("a.csv", b'a,b\n"x"y,1\n', "not a CSV file that can be read"),
    "empty": ("a.csv", b"", "This file is empty."),
    "blank lines": ("a.csv", b"\n\n , \n", "This file is empty."),
    "duplicate headings": ("a.csv", b"phone,name,phone\n1,2,3\n", "Two columns are called “phone”."),
    "many columns": ("a.csv", ",".join(f"c{n}" for n in range(201)).encode(), "more than 200 columns"),
    "too large": ("a.csv", b"a\n" + b"x" * (21 * 1024 * 1024), "larger than 20 MB"),
    "many rows": ("a.csv", b"a\n" + b"x\n" * 100_001, "more than 100,000 rows"),
    "not an xlsx": ("a.xlsx", b"first_name\nAsha\n", "not an Excel file"),
    "a zip of other things": ("a.csv", b"PK\x03\x04" + bytes(90), "not an Excel file"),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(90), "an old Excel file or locked"),
    "an empty workbook": ("a.xlsx", workbook(), "This file is empty."),
    "half a workbook": ("a.xlsx", workbook(["a"], ["b"])[:-200], "not an Excel file"),
    "a sheet that is no XML": ("a.xlsx", repacked(workbook(["a"], ["b"]), sheet1=b"<worksheet><row"), "not an Excel file"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_table_is_refused_with_its_sentence(kind):
    name, content, sentence = BROKEN[kind]
    with pytest.raises(Invalid) as refused:
        table_files.read(name, content)
    assert list(refused.value.errors) == ["file"]
    assert sentence in refused.value.message


def test_a_small_package_that_unpacks_to_a_large_one_is_refused_unpacked_by_nobody():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", bytes(101 * 1024 * 1024))
    assert len(packed.getvalue()) < 200_000
    with pytest.raises(Invalid, match="unpacks to more than 100 MB"):
        table_files.read("a.xlsx", packed.getvalue())


def test_a_package_that_lies_about_its_size_is_refused():
    honest = repacked(workbook(["a"], ["b"]), sheet1=b"<worksheet>" + b" " * 200_000 + b"</worksheet>")
    size = struct.pack("<L", 200_023)
    assert size in honest
    with pytest.raises(Invalid, match="not an Excel file"):
        table_files.read("a.xlsx", honest.replace(size, struct.pack("<L", 20)))


def test_a_workbook_whose_words_refer_to_each_other_without_end_is_refused():
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    laughing = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "ha">{lines}]><worksheet><sheetData><row r="1"><c t="str"><v>&e11;</v></c></row></sheetData></worksheet>'
    with pytest.raises(Invalid, match="not an Excel file"):
        table_files.read("a.xlsx", repacked(workbook(["a"], ["b"]), sheet1=laughing.encode()))
