"""Volume: `python -m data.demo.big N` adds N visits of 50 clinics × 20 doctors over three years, patients sealed.

Rows go in by executemany, past the rules and without a line of history each: they are made to fit, and one audit
entry per clinic says so. Keys, envelopes, search tokens, counters, marks and change numbers are as the store's own.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

import data.resources  # noqa: F401 - declares the nouns
from data.core import clock
from data.core.actor import Actor, system
from data.core.errors import Conflict, Refused
from data.core.settings import from_env
from data.demo.envelopes import sealed
from data.demo.houses import ZONE, put
from data.demo.people import KARNATAKA, KERALA, phone
from data.interop import progress
from data.models import Appointment, Clinic, Counter, Doctor, DoctorSession, Patient, SearchToken
from data.models.base import new_id
from data.store import audit, changes, counted, migrate, tokens
from data.store.unit_of_work import connect, reading, site, writing

SEED = 1
PAST, FUTURE = 1035, 60
WORKDAYS = range(6)
OPENS, SLOT, SLOTS = time(9), timedelta(minutes=30), 16
CHUNK = 5_000
TYPES = ("consultation", "follow-up", "panchakarma", "checkup")
OVER = ("completed",) * 80 + ("cancelled",) * 11 + ("no-show",) * 9
AHEAD = ("scheduled", "scheduled", "confirmed")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How much: visits and patients of all clinics together."""

    visits: int
    patients: int
    clinics: int = 50
    doctors: int = 20


def load(size: Size) -> list[UUID]:
    """Fill the open site with so much; the ids of the clinics. Conflict when it was done before."""
    with reading(system()) as session:
        if session.scalar(select(Clinic.id).where(Clinic.clinic_code == _code(0))) is not None:
            raise Conflict("The volume demo is here already. Start with an empty instance folder for another size.")
    dice, now = Random(SEED), clock.now().replace(microsecond=0)
    owed, made, done = 0.0, [], 0
    for number in range(size.clinics):
        with writing(system()) as session:
            actor = _clinic(session, number)
            doctors = _doctors(session, actor, size.doctors, now)
            patients = _patients(session, actor, _share(size.patients, size.clinics, number), dice, now)
            owed += size.visits / size.clinics
            count = round(owed - done)
            done = _visits(session, actor, doctors, patients, count, dice, now, (done, size.visits))
            changes.touch(session, _clinic_id(actor), "patients")
            changes.touch(session, _clinic_id(actor), "appointments")
            changes.mark(session, _clinic_id(actor), "appointments", counted.EVERY_DAY)
            audit.record(session, actor, "import", "appointments", detail={"rows": count})
        made.append(_clinic_id(actor))
    return made


def _clinic_id(actor: Actor) -> UUID:
    assert actor.clinic_id is not None
    return actor.clinic_id


def _share(total: int, parts: int, number: int) -> int:
    return total * (number + 1) // parts - total * number // parts


def _code(number: int) -> str:
    return f"V{number:02d}"


def _clinic(session: Session, number: int) -> Actor:
    clinic_id = put(
        session,
        system(),
        "clinics",
        {"clinic_name": f"Volume Clinic {number + 1}", "clinic_code": _code(number), "time_zone": ZONE},
    )
    session.get_one(Clinic, clinic_id).approval_status = "approved"
    return system(clinic_id, ZONE)


def _insert(session: Session, model: Any, rows: list[Values]) -> None:
    for start in range(0, len(rows), CHUNK):
        session.connection().execute(insert(model.__table__), rows[start : start + CHUNK])


def _counted(session: Session, actor: Actor, series: str, value: int) -> None:
    _insert(session, Counter, [{"clinic_id": actor.clinic_id, "series": series, "value": value}])


def _doctors(session: Session, actor: Actor, number: int, now: datetime) -> list[UUID]:
    since = clock.local_day(now, ZONE) - timedelta(days=PAST + 30)
    circle = KERALA.circles[0]
    rows: list[Values] = [
        {"id": new_id(), "clinic_id": actor.clinic_id, "doctor_code": f"DOC{n:03d}", "first_name": circle.women[n % 24], "last_name": circle.families[n % 14],
         "license_number": f"LIC-{n}", "qualification": ["BAMS"]}
        for n in range(1, number + 1)
    ]  # fmt: skip
    week = [
        {
            "id": new_id(),
            "clinic_id": actor.clinic_id,
            "doctor_id": row["id"],
            "weekday": day,
            "starts": OPENS,
            "ends": time(17),
            "breaks": [],
            "valid_from": since,
        }
        for row in rows
        for day in WORKDAYS
    ]
    _insert(session, Doctor, rows)
    _insert(session, DoctorSession, week)
    _counted(session, actor, "doctor_code", number)
    return [row["id"] for row in rows]


def _patients(session: Session, actor: Actor, number: int, dice: Random, now: datetime) -> list[UUID]:
    rows = [_patient(actor, n, dice, now) for n in range(1, number + 1)]
    found = [
        {"clinic_id": actor.clinic_id, "noun": "patients", "token": token, "row_id": row["id"]}
        for row in rows
        for token in tokens.hashed(_clinic_id(actor), "patients", tokens.parts_of(row.pop("search")))
    ]
    _insert(session, Patient, rows)
    _insert(session, SearchToken, found)
    _counted(session, actor, "patient_code", number)
    return [row["id"] for row in rows]


def _patient(actor: Actor, number: int, dice: Random, now: datetime) -> Values:
    region, row_id, code = dice.choice((KERALA, KARNATAKA)), new_id(), f"P{number:03d}"
    gender = dice.choice(("female", "male"))
    first, circle = region.name(gender, dice)
    last = dice.choice(circle.families)
    town, district, pincode = dice.choice(region.towns)
    born = date(dice.randint(1940, 2022), dice.randint(1, 12), dice.randint(1, 28))
    ident = {
        "first_name": first, "last_name": last, "date_of_birth": born.isoformat(), "phone": phone(region, dice), "country": "IN",
        "address_line1": f"{dice.randint(2, 88)} {dice.choice(region.streets)}", "city": town, "district": district, "state": region.state, "pincode": pincode,
    }  # fmt: skip
    return {
        "id": row_id, "clinic_id": actor.clinic_id, "patient_code": code, "birth_year": born.year, "gender": gender, "ident_seal_no": 1,
        "ident_sealed": sealed(_clinic_id(actor), "patients", "ident", row_id, ident),
        "created_at": now - timedelta(days=dice.randint(1, PAST)), "last_visit_at": now - timedelta(days=dice.randint(1, 700)),
        "search": {"name": [first, last], "phone": [ident["phone"]], "code": [code], "year": [str(born.year)]},
    }  # fmt: skip


def _visits(
    session: Session,
    actor: Actor,
    doctors: list[UUID],
    patients: list[UUID],
    count: int,
    dice: Random,
    now: datetime,
    bar: tuple[int, int],
) -> int:
    done, total = bar
    rows: list[Values] = []
    for doctor_id, patient_id, day, slot in _plan(doctors, patients, count, dice, now):
        rows.append(_visit(actor, doctor_id, patient_id, _at(day, slot), dice, now))
        if len(rows) == CHUNK:
            _insert(session, Appointment, rows)
            done += len(rows)
            progress.draw(done, total, "visits")
            rows = []
    _insert(session, Appointment, rows)
    progress.draw(done + len(rows), total, "visits")
    return done + len(rows)


def _plan(
    doctors: list[UUID], patients: list[UUID], count: int, dice: Random, now: datetime
) -> Iterator[tuple[UUID, UUID, date, int]]:
    """Evenly over the working days; a patient comes again only when all the others have been."""
    today = clock.local_day(now, ZONE)
    days = [day for day in (today + timedelta(days=n) for n in range(-PAST, FUTURE)) if day.weekday() in WORKDAYS]
    if count > len(days) * len(doctors) * SLOTS:
        raise Conflict("So many visits do not fit into three years of these doctors.")
    owed, given = 0.0, 0
    for day in days:
        owed += count / len(days)
        here = round(owed) - given
        places = dice.sample(range(len(doctors) * SLOTS), here)
        for place in places:
            yield doctors[place // SLOTS], patients[given % len(patients)], day, place % SLOTS
            given += 1


def _at(day: date, slot: int) -> datetime:
    return clock.at(day, OPENS, ZONE) + slot * SLOT


def _visit(actor: Actor, doctor_id: UUID, patient_id: UUID, starts: datetime, dice: Random, now: datetime) -> Values:
    over = starts < now
    status = dice.choice(OVER if over else AHEAD)
    came = status == "completed"
    begins = starts + timedelta(minutes=dice.randint(0, 25))
    local = clock.local(starts, ZONE)
    booked = min(starts - timedelta(days=dice.randint(0, 20), hours=2), now)
    return {
        "id": new_id(), "clinic_id": actor.clinic_id, "patient_id": patient_id, "doctor_id": doctor_id, "starts_at": starts, "ends_at": starts + SLOT,
        "appointment_date": local.date(), "appointment_time": local.time(), "duration": 30, "status": status, "appointment_type": dice.choice(TYPES),
        "created_at": booked, "updated_at": booked, "checked_in_at": starts - timedelta(minutes=5) if came else None,
        "started_at": begins if came else None, "ended_at": begins + timedelta(minutes=24) if came else None,
        "cancelled_at": booked + (starts - booked) * 0.8 if status == "cancelled" else None,
    }  # fmt: skip


def main(argv: list[str]) -> int:
    """The command behind `make demo-big`."""
    parser = ArgumentParser(prog="python -m data.demo.big", description=__doc__)
    parser.add_argument("visits", type=int)
    parser.add_argument("--patients", type=int, help="default: a tenth of the visits")
    parser.add_argument("--clinics", type=int, default=50)
    parser.add_argument("--doctors", type=int, default=20)
    args = parser.parse_args(argv)
    try:
        connect(from_env())
        migrate.upgrade()
        with site().engine.begin() as connection:
            site().keys.check(connection)
        load(Size(args.visits, args.patients or max(args.visits // 10, args.clinics), args.clinics, args.doctors))
    except Refused as refused:
        print(refused.message, file=sys.stderr)
        return 1
    print(f"{args.visits:,} visits of {args.clinics} clinics are in {site().settings.database_url.rsplit('@')[-1]}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
