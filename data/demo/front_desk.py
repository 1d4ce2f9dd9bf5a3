"""What a desk has lying about: a course that runs, people who wait for an earlier day, a slot just freed."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from data.core import clock
from data.core.actor import Actor
from data.models import Appointment, Doctor, Patient
from data.rules import series
from data.store import readings, write
from data.store.readings import Read
from data.store.unit_of_work import reading, writing

SOON = timedelta(days=1)
READ_DAYS = 45


def lay_out(actor: Actor) -> None:
    """A course, a waiting list and one offer of a clinic."""
    doctors, patients = _people(actor)
    _course(actor, patients[0], doctors[-1])
    today = clock.today(actor.zone)
    wishes: tuple[dict[str, str], ...] = (
        {"doctor_id": str(doctors[0]), "notes": "Could come at an hour's notice."},
        {"doctor_id": str(doctors[1]), "time_of_day": "morning"},
        {"specialization": "Panchakarma", "appointment_type": "panchakarma", "duration": "60"},
        {"time_of_day": "evening", "notes": "Works until four."},
    )
    for patient, wish in zip(patients[1:], wishes, strict=False):
        days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=14)).isoformat()}
        common = {"patient_id": str(patient), "appointment_type": "consultation", "duration": "30", "time_of_day": "any"}
        write.create("waiting_list", actor, common | days | wish)
    _free_a_slot(actor, doctors[0])
    _access_so_far(actor, doctors)


def _access_so_far(actor: Actor, doctors: list[UUID]) -> None:
    """The readings of access a clinic would have taken every morning of the last weeks."""
    dice, today = Random(7), clock.today(actor.zone)
    waits = {doctor: dice.randint(0, 9) for doctor in doctors}
    found: list[Read] = []
    for back in range(READ_DAYS, 0, -1):
        for doctor in doctors:
            waits[doctor] = max(0, min(16, waits[doctor] + dice.choice((-2, -1, 0, 0, 1, 2))))
            found.append(Read(today - timedelta(days=back), doctor, "consultation", waits[doctor]))
    with writing(actor) as session:
        assert actor.clinic_id is not None
        readings.keep(session, actor.clinic_id, "third_next_available", found)


def _people(actor: Actor) -> tuple[list[UUID], list[UUID]]:
    with reading(actor) as session:
        active = select(Doctor.id).where(Doctor.clinic_id == actor.clinic_id, Doctor.is_active).order_by(Doctor.doctor_code)
        rested = select(Patient.id).where(Patient.clinic_id == actor.clinic_id).order_by(Patient.patient_code.desc()).limit(8)
        return list(session.scalars(active)), list(session.scalars(rested))


def _course(actor: Actor, patient: UUID, doctor: UUID) -> None:
    raw = {
        "patient_id": str(patient), "doctor_id": str(doctor), "appointment_type": "panchakarma", "duration": "60", "sessions": "7",
        "first_day": (clock.today(actor.zone) + SOON).isoformat(), "appointment_time": "15:00",
        "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat"], "reason": "Abhyanga and swedana, seven days",
    }  # fmt: skip
    planned = series.plan(actor, raw)
    picks = {s.number: s.proposals[0] for s in planned.sittings if s.problem and s.proposals}
    if all(s.number in picks for s in planned.sittings if s.problem):
        series.book(actor, raw, picks)


def _free_a_slot(actor: Actor, doctor: UUID) -> None:
    with reading(actor) as session:
        coming = select(Appointment.id).where(
            Appointment.doctor_id == doctor,
            Appointment.status == "confirmed",
            Appointment.duration >= 30,
            Appointment.appointment_type != "emergency",
            Appointment.starts_at > clock.now() + SOON,
        )
        visit = session.scalars(coming.order_by(Appointment.starts_at).limit(1)).first()
    if visit:
        write.step("appointments", actor, visit, "cancel", {"reason": "Travelling that day"})
