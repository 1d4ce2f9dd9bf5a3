"""From dose to quantity: whatever is typed, enough and in whole packs; the words of the plan follow."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.core import medicines
from data.core.fields import Unreadable, parse
from data.core.resource import Field
from data.rules import doses

AMOUNTS = (
    st.sampled_from(["½", "¼", "1½", "1/2"]) | st.integers(1, 999).map(str) | st.decimals("0.001", "99.999", places=3).map(str)
)
_PART = st.sampled_from(["0", "1", "2", "½", "0.5", "1.25"])
_GIVEN = st.sampled_from(["1", "2", "½", "1.25"])
PATTERNS = st.tuples(_PART, _GIVEN, st.lists(_PART, min_size=1, max_size=2)).map(lambda p: "-".join((p[0], p[1], *p[2])))
UNITS = st.sampled_from(medicines.UNITS)
DAYS, PACKS = st.integers(1, 365), st.none() | st.integers(1, 1000)
CALM = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=80)  # the machine may be busy
FACTOR = {"tsp": 5, "tbsp": 15, "drop": Fraction(1, 20), "mg": Fraction(1, 1000)}


def number(text):
    """The same number by another way."""
    for mark, part in (("½", Fraction(1, 2)), ("¼", Fraction(1, 4)), ("¾", Fraction(3, 4))):
        if mark in text:
            return Fraction(text.replace(mark, "") or 0) + part
    return Fraction(text)


@CALM
@given(AMOUNTS, UNITS, PATTERNS, DAYS, PACKS)
def test_a_quantity_is_the_least_number_of_packs_that_lasts_the_course(amount, unit, pattern, days, pack):
    found = doses.quantity(amount, unit, pattern, days, pack)
    needed = number(amount) * FACTOR.get(unit, 1) * sum(map(number, pattern.split("-"))) * days
    size = pack or 1
    assert found % size == 0
    assert needed <= found < needed + size
    assert found == ceil(needed / size) * size


@CALM
@given(AMOUNTS, UNITS, PATTERNS, DAYS, PACKS)
def test_more_days_or_a_larger_pack_never_give_less(amount, unit, pattern, days, pack):
    found = doses.quantity(amount, unit, pattern, days, pack)
    assert doses.quantity(amount, unit, pattern, days + 1, pack) >= found
    assert doses.quantity(amount, unit, pattern, days, (pack or 1) * 2) >= found


@CALM
@given(AMOUNTS, UNITS, PATTERNS, DAYS)
def test_whatever_is_missing_nothing_is_made_up(amount, unit, pattern, days):
    for left_out in range(4):
        given_ = [amount, unit, pattern, days]
        given_[left_out] = None
        assert doses.quantity(*given_) is None


@CALM
@given(PATTERNS.map(lambda p: p.split("-")))
def test_a_pattern_reads_the_same_however_it_is_typed(parts):
    field = Field("pattern", "pattern")
    assert parse(field, " – ".join(parts)) == parse(field, "-".join(parts))
    assert parse(field, parse(field, "-".join(parts))) == parse(field, "-".join(parts))


@pytest.mark.parametrize("typed", ["1-0", "1-0-1-0-1", "0-0-0", "1-x-1", "11-0-0", "1--1", "-1-0-1", "1e3-0-0", "1-0-1/3"])
def test_what_is_no_pattern_is_refused(typed):
    with pytest.raises(Unreadable, match="1-0-1"):
        parse(Field("pattern", "pattern"), typed)


@pytest.mark.parametrize("typed", ["0", "-1", "1001", "two", "1e3", "NaN", "1.2345", "½½"])
def test_what_is_no_dose_is_refused(typed):
    with pytest.raises(Unreadable):
        parse(Field("dose", "amount"), typed)


def test_the_words_of_the_plan():
    line = {"dose_amount": "2", "dose_unit": "tablet", "pattern": "1-0-1", "days": 7, "food": "after", "anupana": "warm water"}
    full = doses.with_words(line)
    assert (full["dosage"], full["frequency"], full["duration"]) == ("2 tablets", "2 times a day", "7 days")
    assert doses.sentence(full) == "2 tablets, 1-0-1, 7 days, after food, with warm water"
    assert doses.frequency({"pattern": "0-0-1"}) == "once a day"
    assert doses.clock_words("½-0-1-1") == "½ morning, 1 evening, 1 night"
    assert doses.dosage({"dose_amount": "½", "dose_unit": "tablet"}) == "½ tablet"
    assert doses.base_unit("churna", "tsp") == "g"
    assert doses.base_unit("kashayam", "tsp") == "ml"
    assert doses.quantity_text(1, "vati", "tablet") == "1 tablet"


LINES = st.lists(
    st.fixed_dictionaries(
        {"medicine_name": st.text("abcഅआ ;=,-½", min_size=1, max_size=20).filter(lambda t: t.strip(" ;") and "=" not in t.split(";")[0])},
        optional={"dose_amount": st.just("½"), "dose_unit": st.just("tsp"), "days": DAYS, "instructions": st.text("xyz;=, ", max_size=20)},
    ).filter(lambda line: "dose_unit" in line or "dose_amount" not in line),
    min_size=1, max_size=4,
)  # fmt: skip


@CALM
@given(LINES)
def test_lines_leave_in_a_file_and_come_back(lines):
    field = Field("items", "medicines")
    read = parse(field, lines)
    text = medicines.as_text(read)
    assert medicines.as_text(parse(field, text)) == text
    assert len(text.splitlines()) == len(lines)


def test_a_text_with_an_unknown_part_is_refused():
    with pytest.raises(Unreadable, match="Medicine 2 has a part that cannot be read: colour=red"):
        parse(Field("items", "medicines"), "Abhayarishta\nTriphala; colour=red")
    with pytest.raises(Unreadable, match="at most 30"):
        parse(Field("items", "medicines"), "A\n" * 31)


@CALM
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(sorted(medicines.NAMES | {"id"})), x, max_size=3),
        max_leaves=8,
    )
)
def test_no_shape_of_lines_breaks_the_reading(raw):
    try:
        parse(Field("items", "medicines"), raw)
    except Unreadable as refused:
        assert str(refused)
