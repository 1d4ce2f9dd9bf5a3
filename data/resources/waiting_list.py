"""Who would come earlier."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from data.core.resource import Column, Derived, Field, Filter, Resource, declare
from data.models import WaitingListEntry
from data.rules import waiting_list as rules

STATUSES = ("waiting", "offered", "booked", "expired")
TYPES = ("consultation", "follow-up", "checkup", "procedure", "panchakarma")


def _name(entry: WaitingListEntry) -> str:
    return entry.patient.full_name or entry.patient.patient_code


def _wish(entry: WaitingListEntry) -> str:
    return entry.doctor.titled_name if entry.doctor else entry.specialization or "Any doctor"


def _days(entry: WaitingListEntry) -> str:
    return f"{entry.first_day.day} {entry.first_day:%b} to {entry.last_day.day} {entry.last_day:%b}"


WAITING_LIST = declare(
    Resource(
        name="waiting_list",
        model=WaitingListEntry,
        title="Waiting list",
        singular="waiting list entry",
        plural="waiting list entries",
        icon="person-lines-fill",
        order="created_at",
        fields=(
            Field("patient_id", "link", label="Patient", link="patients", required=True, section="Who", on=("new",)),
            Field("doctor_id", "link", label="Doctor", link="doctors", section="Who"),
            Field("specialization", section="Who", hint="Instead of a doctor; leave both empty for any doctor."),
            Field("appointment_type", "choice", required=True, choices=TYPES, default="consultation", section="Who"),
            Field("first_day", "date", label="From", required=True, section="When", width=2),
            Field("last_day", "date", label="Until", required=True, section="When", width=2),
            Field("time_of_day", "choice", required=True, choices=tuple(rules.TIMES), default="any", section="When", width=2),
            Field("duration", "integer", label="Minutes", required=True, default=30, minimum=5, maximum=480, section="When"),
            Field("notes", "text", max_length=300, section="When"),
        ),
        columns=(
            Column("patient", "Patient", lambda r, _z: f"{_name(r)}\n{_wish(r)}", width=260),
            Column("days", "Days", lambda r, _z: _days(r), sort="first_day", width=160, phone=False),
            Column("time_of_day", "Time", lambda r, _z: r.time_of_day.capitalize(), sort="time_of_day", phone=False),
            Column("status", "Status", lambda r, _z: r.status, sort="status", kind="status"),
        ),
        filters=(
            Filter("status", "Status", choices=STATUSES),
            Filter("doctor_id", "Doctor", "link", link="doctors"),
            Filter("time_of_day", "Time", choices=tuple(rules.TIMES)),
        ),
        label=lambda r: f"{_name(r)}, {_days(r)}",
        rules=rules.RULES,
        before_delete=(rules.offers_lapse_with_it,),
        derived=(
            Derived("patient", lambda r, _z: _name(r)),
            Derived("status", lambda r, _z: r.status),
            Derived("appointment_id", lambda r, _z: r.appointment_id),
        ),
        patient_data=True,
        found_by=("patients", "patient_id"),
        load=(joinedload(WaitingListEntry.patient), joinedload(WaitingListEntry.doctor)),
        own_pages=frozenset({"list"}),
    )
)
