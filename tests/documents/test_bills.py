"""Invoices and receipts on paper: 1, 12 and 60 lines, no value missing, no total alone on a page, pages numbered."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from data.documents import bills, typeset
from data.documents.shapes import Charged
from tests.documents import samples
from tests.documents.test_typeset import PAPERS, PLAIN, Paper, squeezed

COUNTS = (1, 12, 60)


def invoice_words(document):
    """Every plain word an invoice must show."""
    found = [text for line in document.lines for text in asdict(line).values() if PLAIN.match(text)]
    pairs = (*document.facts, *document.sums, document.total, *document.paid)
    return (
        found
        + [text for pair in pairs for text in pair if PLAIN.match(text)]
        + [document.words, document.code_text, document.number]
    )


def receipt_words(document):
    found = [text for line in document.lines for text in (line.name, line.amount) if PLAIN.match(text)]
    pairs = (*document.facts, *document.sums, document.total, *document.paid)
    return [*found, *(text for pair in pairs for text in pair), document.words, "Received by Jisha P"]


def missing(words, found):
    """Those that are not on the paper; a word may break at its hyphen, which the reader of a PDF then drops."""
    text = squeezed(found.text).replace("-", "")
    return [word for word in words if squeezed(word).replace("-", "") not in text]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("count", COUNTS)
def test_an_invoice_has_every_line_every_sum_and_its_page_numbers(count, paper):
    document = samples.bill(count)
    found = Paper(typeset.bill(document, samples.ZONE, paper))
    assert missing(invoice_words(document), found) == []
    assert found.sizes[0] == pytest.approx(PAPERS[paper], abs=1)
    pages = len(found.texts)
    assert pages > 1 if count == 60 else pages <= 2
    assert [f"Page {n} of {pages}" in text for n, text in enumerate(found.texts, 1)] == [True] * pages
    assert all("Item" in text and "Amount" in text for text in found.texts)  # the head is repeated
    assert "GSTIN 32AABCT1234M1Z5" in found.texts[0]
    assert "Duplicate" not in found.text


@pytest.mark.parametrize("count", COUNTS)
def test_a_receipt_has_every_line_and_each_way_of_paying(count):
    document = samples.receipt(count)
    for paper in typeset.PAPERS:
        found = Paper(typeset.bill(document, samples.ZONE, paper))
        assert missing(receipt_words(document), found) == [], paper
        assert "by UPI to" not in found.text
        assert len(found.texts) == 1 or paper != "roll"


def test_the_total_is_never_on_a_page_without_the_last_line():
    for count in range(8, 34):
        document = samples.bill(count)
        found = Paper(typeset.bill(document, samples.ZONE, "a5"))
        last = samples.CHARGES[(count - 1) % len(samples.CHARGES)][0].split(" · ")[0].split(",")[0]
        assert last in found.texts[-1], count
        for told in ("Left to pay", document.total[1], "Amount in words", "Authorised signatory"):
            assert told in found.texts[-1], (count, told)
            assert sum(told in text for text in found.texts) == 1, (count, told)


def test_nothing_of_a_bill_reaches_into_the_margin():
    wide = Charged(
        "Mahayogarajaguggulu" * 5,
        "100000",
        "₹99,99,99,99,999.00",
        "₹9,99,99,999.00",
        "−₹99,99,999.00",
        "30049011",
        "12.5 %",
        "z" * 90,
    )
    long = {"words": "Rupees " + "ninety-nine thousand " * 9, "facts": (("Discount for", "y" * 120),), "code_text": "x" * 80}
    for document in (
        samples.bill(30),
        samples.bill(3, taxed=False),
        replace(samples.bill(), lines=(wide,) * 3, **long),
        samples.receipt(30),
    ):
        for paper in typeset.PAPERS:
            for number, picture in enumerate(Paper(typeset.bill(document, samples.ZONE, paper), pictures=True).pictures):
                width, height = picture.size
                edge = int(width * 0.035)
                for box in ((0, 0, edge, height), (width - edge, 0, width, height), (0, height - edge // 2, width, height)):
                    assert picture.crop(box).getextrema()[0] == 255, (paper, number, box)


def test_a_deposit_has_no_lines_a_cancelled_bill_its_mark_and_a_second_print_says_so():
    deposit = Paper(
        typeset.bill(
            samples.receipt(0, sums=(), facts=(), total=("Received", "₹2,000.00"), paid=(("Cash", "₹2,000.00"),)),
            samples.ZONE,
            "a5",
        )
    )
    assert deposit.has("Cash") and not deposit.has("Quantity")
    cancelled = Paper(typeset.bill(samples.bill(1, mark="Cancelled on 25 Nov 2026.", code="", code_text=""), samples.ZONE, "a4"))
    assert cancelled.has("Cancelled on 25 Nov 2026.")
    assert all("Duplicate" in text for text in Paper(typeset.bill(samples.bill(60, copy=2), samples.ZONE, "a4")).texts)


def test_malayalam_has_its_letters_on_a_bill():
    found = Paper(typeset.bill(samples.bill(3), samples.ZONE, "a4"))
    assert {"NotoSansMalayalam", "NotoSansDevanagari"} <= {font.split("-")[0] for font in found.fonts}
    assert "\x00" not in found.text


def test_amounts_are_spelt_as_they_are_read_in_india():
    assert bills.in_words(0) == "Rupees zero only"
    assert bills.in_words(634880) == "Rupees six thousand three hundred and forty-eight and eighty paise only"
    assert bills.in_words(12345601) == "Rupees one lakh twenty-three thousand four hundred and fifty-six and one paise only"
    assert bills.in_words(100000000000) == "Rupees one hundred crore only"
