"""Whatever is merged and undone: no visit is lost, nobody is in two, everything comes back, and the trail tells of it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.core.actor import system
from data.core.errors import Invalid, Refused
from data.models import Appointment, AuditEntry, Patient
from data.rules import merging
from data.rules.appointments import book, move
from data.store import audit, numbers, write
from data.store.unit_of_work import reading, writing
from tests.appointments.conftest import make_house
from tests.appointments.test_never_overlap import overlaps
from tests.patients.conftest import form

DAY = date(2026, 11, 25)
MOST = 6
# Each example is a clinic of its own: to shrink one would take minutes.
QUICK = settings(
    max_examples=14,
    phases=[Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
act = st.tuples(
    st.sampled_from(("register", "book", "book", "book", "book", "merge", "merge", "merge", "undo", "move", "cancel")),
    st.integers(0, 30),
    st.integers(0, 30),
)


class Desk:
    """What the desk believes: who is who, and whose each visit is."""

    def __init__(self):
        self.house = make_house()
        self.people, self.merged, self.merges = [], {}, []
        self.booked_for, self.owner = {}, {}
        self.told = Counter()
        with writing(system(self.house.clinic_id)) as session:
            for _ in range(3):  # the house has three patients, numbered by hand
                numbers.take(session, self.house.clinic_id, "patient_code")
        for _ in range(3):
            self.register(0, 0)

    def visits(self):
        with reading(self.house.manager) as session:
            return {row.id: row for row in session.scalars(select(Appointment))}

    def register(self, _a, _b):
        if len(self.people) < MOST:
            self.people.append(write.create("patients", self.house.desk, form()))

    def person(self, number):
        return self.people[number % len(self.people)]

    def book(self, a, b):
        patient, doctor = self.person(a), (self.house.nair, self.house.varma)[b % 2]
        at = f"{10 + b // 4 % 2:02d}:00" if b % 3 else "10:15"
        made = book(self.house.desk, self.house.raw(at, DAY, patient_id=patient, doctor_id=doctor.id))
        assert patient not in self.merged
        self.owner[made] = self.booked_for[made] = patient

    def some(self, a):
        return sorted(self.owner)[a % len(self.owner)] if self.owner else None

    def move(self, a, b):
        if self.owner:
            move(self.house.desk, self.some(a), {"appointment_time": f"{10 + b % 3:02d}:00"})

    def cancel(self, a, _b):
        if self.owner:
            write.step("appointments", self.house.desk, self.some(a), "cancel", {"reason": "Rain"})

    def merge(self, a, b):
        kept, other = self.person(a), self.person(b)
        fits = kept != other and not {kept, other} & set(self.merged) and not self.meet(kept, other)
        try:
            made = merging.merge(self.house.desk, kept, other, "Registered twice")
        except Refused:
            assert not fits
            raise
        assert fits
        moved = {visit for visit, whose in self.owner.items() if whose == other}
        self.merges.append((made, kept, other, moved))
        self.merged[other] = kept
        self.owner.update(dict.fromkeys(moved, kept))
        self.told.update([(kept, "merge"), (other, "merge")])

    def meet(self, one, two):
        rows = [r for r in self.visits().values() if r.status in {"scheduled", "confirmed"}]
        mine, theirs = ([r for r in rows if r.patient_id == who] for who in (one, two))
        return any(x.starts_at < y.ends_at and y.starts_at < x.ends_at for x in mine for y in theirs)

    def undo(self, a, _b):
        if self.merges:
            self.take_apart(self.merges[a % len(self.merges)])

    def take_apart(self, one):
        made, kept, other, moved = one
        try:
            merging.undo(self.house.manager, made)
        except Refused:
            assert kept in self.merged
            raise
        assert kept not in self.merged
        self.merges.remove(one)
        del self.merged[other]
        self.owner.update({visit: other for visit in moved if self.owner[visit] == kept})
        self.told.update([(kept, "undo-merge"), (other, "undo-merge")])

    def do(self, kind, a, b):
        with suppress(Refused):
            getattr(self, kind)(a, b)
        self.holds()

    def holds(self):
        assert {key: row.patient_id for key, row in self.visits().items()} == self.owner
        with reading(self.house.manager) as session:
            gone = dict(session.execute(select(Patient.id, Patient.merged_into_id).where(Patient.deleted_at.is_not(None))).all())
        assert gone == self.merged
        assert not set(self.owner.values()) & set(gone)
        assert not +overlaps(self.house)

    def trail(self):
        here = (AuditEntry.chain_id == self.house.clinic_id, AuditEntry.noun == "patients")
        with reading(self.house.manager) as session:
            rows = session.execute(select(AuditEntry.row_id, AuditEntry.verb).where(*here)).all()
            assert audit.verify(session, self.house.clinic_id)[1] is None
        return Counter((row_id, verb) for row_id, verb in rows if "merge" in verb)


@QUICK
@given(acts=st.lists(act, min_size=8, max_size=30))
def test_merging_loses_nothing_and_undo_brings_everything_back(database, acts):
    desk = Desk()
    for one in acts:
        desk.do(*one)
    for one in reversed(list(desk.merges)):
        desk.take_apart(one)
        desk.holds()
    assert desk.owner == desk.booked_for
    assert not desk.merged
    assert desk.trail() == desk.told


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_a_booking_that_waited_for_a_merge_is_not_made_for_the_merged_record(database, monkeypatch):
    house, asked = make_house(), write.links_exist
    house.change(Patient, house.lakshmi.id, birth_year=1968)
    house.change(Patient, house.aisha.id, birth_year=1968)

    def merged_meanwhile(*given):
        asked(*given)
        monkeypatch.setattr(write, "links_exist", asked)
        merging.merge(house.desk, house.aisha.id, house.lakshmi.id, "Registered twice")

    monkeypatch.setattr(write, "links_exist", merged_meanwhile)
    with pytest.raises(Invalid, match="There is no such patient in this clinic"):
        book(house.desk, house.raw("10:00", DAY))
