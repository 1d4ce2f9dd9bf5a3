"""Cells across clinics: what is shown, suppressed, suppressed because of its neighbour, or dominated; and nothing by arithmetic."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from data.analytics.anonymity import SUPPRESSED, Cell, disclosed, published, rounded, spread, stands_alone


def clinics(*cases, name="c"):
    return {f"{name}{n}": count for n, count in enumerate(cases)}


def test_a_shown_a_suppressed_a_secondarily_suppressed_and_a_dominated_cell():
    told = disclosed(
        {
            "Kerala": clinics(30, 28, 31, 27, 26, 31, name="k"),  # 173 cases: shown, rounded
            "Karnataka": clinics(5, 4, 6, 3, 5, name="a"),  # 23 cases: wide enough, but the smallest beside the one below
            "Goa": clinics(9, 9, 9, 9, name="g"),  # four clinics
        }
    )
    assert told == {"Kerala": Cell(175, 5), "Karnataka": SUPPRESSED, "Goa": SUPPRESSED}
    dominated = {
        "North": clinics(40, 3, 3, 3, 3, 3, name="n"),
        "South": clinics(8, 7, 9, 8, 7, 6, name="s"),
        "West": clinics(30, 25, 28, 27, 30, 26, name="w"),
    }
    told = disclosed(dominated)
    assert told["North"] == SUPPRESSED  # one clinic holds more than half
    assert told["South"] == SUPPRESSED  # else the total less South and West would be North
    assert told["West"] == Cell(165, 5)
    assert stands_alone(clinics(15, 3, 3, 3, 3, 3))  # just half is not above it


def test_two_suppressed_cells_hide_each_other_only_where_together_they_are_wide_enough():
    wide = {"A": clinics(9, 9, 9, 9, 9, name="a"), "B": clinics(4, 4, 4, name="b"), "C": clinics(5, 5, name="d")}
    assert disclosed(wide) == {"A": Cell(45, 5), "B": SUPPRESSED, "C": SUPPRESSED}
    thin = {"A": clinics(9, 9, 9, 9, 9, name="a"), "B": clinics(1, name="b"), "C": clinics(2, name="d")}
    assert disclosed(thin) == {"A": SUPPRESSED, "B": SUPPRESSED, "C": SUPPRESSED}  # the total less A would be two clinics


def test_too_few_cases_are_suppressed_and_counts_are_told_in_fives():
    assert not stands_alone(clinics(2, 2, 2, 2, 2))
    assert stands_alone(clinics(3, 2, 2, 2, 2))
    assert not stands_alone({**clinics(9, 9, 9, 9), "none": 0})
    assert [rounded(n) for n in (0, 2, 3, 7, 8, 12, 13)] == [0, 0, 5, 5, 10, 10, 15]


def test_percentiles_are_of_clinics_and_never_their_extremes():
    assert spread([1, 2, 3, 4, 5, 6, 7, 8], clinics(*[3] * 8)) == {25: 2, 50: 4, 75: 6}
    assert spread([1, 2, 3, 4], clinics(*[5] * 4)) is None
    assert spread([1, 2, 3, 4, 5], clinics(*[5] * 5)) == {25: 2, 50: 3, 75: 4}
    assert spread(list(range(1, 21)), clinics(*[3] * 20)) == {10: 2, 25: 5, 50: 10, 75: 15, 90: 18}


def test_a_state_less_its_sizes_does_not_leave_one_clinic():
    """All small clinics and all but one large one are in Kerala: Kerala less "small" less "large" … is that one."""
    kerala = {f"k{n}": 10 for n in range(12)}
    karnataka = {f"a{n}": 10 for n in range(6)}
    everyone = kerala | karnataka
    small = {name: 10 for name in everyone if name in {f"k{n}" for n in range(11)}}
    large = {name: 10 for name in everyone if name not in small}  # one of Kerala and all of Karnataka
    told = published({"all": {"": everyone}, "state": {"32": kerala, "29": karnataka}, "size": {"small": small, "large": large}})
    assert told["all"][""].is_shown
    assert [cell.is_shown for cell in told["state"].values()].count(False) + [c.is_shown for c in told["size"].values()].count(
        False
    ) >= 2


def unions(cells):
    names = list(cells)
    for some in chain.from_iterable(combinations(names, size) for size in range(1, len(names) + 1)):
        yield {clinic: n for name in some for clinic, n in cells[name].items() if n > 0}


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["one", "few", "many"]), st.integers(0, 40)), max_size=30))
def test_no_difference_of_what_is_shown_is_a_cell_that_may_not_be_shown(rows):
    tables = {"all": {"": {}}, "state": {}, "size": {}}
    for number, (state, size, cases) in enumerate(rows):
        for name, group in (("all", ""), ("state", state), ("size", size)):
            tables[name].setdefault(group, {})[number] = cases
    told = published(tables)
    shown = {name: {key: tables[name][key] for key, cell in cells.items() if cell.is_shown} for name, cells in told.items()}
    for cells in shown.values():
        assert all(stands_alone(cell) for cell in cells.values())
    reachable = [union for cells in shown.values() for union in unions(cells)]
    for whole in reachable:
        for part in reachable:
            rest = {clinic: n for clinic, n in whole.items() if clinic not in part}
            if rest and part.keys() <= whole.keys():
                assert stands_alone(rest), (whole, part)
