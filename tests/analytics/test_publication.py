"""What is published across clinics: whole months, once, out of the clinics' own figures, and nothing that singles one out."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest

from data.analytics import anonymity, publication
from data.analytics.clinic_months import HERE
from data.core.actor import Actor
from data.core.errors import NotAllowed
from data.store.month_readings import Read

OCT = date(2026, 10, 1)


def reads(*clinics, key="no_show_strict", month=OCT):
    """(state, size, value, cases) of each clinic."""
    return [Read(month, f"c{n}", key, value, cases, state, size) for n, (state, size, value, cases) in enumerate(clinics)]


SITE = [
    *(("32", "one", 0.02 * n, 12 + n) for n in range(7)),
    *(("32", "many", 0.05 + 0.01 * n, 60 + n) for n in range(6)),
    *(("29", "one", 0.03 * n, 10 + n) for n in range(6)),
    *(("29", "many", 0.08, 55 + n) for n in range(4)),
    ("30", "many", 0.4, 50),
]


def test_every_clinic_weighs_the_same_and_percentiles_are_told_in_whole_steps():
    told = publication.figure("no_show_strict", reads(*SITE)).told(OCT, publication.ALL, "")
    assert told.cell == anonymity.Cell(anonymity.rounded(sum(site[3] for site in SITE)), 25)
    values = sorted(site[2] for site in SITE)
    assert told.values[50] == pytest.approx(round(values[11], 2))
    assert set(told.values) == {10, 25, 50, 75, 90}
    assert all(round(100 * value, 6) == round(100 * value) for value in told.values.values())
    visits = publication.figure("visits", reads(*((s, z, float(n), n) for s, z, _, n in SITE), key="visits"))
    assert all(value % 5 == 0 for value in visits.told(OCT, publication.ALL, "").values.values())


def test_a_clinic_alone_in_its_state_is_hidden_with_the_next_smallest():
    figure = publication.figure("no_show_strict", reads(*SITE))
    shown = {group: figure.told(OCT, publication.STATE, group).cell.is_shown for group in ("29", "30", "32")}
    assert shown == {"29": False, "30": False, "32": True}
    assert figure.told(OCT, publication.STATE, "27") == publication.NOTHING


def test_no_difference_of_neighbouring_tables_singles_out_a_clinic():
    """Whatever is taken away: over every site with one clinic more, or one of them in another group."""
    sites = [SITE, SITE[:-1], [*SITE, ("29", "one", 0.9, 500)], [*SITE[:5], *SITE[9:]], [("32", "few", *SITE[0][2:]), *SITE[1:]]]
    for site in sites:
        rows = reads(*site)
        figure = publication.figure("no_show_strict", rows)
        groups = {
            (by, group): {r.clinic_id: r.cases for r in rows if by == publication.ALL or group in {r.state_code, r.size_band}}
            for by in publication.BY
            for group in figure.groups(by)
            if figure.told(OCT, by, group).cell.is_shown
        }
        assert groups
        for (a, one), (b, other) in combinations(groups.items(), 2):
            for whole, part in ((one, other), (other, one)):
                rest = {clinic: cases for clinic, cases in whole.items() if clinic not in part}
                assert not rest or not part.keys() <= whole.keys() or anonymity.stands_alone(rest), (a, b)


def test_a_month_is_published_on_its_sixth_day_after_and_none_behind_a_published_one():
    assert publication.due(date(2026, 11, 5), [])[-1] == date(2026, 9, 1)
    assert publication.due(date(2026, 11, 6), [])[-1] == OCT
    assert len(publication.due(date(2026, 11, 25), [])) == publication.FIRST_TIME
    assert publication.due(date(2026, 11, 25), [date(2026, 8, 1)]) == [date(2026, 9, 1), OCT]
    assert publication.due(date(2026, 11, 25), [OCT]) == []
    assert all(month < OCT + timedelta(days=31) for month in publication.due(date(2026, 11, 25), []))


def test_demand_is_told_in_packs_under_the_same_rule():
    packs = {"Taila": [9, 8, 7, 9, 8], "Churna": [30, 2, 2, 2, 2], "Vati": [9, 9, 9, 9, 9, 9]}
    rows = [
        Read(OCT, f"c{n}", "prescribed", float(p), p, "32", "one", part)
        for part, some in packs.items()
        for n, p in enumerate(some)
    ]
    told = publication.demand("prescribed", rows)
    assert told == {
        (OCT, "Taila"): anonymity.SUPPRESSED,
        (OCT, "Churna"): anonymity.SUPPRESSED,
        (OCT, "Vati"): anonymity.Cell(55, 5),
    }


@pytest.mark.parametrize("role", ["support", "clinic", "doctor", "manufacturer", "receptionist", "patient"])
def test_only_an_administrator_is_told_of_the_clinics(role):
    with pytest.raises(NotAllowed):
        publication.publication(Actor("Somebody", frozenset({role})))
    if role != "manufacturer":
        with pytest.raises(NotAllowed):
            publication.signal(Actor("Somebody", frozenset({role})))
    assert HERE not in publication.HOSPITAL
