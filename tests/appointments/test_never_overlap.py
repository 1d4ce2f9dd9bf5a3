"""Whatever the desk does, no doctor, patient or room is in two visits, and what is offered can be booked."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.core import clock
from data.core.errors import Refused
from data.models import LIVE, Appointment
from data.rules.appointments import book, move
from data.rules.slot_finder import free_days
from data.rules.walk_ins import walk_in
from data.store import write
from data.store.unit_of_work import reading

from .conftest import ZONE, House, local, make_house

DAY = date(2026, 11, 25)
QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
act = st.tuples(
    st.sampled_from(("book", "book", "book", "move", "longer", "swap", "cancel", "delete", "restore", "walk")),
    st.integers(0, 30),
    st.integers(0, 13),
    st.sampled_from((5, 15, 30, 45, 90)),
)


def do(house: House, made: list, kind: str, which: int, slot: int, minutes: int) -> None:
    """One thing the desk may try; a refusal is fine."""
    at = f"{10 + slot // 2:02d}:{slot % 2 * 30:02d}"
    patient, doctor = (house.lakshmi, house.ravi, house.aisha)[which % 3], (house.nair, house.varma)[which % 2]
    visit = made[which % len(made)] if made else None
    room = house.room.id if which % 4 == 0 else ""
    try:
        if kind == "book" or visit is None:
            made.append(
                book(house.desk, house.raw(at, DAY, patient_id=patient.id, doctor_id=doctor.id, duration=minutes, room_id=room))
            )
        elif kind == "walk":
            made.append(
                walk_in(house.desk, {"patient_id": str(patient.id), "doctor_id": str(doctor.id), "duration": str(minutes)})
            )
        elif kind in {"move", "longer", "swap"}:
            changes = {
                "move": {"appointment_time": at},
                "longer": {"duration": str(minutes)},
                "swap": {"doctor_id": str(doctor.id)},
            }
            move(house.desk, visit, changes[kind])
        elif kind == "cancel":
            write.step("appointments", house.desk, visit, "cancel", {"reason": "Rain"})
        elif kind == "delete":
            write.delete("appointments", house.manager, visit, "Entered in error")
        else:
            write.restore("appointments", house.manager, visit)
    except Refused:
        pass


def overlaps(house: House) -> Counter[str]:
    with reading(house.manager) as session:
        rows = session.scalars(select(Appointment).where(Appointment.status.in_(LIVE), Appointment.deleted_at.is_(None))).all()
    found: Counter[str] = Counter()
    for name in ("doctor_id", "patient_id", "room_id"):
        for key in {getattr(r, name) for r in rows} - {None}:
            spans = sorted((r.starts_at, r.ends_at) for r in rows if getattr(r, name) == key)
            found[name] += sum(a[1] > b[0] for a, b in pairwise(spans))
    return found


@QUICK
@given(acts=st.lists(act, min_size=5, max_size=30))
def test_no_two_live_visits_ever_overlap(database: object, acts: list) -> None:
    house, made = make_house(), []
    for one in acts:
        do(house, made, *one)
    assert not +overlaps(house)


@QUICK
@given(acts=st.lists(act, max_size=12), minutes=st.sampled_from((10, 30, 45)), which=st.integers(0, 2))
def test_every_free_slot_can_be_booked(database: object, acts: list, minutes: int, which: int) -> None:
    house, made = make_house(), []
    for one in acts:
        do(house, made, *one)
    patient = (house.lakshmi, house.ravi, house.aisha)[which]
    found = free_days(house.desk, house.nair.id, DAY, 1, minutes, patient.id)[0]
    for start in found.starts[:3]:
        at = f"{clock.local(start, ZONE):%H:%M}"
        visit = book(house.desk, house.raw(at, DAY, patient_id=patient.id, duration=minutes))
        write.step("appointments", house.desk, visit, "cancel", {"reason": "Only a test"})


def test_the_finder_says_why_a_day_has_nothing(house: House) -> None:
    house.away("leave", local(DAY, 0), local(DAY + timedelta(days=1), 0), house.nair)
    notes = [d.note for d in free_days(house.desk, house.nair.id, date(2026, 11, 23), 7, 30)]
    assert notes == ["Past", "", "On leave", "", "", "No hours", "No hours"]


def test_a_moved_visit_does_not_stand_in_its_own_way(house: House) -> None:
    visit = book(house.desk, house.raw("10:00", DAY))
    offered = free_days(house.desk, house.nair.id, DAY, 1, 30, house.lakshmi.id, visit)[0].starts
    assert local(DAY, 10) in offered
