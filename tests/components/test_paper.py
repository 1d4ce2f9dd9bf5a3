"""The sheets of the browser say what the PDF says."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from components import paper
from tests.documents import samples


def texts(component):
    """Every text of a component tree, in order."""
    if isinstance(component, (list, tuple)):
        return [text for part in component for text in texts(part)]
    if component is None or isinstance(component, (str, int)):
        return [str(component)] if component not in (None, "") else []
    return texts(getattr(component, "children", None))


def words(value):
    if isinstance(value, dict):
        return [word for part in value.values() for word in words(part)]
    if isinstance(value, (list, tuple)):
        return [word for part in value for word in words(part)]
    return value.splitlines() if isinstance(value, str) and not value.startswith("+91") else []


@pytest.mark.parametrize(
    ("draw", "document"),
    [(paper.prescription, samples.prescription()), (paper.lab_report, samples.lab_report())],
    ids=["prescription", "lab report"],
)
def test_everything_of_a_document_is_on_its_sheet(draw, document):
    shown = " ".join(texts(draw(document, samples.ZONE)))
    assert [word for word in words(asdict(document)) if word not in shown] == []
    assert "Phone +91 48723 45678" in shown
    assert "24 Nov 2026" in shown
    assert "Duplicate" not in shown


def test_a_second_print_says_so():
    assert "Duplicate" in texts(paper.prescription(samples.prescription(copy=2), samples.ZONE))
    assert "Amended report. " in texts(paper.lab_report(samples.lab_report(amended=True), samples.ZONE))


def test_the_last_line_the_remarks_and_the_signature_are_one_part():
    table = paper.lines((("Test", ""),), [["first"], ["second"], ["last"]], "Remark.", samples.VAIDYA)
    _, body, kept = table.children
    assert texts(body) == ["first", "second"]
    assert texts(kept)[:3] == ["last", "Remark.", "Dr Anjali Varma"]
    assert kept.className == "sheet-kept"


def test_names_in_other_letters_are_marked_with_their_language():
    found = []

    def walk(part):
        if isinstance(part, (list, tuple)):
            for one in part:
                walk(one)
        elif part is not None and not isinstance(part, (str, int)):
            found.append(getattr(part, "lang", None))
            walk(getattr(part, "children", None))

    walk(paper.prescription(samples.prescription(), samples.ZONE))
    assert {"ml", "hi"} <= set(found)
