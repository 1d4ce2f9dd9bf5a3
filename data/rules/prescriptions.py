"""What a prescription must keep to: who writes it, for whom, what it holds, when it is locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid, NotAllowed
from data.core.resource import resource as declared
from data.models import Appointment, Patient, Prescription, PrescriptionItem
from data.models.prescriptions import TYPED
from data.rules import allergies, doses
from data.rules.spelling import compact
from data.rules.visit_words import zone_of
from data.store import access, numbers

NOUN = "prescriptions"
Values = Mapping[str, Any] | None
EARLIEST, MOST_ACTIVE = 1900, 20


def _is_new(row: Prescription) -> bool:
    return bool(inspect(row).transient)


def starts_active(_session: Session, _actor: Actor, row: Prescription, _values: Values) -> None:
    """A new prescription is active; an imported past one keeps its own state."""
    row.status = row.status or "active"
    row.times_printed = row.times_printed or 0


def a_doctor_writes_it(_session: Session, actor: Actor, row: Prescription, values: Values) -> None:
    """The doctor who acts is the one who prescribes; a colleague's stays hers."""
    if actor.is_system or values is None:
        return
    if _is_new(row):
        row.doctor_id = row.doctor_id or actor.doctor_id  # type: ignore[assignment]
    if actor.doctor_id is None or row.doctor_id != actor.doctor_id:
        raise NotAllowed("Only the doctor who prescribes writes a prescription.")


def a_doctor_is_named(_session: Session, _actor: Actor, row: Prescription, _values: Values) -> None:
    """No prescription without a doctor of the clinic."""
    if row.doctor_id is None:
        raise Invalid({"doctor_id": "A prescription names its doctor."})


def stays_as_it_is(_session: Session, _actor: Actor, row: Prescription, values: Values) -> None:
    """A completed or cancelled prescription is locked."""
    if not _is_new(row) and values is not None and row.status != "active":
        raise Conflict(f"This prescription is {row.status}, so it stays as it is. Write a new one.")


def the_patient_is_hers(session: Session, actor: Actor, row: Prescription, values: Values) -> None:
    """A doctor prescribes for her own patients, who live."""
    if values is None or not _is_new(row):
        return
    seen = select(Patient).where(Patient.id == row.patient_id, access.visible(declared("patients"), actor, "view"))
    patient = session.scalars(seen).one_or_none()
    if patient is None:
        raise Invalid({"patient_id": "Only your own patients: a visit with you or break-glass comes first."})
    if patient.deceased_at and not actor.is_system:
        raise Invalid({"patient_id": f"{patient.full_name} is recorded as deceased."})


def the_visit_is_the_patients(session: Session, _actor: Actor, row: Prescription, values: Values) -> None:
    """A visit of somebody else is no reason for this prescription."""
    if not row.appointment_id or values is None or "appointment_id" not in values:
        return
    visit = session.scalars(select(Appointment).where(Appointment.id == row.appointment_id)).one()
    if visit.patient_id != row.patient_id:
        raise Invalid({"appointment_id": "This visit is another patient's."})


def the_day_has_come(session: Session, _actor: Actor, row: Prescription, values: Values) -> None:
    """Dated today unless it was written on paper before; never ahead."""
    if values is None:
        return
    today = clock.today(zone_of(session, row.clinic_id))
    row.prescription_date = row.prescription_date or today
    if not row.prescription_date.year >= EARLIEST or row.prescription_date > today:
        raise Invalid({"prescription_date": "A prescription is not dated ahead."})


def the_lines_hold(session: Session, actor: Actor, row: Prescription, values: Values) -> None:
    """At least one medicine, each with a quantity; allergies and repetitions only with a reason; then the lines are written."""
    if values is None or "items" not in values:
        return
    lines = [doses.with_words(line) for line in values["items"]]
    if not lines:
        raise Invalid({"items": "A prescription needs at least one medicine."})
    for line in lines:
        line["quantity"] = line.get("quantity") or doses.computed(line)
    errors = _without_quantity(lines) | _not_what_it_was(row, lines)
    if not actor.is_system:
        errors |= {f"items-{w.number}-override_reason": w.sentence for w in warnings(session, row, lines) if not w.reason}
    if errors:
        raise Invalid(errors)
    write_lines(row, lines)


def _without_quantity(lines: list[dict[str, Any]]) -> dict[str, str]:
    lacking = "Type how many: without dose, pattern and days it cannot be computed."
    return {f"items-{line['number']}-quantity": lacking for line in lines if not line["quantity"]}


def _not_what_it_was(row: Prescription, lines: list[dict[str, Any]]) -> dict[str, str]:
    """What was handed out stays: neither less, nor another medicine, nor gone; a line of another prescription is none of this."""
    known = {line.id: line for line in ([] if _is_new(row) else row.lines)}
    errors: dict[str, str] = {}
    for line in lines:
        stored = known.pop(line["id"], None) if line.get("id") else None
        if line.get("id") and stored is None:
            errors[f"items-{line['number']}-medicine_name"] = "This line is not of this prescription."
        elif stored and stored.dispensed:
            errors |= _dispensed(stored, line)
    for gone in known.values():
        if gone.dispensed:
            errors["items"] = f"{gone.medicine_name} was dispensed in part ({gone.dispensed}), so it stays."
    return errors


def _dispensed(stored: PrescriptionItem, line: dict[str, Any]) -> dict[str, str]:
    number, given = line["number"], stored.dispensed
    if compact(line["medicine_name"]) != compact(stored.medicine_name):
        return {f"items-{number}-medicine_name": f"{given} of {stored.medicine_name} were dispensed, so the medicine stays."}
    if line["quantity"] < given:
        return {f"items-{number}-quantity": f"{given} were dispensed already; the quantity cannot be less."}
    return {}


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that needs a reason: the line's number and medicine, "allergy" or "duplicate", what is said, the reason given."""

    number: int
    medicine: str
    kind: str
    sentence: str
    reason: str


def warnings(session: Session, row: Prescription, lines: list[dict[str, Any]]) -> list[Caution]:
    """The lines that touch an allergy or repeat a medicine, here or in another active prescription of the patient."""
    patient = session.scalars(select(Patient).where(Patient.id == row.patient_id)).one_or_none()
    taken = _taken_elsewhere(session, row)
    found: list[Caution] = []
    here: dict[str, int] = {}
    for line in lines:
        name, number, reason = line["medicine_name"], line["number"], line.get("override_reason") or ""
        allergy = allergies.against(name, patient.allergies if patient else None)
        if allergy:
            found.append(Caution(number, name, "allergy", allergies.sentence(name, allergy) + " Say why it is given.", reason))
        elif compact(name) in here:
            said = f"{name} is also medicine {here[compact(name)]}. Say why it stands here twice."
            found.append(Caution(number, name, "duplicate", said, reason))
        elif compact(name) in taken:
            said = f"The patient takes {name} already ({taken[compact(name)]}). Say why it is given again."
            found.append(Caution(number, name, "duplicate", said, reason))
        here.setdefault(compact(name), number)
    return found


def _taken_elsewhere(session: Session, row: Prescription) -> dict[str, str]:
    """Medicines of the patient's other active prescriptions, with the number of the prescription."""
    others = select(Prescription).where(
        Prescription.patient_id == row.patient_id,
        Prescription.clinic_id == row.clinic_id,
        Prescription.status == "active",
        Prescription.deleted_at.is_(None),
        Prescription.id != row.id,
    )
    found = session.scalars(others.options(selectinload(Prescription.lines)).order_by(Prescription.id.desc()).limit(MOST_ACTIVE))
    return {compact(line.medicine_name): other.prescription_number for other in found for line in other.lines}


def write_lines(row: Prescription, lines: list[dict[str, Any]]) -> None:
    """Put the typed lines in the place of the stored ones: changed, added, taken away, in the typed order."""
    known = {line.id: line for line in ([] if _is_new(row) else row.lines)}
    wanted = [line.get("id") for line in lines]
    # Positions only rise, so that no two lines ever stand at one place while they change.
    start = max((line.position for line in known.values()), default=0)
    is_moved = wanted != [line.id for line in known.values()]
    made: list[PrescriptionItem] = []
    for n, line in enumerate(lines, 1):
        stored: UUID | None = line.get("id")
        item = known[stored] if stored else PrescriptionItem(clinic_id=row.clinic_id, prescription_id=row.id, dispensed=0)
        if is_moved:
            item.position = start + n
        for name in TYPED:
            setattr(item, name, line.get(name))
        made.append(item)
    row.lines = made


def is_numbered(session: Session, _actor: Actor, row: Prescription, _values: Values) -> None:
    """The number is taken last, so that a refused prescription takes none."""
    if _is_new(row):
        row.prescription_number = numbers.document(session, row.clinic_id, NOUN, row.prescription_date)


RULES = (
    starts_active,
    a_doctor_writes_it,
    a_doctor_is_named,
    stays_as_it_is,
    the_patient_is_hers,
    the_visit_is_the_patients,
    the_day_has_come,
    the_lines_hold,
    is_numbered,
)


# Status moves and deletion


def is_the_prescriber(session: Session, roles: frozenset[str], row: Prescription) -> bool:
    """A doctor completes and cancels what she wrote."""
    actor: Actor = session.info["actor"]
    return "doctor" in roles and actor.doctor_id is not None and row.doctor_id == actor.doctor_id


def nothing_is_dispensed(row: Prescription) -> str | None:
    """What was handed out cannot be taken back by a word."""
    for line in row.lines:
        if line.dispensed:
            return f"{line.dispensed} of {line.medicine_name} were dispensed, so it cannot be cancelled. Complete it instead."
    return None


def complete(_session: Session, _actor: Actor, row: Prescription, _values: Mapping[str, Any]) -> None:
    """Nothing more is to be dispensed."""
    row.completed_at = clock.now()


def cancel(_session: Session, _actor: Actor, row: Prescription, values: Mapping[str, Any]) -> None:
    """It no longer holds."""
    row.cancelled_at, row.cancellation_reason = clock.now(), values["reason"]


def was_an_error(_session: Session, actor: Actor, row: Prescription, _values: Values) -> None:
    """Only what was entered in error goes: by its doctor, and nothing of it dispensed."""
    if not (actor.is_system or actor.is_platform) and row.doctor_id != actor.doctor_id:
        raise NotAllowed("Only the doctor who prescribes takes a prescription away.")
    refusal = nothing_is_dispensed(row)
    if refusal:
        raise Conflict(refusal.replace("cancelled", "deleted"))
