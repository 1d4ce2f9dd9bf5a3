"""The small demo: two clinics with people to look at, written in one transaction, always the same dice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from data.analytics import publication
from data.core import clock
from data.core.actor import Actor, system
from data.core.hours import bookable, of_doctor
from data.demo import (
    accounts,
    billing,
    cash_desk,
    front_desk,
    houses,
    lab,
    market,
    network,
    pharmacy,
    records,
    shelves,
    trade,
    trade_money,
)
from data.demo.people import people
from data.demo.visits import AHEAD, BACK, Desk, Visit, day_of_doctor, fill_the_waiting_room, number_walk_ins
from data.models import Appointment, AppointmentEvent, Counter, Doctor, DoctorSession, Patient, ScheduleException, User
from data.store import audit
from data.store.unit_of_work import reading, writing

SEED = 20261124
AROUND = timedelta(hours=3)
CHUNK = 500
CASHIERS = {"THR": "receptionist", "KAV": "clinic2"}  # who sits at the till
COLUMNS = (
    "id", "patient_id", "doctor_id", "room_id", "starts_at", "ends_at", "duration", "appointment_type", "created_at", "status", "token_number", "reason",
    "notes", "cancellation_reason", "checked_in_at", "called_at", "started_at", "ended_at", "cancelled_at",
)  # fmt: skip


def load() -> bool:
    """Fill an empty site; False when the demo is there already."""
    if is_there():
        return False
    dice = Random(SEED)
    with writing(system()) as session:
        opened = [(house, houses.open_house(session, house)) for house in houses.HOUSES]
        makers = market.open_market(session)
        users = accounts.make(
            session, {house.clinic["clinic_code"]: actor.clinic_id for house, actor in opened if actor.clinic_id}, makers
        )
        for house, actor in opened:
            _fill(session, actor, house, users, dice)
            market.ship_to(session, actor, house.clinic)
    for place, (_, actor) in enumerate(opened):
        front_desk.lay_out(actor)
        cash_desk.lay_out(actor)
        trade.lay_out(actor, every=1 + place)
    trade_money.lay_out(trade.manager(opened[0][1]))
    with writing(system()) as session:
        network.open_clinics(session)
    publication.publish()
    return True


def is_there() -> bool:
    """Whether the demo's accounts exist."""
    with reading(system()) as session:
        return session.scalar(select(User.id).where(User.is_demo).limit(1)) is not None


def _fill(session: Session, actor: Actor, house: houses.House, users: dict[str, UUID], dice: Random) -> None:
    desk, doctors, visits = days_of(session, actor, house, users, dice)
    now, patients = desk.now, desk.patients
    pharmacist = users.get("pharmacist") if house.clinic["clinic_code"] == "THR" else None
    shelves.fill(session, actor, pharmacy.stock_up(session, actor, visits, pharmacist), pharmacist)
    records.write_up(session, actor, visits, doctors, Random(SEED + 1))
    _last_visits(session, visits)
    _spread_registrations(session, visits, now)
    at_the_bench = Random(SEED)  # dice of its own, so that the desk's days stay as they are
    lab.fill(session, actor, visits, now, at_the_bench)
    lab.today_on_the_bench(session, actor, visits, now, at_the_bench)
    billing.write(session, actor, visits, now, users[CASHIERS[house.clinic["clinic_code"]]])
    portal = session.scalars(
        select(User).where(User.clinic_id == actor.clinic_id, User.email == f"patient@{accounts.HOST}")
    ).first()
    if portal:
        portal.patient_id = patients[len(house.region.own_script)]


def days_of(
    session: Session, actor: Actor, house: houses.House, users: dict[str, UUID], dice: Random
) -> tuple[Desk, list[Doctor], list[Visit]]:
    """Doctors, patients and their visits of three months around now: what the front desk of one house sees."""
    now = clock.now().replace(microsecond=0)
    today = clock.local_day(now, actor.zone)
    doctors = houses.staff(session, actor, house, users, today)
    _somebody_works_now(session, actor, doctors, now)
    patients = [houses.put(session, actor, "patients", raw) for raw in people(house.region, house.patients, today, dice)]
    desk = Desk(dice, now, actor.zone, patients)
    visits = _visits(session, actor, desk, doctors)
    _write(session, actor, visits)
    return desk, doctors, visits


def _somebody_works_now(session: Session, actor: Actor, doctors: Sequence[Doctor], now: datetime) -> None:
    """Whenever the demo is loaded, at night or on a Sunday, three doctors hold an extra session around this moment."""
    start, end = clock.day_bounds(clock.local_day(now, actor.zone), actor.zone)
    quarter = now.replace(minute=now.minute // 15 * 15, second=0)
    span = {"starts_at": max(start, quarter - AROUND), "ends_at": min(end, quarter + AROUND)}
    week, dated = _schedule(session, actor)
    for doctor in doctors[:3]:
        rows = [row for row in week if row.doctor_id == doctor.id]
        hours = bookable(clock.local_day(now, actor.zone), actor.zone, rows, of_doctor(dated, doctor.id))
        if not any(a <= now - timedelta(hours=1) and now + timedelta(hours=1) <= b for a, b in hours):
            session.add(
                ScheduleException(clinic_id=actor.clinic_id, doctor_id=doctor.id, kind="extra", reason="Extra session", **span)
            )
    session.flush()


def _schedule(session: Session, actor: Actor) -> tuple[list[DoctorSession], list[ScheduleException]]:
    week = session.scalars(select(DoctorSession).where(DoctorSession.clinic_id == actor.clinic_id))
    return list(week), list(session.scalars(select(ScheduleException).where(ScheduleException.clinic_id == actor.clinic_id)))


def _visits(session: Session, actor: Actor, desk: Desk, doctors: Sequence[Doctor]) -> list[Visit]:
    week, dated = _schedule(session, actor)
    rooms = houses.rooms_of(session, actor)
    made: list[Visit] = []
    tokens: dict[date, int] = {}
    today = clock.local_day(desk.now, desk.zone)
    for day in (today + timedelta(days=n) for n in range(-BACK, AHEAD)):
        of_day: list[Visit] = []
        for doctor, room in zip(doctors, rooms, strict=False):
            hours = bookable(day, desk.zone, [w for w in week if w.doctor_id == doctor.id], of_doctor(dated, doctor.id))
            of_day += day_of_doctor(desk, doctor.id, room.id, day, hours)
        if day == today:
            fill_the_waiting_room(desk, of_day, 2 + len(doctors) // 2)
        tokens[day] = number_walk_ins(of_day)
        made += of_day
    counters = [{"clinic_id": actor.clinic_id, "series": f"token {day}", "value": n} for day, n in tokens.items() if n]
    session.connection().execute(insert(Counter), counters)
    return made


def _write(session: Session, actor: Actor, visits: Sequence[Visit]) -> None:
    for start in range(0, len(visits), CHUNK):
        part = visits[start : start + CHUNK]
        session.add_all(_row(actor, visit) for visit in part)
        session.flush()
        session.add_all(AppointmentEvent(clinic_id=actor.clinic_id, appointment_id=v.id, **e) for v in part for e in v.events)
        session.flush()
        audit.record(session, actor, "import", "appointments", clinic_id=actor.clinic_id, shown=[v.id for v in part])


def _row(actor: Actor, visit: Visit) -> Appointment:
    local = clock.local(visit.starts_at, actor.zone)
    values: dict[str, Any] = {name: getattr(visit, name) for name in COLUMNS}
    return Appointment(
        clinic_id=actor.clinic_id,
        appointment_date=local.date(),
        appointment_time=local.time(),
        updated_at=visit.created_at,
        **values,
    )


def _last_visits(session: Session, visits: Sequence[Visit]) -> None:
    last: dict[UUID, datetime] = {}
    for visit in visits:
        if visit.started_at:
            last[visit.patient_id] = max(visit.starts_at, last.get(visit.patient_id, visit.starts_at))
    _put_beside(session, "last_visit_at", last)


def _spread_registrations(session: Session, visits: Sequence[Visit], now: datetime) -> None:
    """Patients were registered before their first visit was booked, not all at this moment."""
    first: dict[UUID, datetime] = {}
    for visit in visits:
        first[visit.patient_id] = min(visit.created_at, first.get(visit.patient_id, now))
    _put_beside(session, "created_at", first)


def _put_beside(session: Session, column: str, values: Mapping[UUID, datetime]) -> None:
    """Set a column of patients without a new version of the record."""
    statement = (
        update(Patient).where(Patient.id == bindparam("who")).values({column: bindparam("at"), "updated_at": Patient.updated_at})
    )
    session.connection().execute(statement, [{"who": who, "at": at} for who, at in values.items()])
