"""The two invented clinics: who works there, in which rooms, at which hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor, system
from data.core.gst import check_digit
from data.core.resource import resource
from data.demo import papers
from data.demo.people import KARNATAKA, KERALA, Region
from data.models import Clinic, Doctor, DoctorSession, Room, ScheduleException
from data.store import cleaning, write

ZONE = "Asia/Kolkata"
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class House:
    """One clinic as the demo has it: number of patients, and its doctors with rooms and hours."""

    region: Region
    clinic: Raw
    doctors: tuple[Raw, ...]
    hours: tuple[str, ...]
    rooms: tuple[tuple[str, str], ...]
    patients: int
    logins: tuple[str, ...]


def _doctor(first: str, last: str, specialization: str, degrees: str, licence: str, fee: int, phone: str, slot: int = 30) -> Raw:
    return {
        "first_name": first, "last_name": last, "specialization": specialization, "qualification": degrees, "license_number": licence,
        "consultation_fee": str(fee), "phone": phone, "email": f"{first.lower()}.{last.lower()}@ayurlahi.example", "slot_minutes": str(slot),
    }  # fmt: skip


DAY, MORNING, EVENING, LONG = "09:00-17:00/13:00-14:00", "08:30-13:00", "13:30-19:30/16:30-16:45", "08:00-18:00/12:30-13:30"
HOUSES = (
    House(
        KERALA,
        {
            "clinic_name": "Thanal Ayurveda Vaidyasala", "clinic_code": "THR", "legal_name": "Thanal Ayurveda Private Limited",
            "license_number": "AYUSH-KL-THR-20417", "state_code": "32", "phone": "+919447230417", "email": "desk@thanal.example",
            "address_line1": "14 Kovilakam Road", "address_line2": "Near the East Fort junction", "city": "Thrissur", "district": "Thrissur",
            "pincode": "680005", "time_zone": ZONE, "upi_id": "thanal@example",
        },
        (
            _doctor("Anjali", "Varma", "Kayachikitsa", "BAMS|MD (Ayurveda)", "TCMC-A-14207", 500, "+919447012207"),
            _doctor("Suresh", "Namboothiri", "Panchakarma", "BAMS|MD (Panchakarma)", "TCMC-A-11853", 600, "+919846021853", 30),
            _doctor("Fathima", "Rasheed", "Prasuti Tantra", "BAMS|MS (Ayurveda)", "TCMC-A-16422", 450, "+919895016422"),
            _doctor("Thomas", "Kurian", "Shalya Tantra", "BAMS|MS (Ayurveda)", "TCMC-A-12990", 550, "+919745012990"),
            _doctor("Devika", "Warrier", "Kaumarabhritya", "BAMS", "TCMC-A-18034", 350, "+919495018034", 20),
            _doctor("Gopakumar", "Pillai", "Swasthavritta", "BAMS|PhD", "TCMC-A-09716", 400, "+919447009716"),
        ),
        (DAY, LONG, DAY, EVENING, MORNING, EVENING),
        (("Room 1", "consultation"), ("Room 2", "consultation"), ("Room 3", "consultation"), ("Room 4", "consultation"), ("Room 5", "consultation"),
         ("Room 6", "consultation"), ("Abhyanga", "panchakarma"), ("Shirodhara", "panchakarma"), ("Laboratory", "laboratory")),
        260,
        ("doctor", "", "", "", "", ""),
    ),
    House(
        KARNATAKA,
        {
            "clinic_name": "Kaveri Ayurveda Chikitsalaya", "clinic_code": "KAV", "legal_name": "Kaveri Chikitsalaya LLP",
            "license_number": "AYUSH-KA-MYS-31120", "state_code": "29", "phone": "+919448441120", "email": "desk@kaverichikitsalaya.example",
            "address_line1": "52 Vontikoppal 3rd Cross", "city": "Mysuru", "district": "Mysuru", "pincode": "570002", "time_zone": ZONE,
        },
        (
            _doctor("Raghavendra", "Bhat", "Kayachikitsa", "BAMS|MD (Ayurveda)", "KAUP-A-20771", 400, "+919448020771"),
            _doctor("Savitha", "Shetty", "Panchakarma", "BAMS", "KAUP-A-23514", 450, "+919880023514"),
            _doctor("Imran", "Khan", "Shalakya Tantra", "BAMS|MS (Ayurveda)", "KAUP-A-21908", 350, "+919741021908", 20),
        ),
        (DAY, EVENING, MORNING),
        (("Room A", "consultation"), ("Room B", "consultation"), ("Room C", "consultation"), ("Panchakarma", "panchakarma")),
        90,
        ("doctor2", "", ""),
    ),
)  # fmt: skip


def put(session: Session, actor: Actor, noun: str, raw: Raw, **fixed: Any) -> UUID:
    """One row of a noun by the store's own way, inside the open transaction."""
    declared = resource(noun)
    return write.insert(session, declared, actor, cleaning.clean(declared, actor, "create", raw), **fixed)


def open_house(session: Session, house: House) -> Actor:
    """The approved clinic with its rooms; the program acting inside it."""
    raw = house.clinic | {"gstin": _gstin(house.clinic)}
    clinic = session.get_one(Clinic, put(session, system(), "clinics", raw))
    papers.approved(session, clinic)
    papers.attached(session, clinic)
    actor = system(clinic.id, ZONE)
    for name, kind in house.rooms:
        put(session, actor, "rooms", {"name": name, "kind": kind})
    return actor


def _gstin(clinic: Raw) -> str:
    first14 = f"{clinic['state_code']}AAZ{'C' if clinic['clinic_code'] == 'THR' else 'F'}T{'4417' if clinic['clinic_code'] == 'THR' else '3120'}K1Z"
    return first14 + check_digit(first14)


def staff(session: Session, actor: Actor, house: House, users: dict[str, UUID], today: date) -> list[Doctor]:
    """The doctors with their weekly hours, a leave and a holiday."""
    doctors = []
    for raw, login, hours in zip(house.doctors, house.logins, house.hours, strict=True):
        doctor = session.get_one(Doctor, put(session, actor, "doctors", raw))
        doctor.user_id = users.get(login)
        doctors.append(doctor)
        session.add_all(_week(actor, doctor, hours, today))
    session.add_all(_away(actor, doctors, today))
    session.flush()
    return doctors


def rooms_of(session: Session, actor: Actor) -> list[Room]:
    """The consulting rooms, in the order of their names."""
    query = select(Room).where(Room.clinic_id == actor.clinic_id, Room.kind == "consultation").order_by(Room.name)
    return list(session.scalars(query))


def _week(actor: Actor, doctor: Doctor, hours: str, today: date) -> list[DoctorSession]:
    span, _, rest = hours.partition("/")
    starts, ends = (time.fromisoformat(t) for t in span.split("-"))
    return [
        DoctorSession(
            clinic_id=actor.clinic_id, doctor_id=doctor.id, weekday=weekday, starts=starts, ends=ends if weekday < 5 else min(ends, time(16)),
            breaks=[rest.split("-")] if rest else [], valid_from=today - timedelta(days=400),
        )
        for weekday in range(6)
        if weekday < 5 or ends > time(13) or starts < time(9)
    ]  # fmt: skip


def _away(actor: Actor, doctors: list[Doctor], today: date) -> list[ScheduleException]:
    def gone(kind: str, first: int, days: int, reason: str, doctor: Doctor | None = None) -> ScheduleException:
        starts = clock.day_bounds(today + timedelta(days=first), ZONE)[0]
        ends = clock.day_bounds(today + timedelta(days=first + days - 1), ZONE)[1]
        return ScheduleException(
            clinic_id=actor.clinic_id, doctor_id=doctor and doctor.id, kind=kind, starts_at=starts, ends_at=ends, reason=reason
        )

    return [
        gone("holiday", -26, 1, "Temple festival"),
        gone("holiday", 17, 1, "Stock taking"),
        gone("leave", 8, 3, "Family wedding", doctors[1]),
        gone("leave", -12, 2, "Conference", doctors[-1]),
    ]
