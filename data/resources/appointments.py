"""Visits: when, with whom, and how far they have come."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import joinedload

from data.core import clock
from data.core.actor import Actor
from data.core.resource import Column, Derived, Field, Filter, Resource, Step, declare
from data.models import Appointment
from data.rules import appointments as rules
from data.rules import visit_steps as steps

STATUSES = ("scheduled", "confirmed", "in-progress", "completed", "cancelled", "no-show")
TYPES = ("consultation", "follow-up", "emergency", "checkup", "procedure", "panchakarma")
DESK = ("receptionist", "clinic")
STAFF = (*DESK, "doctor")
REASON = Field("reason", "longtext", required=True, max_length=300)


def _patient(visit: Appointment) -> str:
    return visit.patient.full_name or "Patient"


def _label(visit: Appointment) -> str:
    return f"{_patient(visit)}, {_day(visit)}, {visit.appointment_time:%H:%M}"


def _day(visit: Appointment) -> str:
    return f"{visit.appointment_date.day} {visit.appointment_date:%b %Y}"


def _own(actor: Actor) -> ColumnElement[bool]:
    return Appointment.doctor_id == actor.doctor_id if actor.doctor_id else false()


def _self(actor: Actor) -> ColumnElement[bool]:
    return Appointment.patient_id == actor.patient_id if actor.patient_id else false()


def _clinic_today(actor: Actor) -> ColumnElement[bool]:
    return (Appointment.clinic_id == actor.clinic_id) & (Appointment.appointment_date == clock.today(actor.zone))


def _possible(visit: Appointment, zone: str) -> list[str]:
    """The names of the moves that make sense as the visit stands now."""
    here = [s for s in APPOINTMENTS.steps if visit.status in s.from_ and (s.when is None or s.when(visit) is None)]
    today = visit.appointment_date == clock.today(zone)
    return [s.name for s in here if today or s.name != "check-in"]


APPOINTMENTS = declare(
    Resource(
        name="appointments",
        model=Appointment,
        title="Appointments",
        singular="appointment",
        icon="calendar3",
        order="-starts_at",
        fields=(
            Field(
                "patient_id",
                "link",
                label="Patient",
                link="patients",
                required=True,
                section="Who",
                on=("new",),
                covers=("patient",),
            ),
            Field("doctor_id", "link", label="Doctor", link="doctors", required=True, section="Who"),
            Field("appointment_type", "choice", required=True, section="Who", choices=TYPES, default="consultation"),
            Field(
                "duration",
                "integer",
                label="Duration in minutes",
                required=True,
                section="Who",
                default=30,
                minimum=5,
                maximum=480,
            ),
            Field("appointment_date", "date", required=True, section="When", covers=("time",)),
            Field("appointment_time", "time", required=True, section="When", covers=("time",)),
            Field("move_reason", "text", label="Why it is moved", section="When", width=6, max_length=300, on=("edit",)),
            Field("room_id", "link", label="Room", link="rooms"),
            Field("reason", "text", max_length=300, hint="As the front desk may read it."),
            Field(
                "override_reason",
                "text",
                label="Why outside the hours",
                width=6,
                max_length=300,
                hint="Only an emergency goes outside the doctor's hours.",
            ),
            Field("notes", "longtext", width=6, max_length=2000),
        ),
        columns=(
            Column(
                "starts_at",
                "When",
                lambda r, _z: f"{_day(r)}\n{r.appointment_time:%H:%M}",
                sort="starts_at",
                covers=("time",),
                width=124,
            ),
            Column("patient", "Patient", lambda r, _z: _patient(r), width=200),
            Column("doctor", "Doctor", lambda r, _z: r.doctor.titled_name, width=180, phone=False),
            Column(
                "appointment_type", "Type", lambda r, _z: r.appointment_type.capitalize(), sort="appointment_type", phone=False
            ),
            Column("status", "Status", lambda r, _z: r.status, sort="status", kind="status"),
            Column("duration", "Minutes", lambda r, _z: str(r.duration), sort="duration", width=90, phone=False),
            Column("room", "Room", lambda r, _z: r.room.name if r.room else "", width=110, phone=False),
        ),
        filters=(
            Filter("from", "From", "from", column="appointment_date"),
            Filter("to", "Before", "to", column="appointment_date"),
            Filter("status", "Status", choices=STATUSES),
            Filter("doctor_id", "Doctor", "link", link="doctors"),
            Filter("appointment_type", "Type", choices=TYPES),
            Filter("patient_id", "Patient", "link", link="patients"),
        ),
        label=_label,
        scope={"own": _own, "self": _self, "clinic-today": _clinic_today},
        rules=rules.RULES,
        steps=(
            Step("confirm", ("scheduled",), "confirmed", DESK, apply=steps.confirm),
            Step(
                "check-in",
                rules.MOVABLE,
                "",
                STAFF,
                label="Check in",
                opened_by="start",
                when=steps.is_here,
                apply=steps.check_in,
            ),
            Step("call", rules.MOVABLE, "", STAFF, opened_by="start", when=steps.is_not_here, apply=steps.call),
            Step(
                "undo-call",
                rules.MOVABLE,
                "",
                STAFF,
                label="Undo call",
                opened_by="start",
                when=steps.is_called,
                apply=steps.undo_call,
            ),
            Step(
                "give-priority", rules.MOVABLE, "", STAFF, opened_by="start", when=steps.may_go_first, apply=steps.give_priority
            ),
            Step("back-in-turn", rules.MOVABLE, "", STAFF, opened_by="start", when=steps.goes_first, apply=steps.back_in_turn),
            Step("start", rules.MOVABLE, "in-progress", STAFF, when=steps.is_not_here, apply=steps.start),
            Step("complete", ("in-progress",), "completed", STAFF, allow=steps.reception_may_end, apply=steps.complete),
            Step("came-late", ("no-show",), "confirmed", DESK, label="Came late", asks=(REASON,), apply=steps.came_late),
            Step(
                "undo-check-in",
                rules.MOVABLE,
                "",
                STAFF,
                label="Undo check-in",
                opened_by="start",
                when=steps.is_not_here,
                apply=steps.undo_check_in,
            ),
            Step(
                "no-show",
                rules.MOVABLE,
                "no-show",
                STAFF,
                label="No-show",
                asks=(Field("reason", "longtext", max_length=300, hint="Needed when the visit was confirmed."),),
                danger=True,
                question="Mark {label} as a no-show?",
                when=steps.has_not_started,
                apply=steps.no_show,
            ),
            Step(
                "cancel",
                ("scheduled", "confirmed", "in-progress"),
                "cancelled",
                (*STAFF, "patient"),
                asks=(REASON,),
                label="Cancel visit",
                danger=True,
                question="Cancel the visit of {label}? The time is free for others at once.",
                allow=steps.may_cancel,
                apply=steps.cancel,
            ),
        ),
        derived=(
            Derived("status", lambda r, _z: r.status),
            Derived("patient", lambda r, _z: _patient(r)),
            Derived("patient_code", lambda r, _z: r.patient.patient_code, covers=("patient",)),
            Derived("patient_gender", lambda r, _z: r.patient.gender, covers=("patient",)),
            Derived("patient_age", lambda r, _z: r.patient.age_on(r.appointment_date), covers=("patient",)),
            Derived("patient_phone", lambda r, _z: r.patient.phone, covers=("phone",)),
            Derived("allergies", lambda r, _z: r.patient.allergies or []),
            Derived("doctor", lambda r, _z: r.doctor.titled_name),
            Derived("specialization", lambda r, _z: r.doctor.specialization),
            Derived("room", lambda r, _z: r.room.name if r.room else None),
            Derived("starts_at", lambda r, _z: r.starts_at, covers=("time",)),
            Derived("ends_at", lambda r, _z: r.ends_at, covers=("time",)),
            Derived("series_id", lambda r, _z: r.series_id),
            Derived("is_priority", lambda r, _z: r.is_priority),
            Derived("token_number", lambda r, _z: r.token_number),
            Derived("checked_in_at", lambda r, _z: r.checked_in_at),
            Derived("called_at", lambda r, _z: r.called_at),
            Derived("started_at", lambda r, _z: r.started_at),
            Derived("ended_at", lambda r, _z: r.ended_at),
            Derived("cancelled_at", lambda r, _z: r.cancelled_at),
            Derived("cancellation_reason", lambda r, _z: r.cancellation_reason),
            Derived("possible", _possible),
        ),
        patient_data=True,
        found_by=("patients", "patient_id"),
        load=(joinedload(Appointment.patient), joinedload(Appointment.doctor), joinedload(Appointment.room)),
        own_pages=frozenset({"list", "new", "edit", "detail"}),
    )
)
