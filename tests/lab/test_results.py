"""Results: typed, flagged, kept; amended; read back."""

from __future__ import annotations

import pytest

from data.core.errors import Conflict
from data.rules import lab_results
from tests.lab.conftest import later


def ids(lab, report):
    return {code: line["id"] for code, line in lab.lines(report).items()}


def enter(lab, report, actor=None, **results):
    line = ids(lab, report)
    return lab_results.enter(actor or lab.sajan, report, {line[code]: {"result": text} for code, text in results.items()})


def test_an_order_goes_all_the_way(lab):
    report = lab.order("Renal", "HB", "SMEAR")
    assert lab.get(report).get("status") == "ordered"
    lab.move(report, "collect", actor=lab.desk)
    lab.move(report, "receive", "start")
    saved = enter(lab, report, K="4.2", HB="11.0", SMEAR="Normocytic")
    assert (saved.kept, saved.errors) == (3, {})
    with pytest.raises(Conflict, match="1 of 4 tests have no result yet: Urea"):
        lab.move(report, "complete")
    enter(lab, report, UREA="31")
    later(minutes=5)
    lab.move(report, "complete")
    done = lab.get(report)
    assert done.get("status") == "completed"
    assert done.get("verified_at") == done.get("resulted_at")
    lines = lab.lines(report)
    assert {code: line["flag"] for code, line in lines.items()} == {"K": "normal", "HB": "low", "SMEAR": "none", "UREA": "none"}
    assert lines["HB"]["normal_range"] == "12.0–15.0"
