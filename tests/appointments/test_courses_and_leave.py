"""Whatever is done with courses and leave: nobody is in two visits, no visit is lost, and the trail tells of each change."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.core import clock
from data.core.errors import Refused
from data.models import Appointment, AuditEntry
from data.rules import leave, schedules, series
from data.rules.appointments import book
from data.store import audit, hours
from data.store.unit_of_work import reading
from tests.appointments.conftest import ZONE, make_house
from tests.appointments.test_never_overlap import overlaps

DAY = date(2026, 11, 25)
# Each example is a clinic of its own: to shrink one would take minutes.
QUICK = settings(
    max_examples=10,
    phases=[Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
act = st.tuples(
    st.sampled_from(("course", "course", "change", "cancel", "leave", "settle", "back", "book")),
    st.integers(0, 30),
    st.integers(0, 11),
    st.sampled_from((30, 60)),
)


class Desk:
    """What the desk believes it did: the visits that must exist."""

    def __init__(self):
        self.house, self.expected = make_house(), set()

    def all(self):
        with reading(self.house.manager) as session:
            return {row.id: row for row in session.scalars(select(Appointment))}

    def some(self, which, *, in_course=False):
        rows = sorted((r for r in self.all().values() if not in_course or r.series_id), key=lambda r: r.id)
        return rows[which % len(rows)] if rows else None

    def do(self, kind, which, slot, minutes):
        try:
            getattr(self, kind)(which, slot, minutes)
        except Refused:
            assert set(self.all()) >= self.expected  # what is refused leaves nothing half done behind
        self.expected |= set(self.all())

    def people(self, which):
        house = self.house
        return (house.lakshmi, house.ravi, house.aisha)[which % 3], (house.nair, house.varma)[which % 2]

    def course(self, which, slot, minutes):
        patient, doctor = self.people(which)
        raw = {
            "patient_id": str(patient.id), "doctor_id": str(doctor.id), "appointment_type": "panchakarma", "duration": str(minutes),
            "sessions": str(2 + which % 5), "first_day": (DAY + timedelta(days=which % 4)).isoformat(),
            "appointment_time": f"{10 + slot // 2:02d}:{slot % 2 * 30:02d}", "weekdays": ["mon", "tue", "wed", "thu", "fri"],
        }  # fmt: skip
        before = len(self.all())
        planned = series.plan(self.house.desk, raw)
        picks = {s.number: s.proposals[0] for s in planned.sittings if s.problem and s.proposals}
        series.book(self.house.desk, raw, picks)
        assert len(self.all()) == before + 2 + which % 5

    def change(self, which, slot, minutes):
        visit = self.some(which, in_course=True)
        if visit is None:
            return
        raw = {
            "appointment_date": (visit.appointment_date + timedelta(days=which % 3 - 1)).isoformat(), "duration": str(minutes),
            "appointment_time": f"{10 + slot // 2:02d}:00", "doctor_id": str(self.people(which)[1].id), "room_id": "",
        }  # fmt: skip
        scope = "after" if which % 2 else "all"
        before = self.places()
        try:
            planned = series.plan_change(self.house.desk, visit.id, scope, raw)
            picks = {s.number: s.proposals[0] for s in planned.sittings if s.problem and s.proposals}
            series.change(self.house.desk, visit.id, scope, raw, picks)
        except Refused:
            assert self.places() == before
            raise

    def places(self):
        return {row.id: (row.starts_at, row.ends_at, row.doctor_id, row.status) for row in self.all().values()}

    def cancel(self, which, _slot, _minutes):
        visit = self.some(which, in_course=True)
        if visit is not None:
            series.cancel(self.house.desk, visit.id, "after" if which % 2 else "all", "No longer wanted")

    def leave(self, which, slot, _minutes):
        day = (DAY + timedelta(days=slot)).isoformat()
        raw = {
            "kind": ("leave", "block", "holiday")[which % 3],
            "first_day": day,
            "last_day": day,
            "from_time": "",
            "to_time": "",
        }
        before = self.places()
        schedules.add_exception(self.house.manager, self.people(which)[1].id, raw)
        assert self.places() == before  # nothing is moved silently

    def settle(self, which, _slot, _minutes):
        doctor = self.people(which)[1].id
        for row in hours.exceptions(self.house.manager, doctor, DAY):
            hits = leave.visits_hit(self.house.desk, doctor, row.id)
            chosen = {
                str(h.id): {"do": "move", "doctor": str(h.proposals[0].doctor_id), "start": h.proposals[0].starts_at.isoformat()}
                for h in hits
                if h.proposals and h.may_move
            }
            # Proposals of one list take each other into account: each of them can be had.
            assert [o.sentence for o in leave.settle(self.house.desk, chosen) if not o.is_done] == []

    def back(self, which, _slot, _minutes):
        doctor = self.people(which)[1].id
        rows = hours.exceptions(self.house.manager, doctor, DAY)
        if rows:
            schedules.remove_exception(self.house.manager, doctor, rows[which % len(rows)].id)

    def book(self, which, slot, minutes):
        patient, doctor = self.people(which)
        at = f"{10 + slot // 2:02d}:{slot % 2 * 30:02d}"
        day = DAY + timedelta(days=slot % 5)
        book(self.house.desk, self.house.raw(at, day, patient_id=patient.id, doctor_id=doctor.id, duration=minutes))


@QUICK
@given(acts=st.lists(act, min_size=4, max_size=16))
def test_courses_and_leave_never_overlap_lose_or_hide_a_visit(database, acts):
    desk = Desk()
    for one in acts:
        desk.do(*one)
    rows = desk.all()
    assert not +overlaps(desk.house)
    assert set(rows) == desk.expected
    with reading(desk.house.manager) as session:
        here = (AuditEntry.noun == "appointments", AuditEntry.chain_id == desk.house.clinic_id)
        trail = session.execute(select(AuditEntry.row_id, AuditEntry.verb).where(*here)).all()
        assert audit.verify(session, desk.house.clinic_id)[1] is None
    created = {row_id for row_id, verb in trail if verb == "create"}
    assert created == set(rows)
    cancelled = {row.id for row in rows.values() if row.status == "cancelled"}
    assert cancelled == {row_id for row_id, verb in trail if verb == "cancel"}
    assert all(clock.local_day(row.starts_at, ZONE) == row.appointment_date for row in rows.values())
