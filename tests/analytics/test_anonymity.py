"""Cells across clinics: what is shown, suppressed, suppressed because of its neighbour, or dominated."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.analytics.anonymity import SUPPRESSED, Cell, disclosed, spread, stands_alone


def clinics(*cases):
    return {f"c{n}": count for n, count in enumerate(cases)}


def test_a_shown_a_suppressed_a_secondarily_suppressed_and_a_dominated_cell():
    told = disclosed(
        {
            "Kerala": clinics(30, 28, 31, 27, 26, 31),  # 173 cases: shown, rounded
            "Karnataka": clinics(5, 4, 6, 3, 5),  # 23 cases: wide enough, but the smallest beside the one below
            "Goa": clinics(9, 9, 9, 9),  # four clinics
        }
    )
    assert told == {"Kerala": Cell(175, 5), "Karnataka": SUPPRESSED, "Goa": SUPPRESSED}
    assert not stands_alone(clinics(40, 3, 3, 3, 3, 3))  # one clinic holds more than half
    assert stands_alone(clinics(15, 3, 3, 3, 3, 3))  # just half is not above it


def test_two_suppressed_cells_hide_each_other():
    told = disclosed({"A": clinics(9, 9, 9, 9, 9), "B": clinics(1), "C": clinics(2)})
    assert told == {"A": Cell(45, 5), "B": SUPPRESSED, "C": SUPPRESSED}


def test_too_few_cases_are_suppressed():
    assert not stands_alone(clinics(2, 2, 2, 2, 2))
    assert stands_alone(clinics(3, 2, 2, 2, 2))


def test_percentiles_are_of_clinics_and_never_their_extremes():
    assert spread([1, 2, 3, 4, 5, 6, 7, 8], clinics(*[3] * 8)) == {25: 2, 50: 4, 75: 6}
    assert spread([1, 2, 3, 4], clinics(*[5] * 4)) is None
    assert spread(list(range(1, 21)), clinics(*[3] * 20)) == {10: 2, 25: 5, 50: 10, 75: 15, 90: 18}


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.dictionaries(st.integers(0, 9), st.integers(0, 40), max_size=10), max_size=6)
)
def test_no_hidden_cell_is_found_by_subtraction(cells):
    told = disclosed(cells)
    hidden = [key for key in cells if not told[key].is_shown and sum(cells[key].values())]
    assert len(hidden) != 1 or not any(cell.is_shown for cell in told.values())
    for key, cell in told.items():
        assert not cell.is_shown or (stands_alone(cells[key]) and cell.cases % 5 == 0)
