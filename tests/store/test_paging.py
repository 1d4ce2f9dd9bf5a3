"""Keyset paging: every row once, in order, empties included, on both databases and in both directions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from data.core import clock
from data.models import Patient
from data.store import read
from data.store.unit_of_work import site, writing


@pytest.mark.parametrize("sort", ["-last_visit_at", "last_visit_at"])
def test_page_after_page_shows_each_row_once_and_in_order(alice, sort):
    start = clock.now()
    rows = [
        Patient(clinic_id=alice.clinic_id, patient_code=f"P{n:03d}", gender="other", birth_year=1990, first_name=f"N{n}")
        for n in range(23)
    ]
    with writing(alice) as session:
        session.add_all(rows)
    with site().engine.begin() as connection:
        for n, row in enumerate(rows):
            when = None if n % 4 == 0 else start - timedelta(days=n // 3)  # empties and equals
            connection.execute(update(Patient.__table__).where(Patient.__table__.c.id == row.id).values(last_visit_at=when))
    whole = read.page("patients", alice, read.Query(sort=sort, limit=100)).rows
    seen, after = [], None
    while True:
        part = read.page("patients", alice, read.Query(sort=sort, limit=4, after=after))
        seen += part.rows
        after = part.next
        if after is None:
            break
    assert [r["id"] for r in seen] == [r["id"] for r in whole]
    assert len({r["id"] for r in seen}) == 23
