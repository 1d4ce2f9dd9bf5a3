"""What a row brings along that nobody types: instants and state of past visits, the day a patient died."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Invalid
from data.core.fields import KINDS, Unreadable
from data.core.ledger_sums import METHODS
from data.core.ledger_sums import STATUSES as STATUSES_OF_BILLS
from data.core.resource import Field, Resource
from data.interop import bills, codes
from data.models import Patient
from data.store.cleaning import read_fields

LAB_STATUSES = ("ordered", "sample-collected", "in-progress", "completed", "cancelled")
INSTANTS = ("ordered_at", "collected_at", "received_at", "started_at", "resulted_at", "verified_at")
# The instant that shows how far an order has come; the last one that is there decides.
REACHED = (
    ("collected_at", "sample-collected"), ("started_at", "in-progress"), ("verified_at", "completed"), ("cancelled_at", "cancelled"),
)  # fmt: skip
STATUSES = ("scheduled", "confirmed", "in-progress", "completed", "cancelled", "no-show")
SHORTEST, LONGEST = 5, 480
COLUMNS: dict[str, tuple[Field, ...]] = {
    "appointments": (
        Field("status", "choice", choices=STATUSES),
        Field("starts_at", "datetime", label="Start"),
        Field("ends_at", "datetime", label="End"),
        Field("checked_in_at", "datetime"),
        Field("called_at", "datetime"),
        Field("started_at", "datetime"),
        Field("ended_at", "datetime"),
        Field("cancelled_at", "datetime"),
        Field("cancellation_reason", "longtext", max_length=300),
        Field("token_number", "integer", minimum=1, maximum=9999),
        Field("created_at", "datetime", label="Booked at"),
    ),
    "patients": (Field("deceased_at", "datetime"),),
    "medical_records": (Field("status", "choice", choices=("draft", "final", "amended")), Field("finalised_at", "datetime")),
    "lab_reports": (
        Field("status", "choice", choices=LAB_STATUSES),
        *(Field(name, "datetime") for name in INSTANTS),
        Field("cancelled_at", "datetime"),
        Field("cancellation_reason", "longtext", max_length=300),
        Field("target_minutes", "integer", minimum=1),
        Field("results", "parts", max_length=240, hint="CODE=value, as HB=12.3|TLC=7400"),
    ),
    # Numbers and sums leave with a bill and are worked out anew where it comes in.
    "patient_bills": (
        Field("bill_number", label="Number"),
        Field("status", "choice", choices=STATUSES_OF_BILLS),
        *(Field(n, "money") for n in ("subtotal", "tax", "total", "paid_amount", "written_off", "credited", "balance")),
        Field("payment_method", "choice", choices=METHODS),
        Field("issued_at", "datetime"),
        Field("lines", "longtext"),
        Field("payments", "longtext"),
    ),
    # The number leaves with its row; a row that comes in is numbered anew, without a gap.
    "prescriptions": (
        Field("prescription_number", label="Number"),
        Field("status", "choice", choices=("active", "completed", "cancelled")),
        Field("completed_at", "datetime"),
        Field("cancelled_at", "datetime"),
        Field("cancellation_reason", "longtext", max_length=300),
    ),
}


def fields(resource: Resource) -> tuple[Field, ...]:
    """The columns a file may have beside the fields of the form."""
    return COLUMNS.get(resource.name, ())


def read(resource: Resource, actor: Actor, cells: dict[str, Any]) -> dict[str, Any]:
    """Take these columns out of the cells; values that are there, as the row will keep them."""
    wanted = fields(resource)
    given = {f.name: cells.pop(f.name, None) for f in wanted}
    values = {name: value for name, value in read_fields(wanted, given).items() if value is not None}
    if resource.name == "appointments" and "starts_at" in values:
        _times(values, cells, actor.zone)
    if resource.name == "appointments" and "status" not in values and _is_over(cells, actor.zone):
        raise Invalid({"status": "A visit of the past brings its status, such as completed."})
    if resource.name in STATES:
        STATES[resource.name](values)
    return values


def _is_final(values: dict[str, Any]) -> None:
    """A record from elsewhere is final unless it says otherwise: nobody here goes on writing it."""
    values.setdefault("status", "final")
    _not_ahead(values, ("finalised_at",))


def _is_over_since(values: dict[str, Any]) -> None:
    """A prescription that is completed or cancelled says since when."""
    _not_ahead(values, ("completed_at", "cancelled_at"))
    since = {"completed": "completed_at", "cancelled": "cancelled_at"}
    reached = next((status for status, name in since.items() if name in values), "active")
    needed = since.get(values.setdefault("status", reached))
    if needed and needed not in values:
        raise Invalid({needed: f"A prescription that is {values['status']} brings since when."})


def _not_ahead(values: Mapping[str, Any], names: tuple[str, ...]) -> None:
    ahead = next((n for n in names if n in values and values[n] > clock.now()), None)
    if ahead:
        raise Invalid({ahead: "This is still to come; only what has happened is brought in."})


def _how_far(values: dict[str, Any]) -> None:
    """Instants and state of an order agree: each state has its instant, and none lies ahead."""
    _not_ahead(values, (*INSTANTS, "cancelled_at"))
    if values.get("status") == "completed":
        values.setdefault("verified_at", values.get("resulted_at"))
    reached = [status for name, status in REACHED if values.get(name)]
    values["status"] = values.get("status") or (reached[-1] if reached else "ordered")
    needed = {status: name for name, status in REACHED}.get(values["status"])
    if needed and not values.get(needed):
        raise Invalid({needed: f"An order that is {values['status']} brings when it came there."})
    if reached and "ordered_at" not in values:
        raise Invalid({"ordered_at": "An order of the past brings when it was ordered."})


STATES: dict[str, Callable[[dict[str, Any]], None]] = {
    "lab_reports": _how_far,
    "medical_records": _is_final,
    "prescriptions": _is_over_since,
}


def _is_over(cells: Mapping[str, Any], zone: str) -> bool:
    try:
        day = KINDS["date"].parse(None, str(cells.get("appointment_date") or ""))
    except Unreadable:
        return False  # the form's own sentence says so
    return bool(day < clock.today(zone))


def _times(values: dict[str, Any], cells: dict[str, Any], zone: str) -> None:
    """Exact instants lead; the local date and time, and the whole minutes, follow them."""
    starts = values["starts_at"]
    if "ends_at" not in values:
        values["ends_at"] = starts + timedelta(minutes=_minutes(cells))
    length = (values["ends_at"] - starts).total_seconds() / 60
    if not SHORTEST <= length <= LONGEST:
        raise Invalid({"duration": _wrong_length(length)})
    here = clock.local(starts, zone)
    cells |= {
        "appointment_date": here.date().isoformat(),
        "appointment_time": f"{here:%H:%M}",
        "duration": str(int(length + 0.5)),
    }


def _minutes(cells: Mapping[str, Any]) -> int:
    text = str(cells.get("duration") or "30")
    if not text.isdigit():
        raise Invalid({"duration": "Duration in minutes is a whole number."})
    return int(text)


def _wrong_length(length: float) -> str:
    if length < 0:
        return "This visit ends before it starts."
    whole = f"{length:,.1f}".removesuffix(".0")
    limit = f"{LONGEST} is the most" if length > LONGEST else f"{SHORTEST} is the least"
    return f"This stay lasts {whole} minutes; {limit}."


def after(session: Session, actor: Actor, resource: Resource, fixed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Tokens go on behind those that came along; a visit that took place may be the patient's last one."""
    if resource.name != "appointments":
        return
    if "token_number" in fixed:
        codes.reserve(session, actor, f"token {values['appointment_date']}", fixed["token_number"])
    if fixed.get("status") in {"completed", "in-progress"} and "starts_at" in fixed:
        _seen(session, actor, values["patient_id"], fixed["starts_at"])


def _seen(session: Session, actor: Actor, patient_id: UUID, starts: datetime) -> None:
    later = or_(Patient.last_visit_at.is_(None), Patient.last_visit_at < starts)
    patients = update(Patient).where(Patient.id == patient_id, Patient.clinic_id == actor.clinic_id, later)
    session.connection().execute(patients.values(last_visit_at=starts, updated_at=Patient.updated_at))


# Fields of a form that are worked out again when a row leaves: an estimated age lives on as a birth year.
LEAVING: dict[str, dict[str, Callable[[Any, str], Any]]] = {
    "patient_bills": {"lines": bills.lines_of, "payments": bills.payments_of},
    "patients": {"estimated_age": lambda patient, zone: patient.age_on(clock.today(zone)) if patient.is_age_estimated else None},
}
