"""A record's history as it is read: words for codes, days as days, nothing that says only a dash."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from components import detail, lab, lab_grid
from tests.components.test_paper import texts


@dataclass
class Act:
    """An act as the store gives it."""

    changed: dict
    kinds: dict
    at: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 4, 45, tzinfo=UTC))
    who: str = "Meera Das"
    verb: str = "edit"
    reason: str = ""


def test_codes_days_and_money_are_said_in_words():
    act = Act(
        {
            "Type": ("follow-up", "panchakarma"),
            "Day": ("", "2026-11-24"),
            "Fee": ("500.00", "123456.50"),
            "Active": ("no", "yes"),
            "Notes": ("Old", ""),
            "At": ("", "2026-11-24T04:45:00+00:00"),
            "Tests": ("HB", "HB|TLC"),
        },
        {"Type": "choice", "Day": "date", "Fee": "money", "Active": "bool", "At": "datetime", "Tests": "parts"},
    )
    said = " ".join(texts(detail.history([act], "Asia/Kolkata")))
    for words in (
        "Type:  Follow up  →  Panchakarma",
        "Day:  24 Nov 2026",
        "₹1,23,456.50",
        "No  →  Yes",
        "Old  →  taken out",
        "At:  24 Nov 2026, 10:15",
        "HB  →  HB, TLC",
    ):
        assert words in said
    assert "–" not in said


def test_medicines_are_said_in_words_and_of_an_edit_those_that_differ():
    churna = "Triphala churna; form=churna; dose_amount=½; dose_unit=tsp; pattern=1-0-1; days=7; food=before; anupana=honey; quantity=35; frequency=2 times a day"
    tablet = "Yogaraja guggulu; dose_amount=2; dose_unit=tablet; pattern=1-0-1; days=15; quantity=60"
    more = tablet.replace("days=15; quantity=60", "days=1; quantity=4; override_reason=Took it before")
    act = Act({"Medicines": (f"{churna}\n{tablet}", f"{churna}\n{more}")}, {"Medicines": "medicines"}, verb="edit")
    said = " ".join(texts(detail.history([act], "Asia/Kolkata")))
    assert (
        "Yogaraja guggulu: 2 tablets, 1-0-1, 15 days, 60 in all  →  Yogaraja guggulu: 2 tablets, 1-0-1, 1 day, 4 in all, given because: Took it before"
        in said
    )
    assert "Triphala" not in said
    act = Act({"Medicines": ("", churna)}, {"Medicines": "medicines"}, verb="create")
    said = " ".join(texts(detail.history([act], "Asia/Kolkata")))
    assert "Triphala churna: Churna, ½ tsp, 1-0-1, 7 days, before food, with honey, 35 in all" in said
    act = Act({"Medicines": ("", "Yogaraja guggulu: 20")}, {"Medicines": "medicines"}, verb="dispense")
    assert "Yogaraja guggulu: 20" in " ".join(texts(detail.history([act], "Asia/Kolkata")))
    assert "=" not in said


@dataclass
class Before:
    """A result before, as the store gives it."""

    result: str
    at: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 4, 45, tzinfo=UTC))
    flag: str = "normal"


def test_values_before_are_a_line_oldest_first_and_words_are_left_out():
    said = " ".join(
        texts(lab_grid._before([Before("11.2"), Before("Haemolysed"), Before("12.5"), Before("13.0")], "Asia/Kolkata"))
    )
    assert "11.2" in said
    assert "Before, oldest first: 13.0, 12.5, 11.2" in said
    assert "oldest" not in " ".join(texts(lab_grid._before([Before("11.2")], "Asia/Kolkata")))


def test_a_result_in_words_lacks_no_range_and_a_number_without_one_says_so():
    line = {"id": "1", "status": "completed", "unit": "", "notes": "", "flag": "none"}
    shown = {}
    for result, spread in (("Straw", ""), ("Haemolysed", "3.5–5.1"), ("6.4", ""), ("<0.1", None), ("<3", "3.5–5.1")):
        told = line | {"result": result, "normal_range": spread}
        shown[result] = " ".join(texts(lab_grid.flag(told)))
        assert lab_grid.painted(told, [])["word"] == shown[result]  # the browser paints what the server drew
    assert shown == {"Straw": "", "Haemolysed": "", "6.4": "No range", "<0.1": "No range", "<3": "Unclear"}
    history = lab._difference(
        {"test": "Colour", "result": "Straw", "flag": "none"}, {"test": "Colour", "result": "Red", "flag": "none"}
    )
    assert history == "Colour: Straw → Red"


def test_a_critical_limit_says_on_which_side_it_lies():
    limits = {
        "normal_low": "20",
        "normal_high": "40",
        "critical_low": "5",
        "critical_high": None,
        "plausible_low": "0",
        "plausible_high": "100",
    }
    band = {"sex": "male", "age_from": 6, "age_to": 1800, **limits}
    assert detail.ranges([band]) == "Men 6 m to 150: normal 20–40, critical below 5, possible 0–100"
    assert "critical below 5 or above 60," in detail.ranges([band | {"critical_high": "60"}])
