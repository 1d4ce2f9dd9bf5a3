"""Paper: every value is on it and nothing is cut off, the signature is not left alone, all scripts have their letters."""

from __future__ import annotations

import ctypes
import re
from contextlib import closing as closing_down
from dataclasses import asdict, replace

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import ImageFont

from data.documents import typeset
from data.documents.shapes import Finding, Item
from data.documents.typeset import closing
from tests.documents import samples

PAPERS = {"a4": (595.3, 841.9), "a5": (419.5, 595.3)}
PLAIN = re.compile(r"^[ -~–µμ·½≥₹]+$")


class Paper:
    """An opened PDF: its pages as text and as pictures."""

    def __init__(self, content, *, pictures=False):
        with closing_down(pypdfium2.PdfDocument(content)) as document:
            pages = list(document)
            self.sizes = [page.get_size() for page in pages]
            self.texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pages]
            self.pictures = [page.render(scale=2, grayscale=True).to_pil() for page in pages] if pictures else []
            self.fonts = {name for page in pages for name in fonts_of(page)}
        self.text = " ".join(self.texts)

    def has(self, value):
        return squeezed(value) in squeezed(self.text)


def fonts_of(page):
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        buffer = ctypes.create_string_buffer(200)
        pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(item.raw), buffer, 200)
        yield buffer.value.decode().partition("+")[2]


def squeezed(text):
    """Without blanks, since a wrapped value is broken at one."""
    return re.sub(r"[\s\x02￾]+", "", text)


def words_of(document):
    return [v for v in _walk(asdict(document)) if PLAIN.match(v) and not v.startswith("+91")]


def _walk(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in _walk(part)]
    return value.splitlines() if isinstance(value, str) and value else []


@pytest.mark.parametrize("paper", PAPERS)
def test_a_prescription_of_twelve_medicines_is_one_page_with_everything_on_it(paper):
    document = samples.prescription()
    found = Paper(typeset.prescription(document, samples.ZONE, paper))
    assert len(found.texts) == 1
    assert found.sizes[0] == pytest.approx(PAPERS[paper], abs=1)
    missing = [word for word in words_of(document) if not found.has(word)]
    assert missing == []
    assert "Page 1 of 1" in found.texts[0]
    assert "Registration no. TCMC 18442" in found.texts[0]
    assert "+91 48723 45678" in found.texts[0]
    assert "Duplicate" not in found.text


@pytest.mark.parametrize("paper", PAPERS)
def test_a_report_of_forty_tests_repeats_its_head_and_numbers_its_pages(paper):
    document = samples.lab_report()
    found = Paper(typeset.lab_report(document, samples.ZONE, paper))
    assert len(found.texts) == 2
    assert [f"Page {n} of 2" in text for n, text in enumerate(found.texts, 1)] == [True, True]
    assert all("Normal range" in text for text in found.texts)
    assert "THL-LR-2627-000077" in found.texts[1]
    assert [word for word in words_of(document) if not found.has(word)] == []


@pytest.mark.parametrize("count", range(9, 34))
def test_the_signature_is_never_on_a_page_without_the_last_line(count):
    found = Paper(typeset.prescription(samples.prescription(count, notes=""), samples.ZONE, "a5"))
    last = samples.MEDICINES[(count - 1) % len(samples.MEDICINES)][0].split(" · ")[0]
    assert "Registration no." in found.texts[-1]
    assert last in found.texts[-1]
    assert found.text.count("Registration no.") == 1


@pytest.mark.parametrize("length", [50, 900, 4000])
def test_the_signature_stays_with_the_end_of_long_notes(length):
    notes = " ".join(f"word{n}" for n in range(length // 7)) + " lastword"
    found = Paper(typeset.prescription(samples.prescription(12, notes=notes), samples.ZONE, "a5"))
    assert "lastword" in found.texts[-1]
    assert "Registration no." in found.texts[-1]
    assert all(found.has(f"word{n}") for n in range(length // 7))


def test_notes_are_divided_without_losing_a_word():
    notes = "First.\n\n" + "longer " * 300
    assert " ".join(closing(notes)).split() == notes.split()
    assert len(closing(notes)[-1]) <= typeset.KEPT
    assert closing("") == []
    assert closing("x" * 900) == ["x" * 900]


def test_nothing_reaches_into_the_margin():
    wide = Item(
        "Mahayogarajaguggulu" * 6, "x" * 120, "as-needed" * 9, "p" * 40, "before food", "y" * 80, "1000tablets" * 5, "z" * 90
    )
    found = Finding("Anti-cyclic" * 9, "9" * 60, "mIU" * 20, "Critical high", "r" * 50, "p" * 60)
    for content in (
        typeset.prescription(samples.prescription(items=30), samples.ZONE, "a5"),
        typeset.lab_report(samples.lab_report(tests=60), samples.ZONE, "a4"),
        *(typeset.prescription(replace(samples.prescription(), items=(wide,) * 3), samples.ZONE, p) for p in typeset.PAPERS),
        *(typeset.lab_report(replace(samples.lab_report(), tests=(found,) * 3), samples.ZONE, p) for p in typeset.PAPERS),
    ):
        for number, picture in enumerate(Paper(content, pictures=True).pictures):
            width, height = picture.size
            edge = int(width * 0.035)
            for box in ((0, 0, edge, height), (width - edge, 0, width, height), (0, height - edge // 2, width, height)):
                assert picture.crop(box).getextrema()[0] == 255, (number, box)


def test_every_letter_of_three_scripts_has_its_shape():
    document = samples.prescription(notes="₹1,23,456.00 · ലക്ഷ്മിക്ക് ക്ഷീരബല · क्षीरबला तैलम् · தமிழ் · ಕನ್ನಡ · α β ≥ ½ °C")
    found = Paper(typeset.prescription(document, samples.ZONE, "a4"))
    assert {"NotoSansMalayalam", "NotoSansDevanagari", "NotoSansTamil", "NotoSansKannada"} <= {
        f.split("-")[0] for f in found.fonts
    }
    assert "\x00" not in found.text
    for letters in ("₹1,23,456.00", "ലക", "क", "தமி", "ಕನ", "α β ≥ ½ °C"):
        assert letters in found.text


@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("Figtree", "₹ ½ ° × µ ³"),
        ("NotoSansMalayalam", "ക്ഷ ണ്ട ൽ ൺ"),
        ("NotoSansDevanagari", "क्ष त्र ।"),
        ("NotoSans-Greek", "μ α β"),
    ],
)
def test_the_fonts_of_the_house_have_the_letters_they_are_there_for(family, text, weight):
    picture = typeset.FONTS / f"{family}-{weight}.ttf"
    font = ImageFont.truetype(str(picture), 40)
    hollow = font.getmask("\U000e0100\uffff").getbbox()
    assert all(font.getmask(letter).getbbox() not in {None, hollow} for letter in text.replace(" ", ""))


def test_a_second_print_says_so_on_every_page():
    found = Paper(typeset.lab_report(samples.lab_report(copy=2), samples.ZONE))
    assert all("Duplicate" in text for text in found.texts)


def test_the_roll_is_as_long_as_it_must_be():
    short = Paper(typeset.prescription(samples.prescription(1), samples.ZONE, "roll"))
    long = Paper(typeset.prescription(samples.prescription(12), samples.ZONE, "roll"))
    assert short.sizes[0][0] == pytest.approx(226.8, abs=0.5)
    assert len(long.texts) == 1
    assert long.sizes[0][1] > short.sizes[0][1]
    assert [word for word in words_of(samples.prescription()) if not long.has(word)] == []


HOSTILE = (
    '#read("/etc/passwd")',
    "$x^2$ *bold* _it_ `raw` \\ // gone",
    "#let x = 1",
    '"} ) #panic()',
    "<label> @ref",
    "]] [[",
    "= Head",
)


def test_what_people_type_is_text_and_never_markup():
    items = tuple(Item(word, instructions=word) for word in HOSTILE)
    document = replace(samples.prescription(notes="\n".join(HOSTILE)), items=items)
    found = Paper(typeset.prescription(document, samples.ZONE, "a4"))
    assert [word for word in HOSTILE if not found.has(word)] == []
    assert "root:" not in found.text


def test_paper_of_an_unknown_size_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="letter"):
        typeset.pdf("prescription", {}, "letter")
