"""What a result means: boundaries, ages, bounds, and that nothing is called normal without a range."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core import lab_ranges
from data.core.errors import Invalid
from data.rules import lab_flags
from data.rules.lab_flags import Value, fitting, flag, read

NAMES = lab_ranges.LIMITS
POTASSIUM = dict(zip(NAMES, map(Decimal, ("3.5", "5.1", "2.5", "6.0", "1", "10")), strict=True))


def limits(**more):
    return SimpleNamespace(**{**dict.fromkeys(NAMES), **more})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.5", "normal"), ("5.1", "normal"), ("3.49", "low"), ("5.11", "high"), ("2.5", "low"), ("2.49", "critical-low"), ("6.0", "high"),
        ("6.01", "critical-high"), ("<2.5", "critical-low"), ("<3", "none"), (">6.0", "critical-high"), (">5.5", "none"), ("haemolysed", "none"),
    ],
)  # fmt: skip
def test_a_limit_belongs_to_the_better_side(text, expected):
    assert flag(read(text, "number"), limits(**POTASSIUM)) == expected


def test_no_range_is_never_normal():
    assert flag(read("4.2", "number"), None) == "none"
    assert flag(read("4.2", "number"), limits()) == "none"
    assert flag(read("4.2", "number"), limits(critical_high=Decimal(9))) == "none"


def test_a_bound_says_only_what_holds_for_all_beyond_it():
    one_sided = limits(normal_high=Decimal(200))
    assert flag(read("<150", "number"), one_sided) == "normal"
    assert flag(read("<250", "number"), one_sided) == "none"
    assert flag(read(">200", "number"), one_sided) == "high"


sorted_limits = st.lists(st.decimals(0, 1000, places=2), min_size=6, max_size=6, unique=True).map(sorted)


@given(sorted_limits, st.decimals(0, 1000, places=2))
def test_the_flag_is_where_the_number_lies(found, number):
    plow, clow, low, high, chigh, phigh = found
    band = limits(
        normal_low=low, normal_high=high, critical_low=clow, critical_high=chigh, plausible_low=plow, plausible_high=phigh
    )
    expected = (
        "critical-low"
        if number < clow
        else "low"
        if number < low
        else "normal"
        if number <= high
        else "high"
        if number <= chigh
        else "critical-high"
    )
    value = Value(str(number), number)
    assert flag(value, band) == expected
    assert (lab_flags.implausible(value, band, "Potassium", "mmol/L") is None) == (plow <= number <= phigh)


@given(sorted_limits, st.decimals(0, 1000, places=2), st.decimals("0.01", 400, places=2))
def test_a_bound_never_claims_what_a_number_beneath_it_contradicts(found, bound, less):
    _, clow, low, high, chigh, _ = found
    band = limits(normal_low=low, normal_high=high, critical_low=clow, critical_high=chigh)
    said = flag(Value(f"<{bound}", bound, "<"), band)
    assert said in {"none", flag(Value("x", bound - less), band)}


@pytest.mark.parametrize(
    ("text", "kept"),
    [("7,400", "7400"), ("1,50,000", "150000"), (" 6.4 ", "6.4"), ("−2", "-2"), ("< 0.1", "<0.1"), ("Nil", "Nil")],
)
def test_numbers_are_read_as_people_write_them(text, kept):
    assert read(text, "number").text == kept


@pytest.mark.parametrize("text", ["6,4", "6.4.", "6..4", "6.4 mmol", "6O", "1e3", "2-3"])
def test_what_may_be_a_mistyped_number_is_not_taken_for_words(text):
    with pytest.raises(Invalid, match="is not a number"):
        read(text, "number")
    assert read(text, "text").text == text


def test_an_implausible_number_is_told_with_what_is_possible():
    said = lab_flags.implausible(read("64", "number"), limits(**POTASSIUM), "Potassium", "mmol/L")
    assert said == "Potassium 64 mmol/L cannot be; 1–10 is possible."


def test_the_range_fits_sex_and_age_at_the_day():
    bands = [
        SimpleNamespace(**b)
        for b in lab_ranges.parse("any:0:6 m:1:2::::|any:6 m:12:3:4::::|female:12:150:5:6::::|male:12:150:7:8::::")
    ]
    pick = lambda sex, months: getattr(fitting(bands, sex, months), "normal_low", None)  # noqa: E731
    assert [pick("female", m) for m in (0, 5, 6, 143, 144, 1799, 1800)] == [1, 1, 3, 3, 5, 5, None]
    assert [pick("male", 144), pick("other", 144), pick("other", 7), pick("female", None)] == [7, None, 3, None]
    assert lab_flags.age_in_months(date(2025, 11, 25), 2025, date(2026, 11, 24)) == 11
    assert lab_flags.age_in_months(None, 1968, date(2026, 11, 24)) == 58 * 12
    assert lab_flags.age_in_months(None, None, date(2026, 11, 24)) is None


@given(st.integers(0, 1799), st.sampled_from(["female", "male", "other"]))
def test_at_most_one_range_fits_anybody(months, sex):
    bands = [
        SimpleNamespace(**b)
        for b in lab_ranges.parse("any:0:12:1:2::::|female:12:50:3:4::::|female:50:150:3:5::::|male:12:150:5:6::::")
    ]
    fits = [b for b in bands if b.sex in {"any", sex} and b.age_from <= months < b.age_to]
    assert len(fits) <= 1
    assert fitting(bands, sex, months) is (fits[0] if fits else None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("any:0:150:5:3::::", "Normal is from low to high: 5 to 3 is not."),
        ("any:0:150:3:3::::", "Normal is from low to high"),
        ("any:0:150:3:5:4:::", "The critical low, 4, is beyond the normal low, 3."),
        ("any:0:150:3:5::4::", "The normal high, 5, is beyond the critical high, 4."),
        ("any:0:150:3:5:2:9:2.5:", "The lowest possible value, 2.5, is beyond the critical low, 2."),
        ("any:0:150:3:5:2:9::8", "The critical high, 9, is beyond the highest possible value, 8."),
        ("any:12:12:3:5::::", "A range ends after it begins"),
        ("any:0:200:3:5::::", "Nobody is older than 150 years."),
        ("any:0:13:3:5::::|female:12:150:3:5::::", "Two ranges for women overlap between 12 and 13."),
        ("male:0:20:3:5::::|male:6 m:30:3:5::::", "Two ranges for men overlap between 6 m and 20."),
        ("any:0:150:abc:5::::", "abc is not a number"),
        ("cats:0:150:1:5::::", "A range is for one of"),
    ],
)
def test_a_range_that_cannot_be_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(lab_ranges.Wrong, match=sentence.replace(".", r"\.")):
        lab_ranges.parse(text)


def test_women_and_men_may_share_ages_and_a_file_says_the_same_again():
    text = "female:12:150:12.0:15.0:7.0:20.0:2:25|male:12:150:13.0:17.0::::"
    assert lab_ranges.to_text(lab_ranges.parse(text)) == text
