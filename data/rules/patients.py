"""What a patient's record must hold, who is hers, and who may already be here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import jellyfish
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Conflict, Invalid
from data.core.fields import Unreadable, normal_phone
from data.core.resource import resource as declared
from data.models import LIVE, Appointment, Patient
from data.store import access, audit, tokens
from data.store.read import SEARCH_CAP, token_rows
from data.store.unit_of_work import writing

OLDEST = 130
ABHA_DIGITS, PIN_DIGITS = 14, 6
SIMILAR = 0.88
NAME_KNOWN = 3
AGE_IS_ABOUT = 5
MOST_LIKELY = 5
# Verhoeff's dihedral group tables (J. Verhoeff, 1969): they catch every single and every swapped digit.
_TIMES = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_TURN = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")


def somebody_is_named(_session: Session, _actor: Actor, patient: Patient, _values: Any) -> None:
    """A name is all that is needed; many people have only one."""
    if not patient.first_name and patient.last_name:
        patient.first_name, patient.last_name = patient.last_name, None
    if not patient.first_name:
        raise Invalid({"first_name": "A first name is needed. One name is enough."})


def age_is_known(_session: Session, actor: Actor, patient: Patient, values: Any) -> None:
    """A birth date, or an estimated age; neither in the future nor beyond a human life."""
    today = clock.today(actor.zone)
    if values is not None and (values.get("date_of_birth") or values.get("estimated_age") is not None):
        _set_birth(patient, values, today)
    if patient.birth_year is None:
        raise Invalid({"date_of_birth": "A birth date is needed. If only the age is known, fill in the age."})
    patient.is_age_estimated = patient.date_of_birth is None


def _set_birth(patient: Patient, values: Mapping[str, Any], today: date) -> None:
    born = values.get("date_of_birth")
    if born:
        if born > today:
            raise Invalid({"date_of_birth": "This day has not come yet."})
        if today.year - born.year > OLDEST:
            raise Invalid({"date_of_birth": f"Nobody is older than {OLDEST} years. Check the year."})
        patient.birth_year = born.year
    else:
        patient.birth_year = today.year - values["estimated_age"]


def address_is_right(_session: Session, _actor: Actor, patient: Patient, _values: Any) -> None:
    """A PIN code has six digits in India; elsewhere it is free."""
    if not patient.pincode or (patient.country or "IN") != "IN":
        return
    digits = sum(c.isdecimal() for c in patient.pincode)
    if digits != PIN_DIGITS or len(patient.pincode) != PIN_DIGITS:
        raise Invalid({"pincode": f"A PIN code has six digits; this has {digits}."})
    if patient.pincode.startswith("0"):
        raise Invalid({"pincode": "No PIN code of India begins with 0."})


def abha_is_right(_session: Session, _actor: Actor, patient: Patient, _values: Any) -> None:
    """An ABHA number has fourteen digits, the last of which checks the others."""
    if not patient.abha_number:
        return
    digits = "".join(c for c in patient.abha_number if c.isdigit())
    if len(digits) != ABHA_DIGITS or len(digits) != len(patient.abha_number.replace("-", "").replace(" ", "")):
        raise Invalid({"abha_number": f"An ABHA number has fourteen digits; this has {len(digits)}."})
    if not verhoeff_holds(digits):
        raise Invalid({"abha_number": "One digit of this ABHA number is wrong or two are swapped."})
    patient.abha_number = digits


def verhoeff_holds(digits: str) -> bool:
    """Whether the last digit checks the ones before it (Verhoeff)."""
    state = 0
    for place, digit in enumerate(reversed(digits)):
        state = int(_TIMES[state][int(_TURN[place % 8][int(digit)])])
    return state == 0


def marks_are_kept(_session: Session, actor: Actor, patient: Patient, _values: Any) -> None:
    """What may be seen without opening the envelope: incomplete, has allergies, who registered."""
    patient.is_incomplete = not (patient.phone and patient.address_line1)
    patient.has_allergies = bool(patient.allergies)
    if patient.registered_doctor_id is None and actor.doctor_id and patient.version is None:
        patient.registered_doctor_id = actor.doctor_id


def nothing_is_open(session: Session, _actor: Actor, patient: Patient, _values: Any) -> None:
    """A patient with visits to come stays until they are settled."""
    ahead = select(func.count(Appointment.id)).where(
        Appointment.patient_id == patient.id,
        Appointment.status.in_(LIVE),
        Appointment.deleted_at.is_(None),
        Appointment.ends_at > clock.now(),
    )
    count = session.scalar(ahead) or 0
    if count:
        raise Conflict(f"{patient.full_name} has {count} visit{'s' if count > 1 else ''} to come. Cancel or move them first.")


def merged_stays_merged(session: Session, _actor: Actor, patient: Patient, _values: Any) -> None:
    """A record that was merged comes back by undoing the merge, not alone: its visits are elsewhere."""
    if patient.merged_into_id is not None:
        into = session.scalars(select(Patient.patient_code).where(Patient.id == patient.merged_into_id)).one()
        raise Conflict(f"{patient.patient_code} was merged into {into}. Undo the merge on that record instead.")


def search_values(patient: Patient) -> dict[str, list[str]]:
    """What a patient is found by."""
    return {
        "name": [patient.first_name, patient.last_name],
        "phone": [patient.phone],
        "code": [patient.patient_code, patient.file_number],
        "year": [str(patient.birth_year)],
    }


@dataclass(frozen=True, slots=True)
class Likely:
    """A patient who may be the one being typed in."""

    id: UUID
    name: str
    code: str
    age: int | None
    gender: str
    place: str
    last_visit: Any
    same_phone: bool
    same_name: bool


def find_duplicates(actor: Actor, raw: Mapping[str, Any]) -> list[Likely]:
    """Patients with the same phone, or a similar name and birth year; never more than five, and never a refusal.

    For those who register patients: others would learn from it whose phone a number is.
    """
    resource = declared("patients")
    access.require(resource, actor, "create")
    access.require(resource, actor, "list")
    name = " ".join(str(raw.get(k) or "") for k in ("first_name", "last_name")).strip()
    phone, years = _typed_phone(raw.get("phone")), _typed_years(actor, raw)
    with writing(actor) as session:
        shown = much_like(session, actor, name, phone, years)[:MOST_LIKELY]
        if shown:
            audit.record(session, actor, "search", "patients", shown=[one.id for one in shown])
    return shown


def much_like(session: Session, actor: Actor, name: str, phone: str, years: range | None) -> list[Likely]:
    """Patients with this phone, or a name like this and a birth year that fits; the likeliest first."""
    likely = [_likely(actor, p, name, phone, years) for p in _candidates(session, actor, name, phone)]
    found = (one for one in likely if one.same_phone or one.same_name)
    return sorted(found, key=lambda one: (not one.same_phone, not one.same_name))


def _typed_phone(raw: Any) -> str:
    try:
        return normal_phone(str(raw or "").strip())
    except Unreadable:
        return ""


def _typed_years(actor: Actor, raw: Mapping[str, Any]) -> range | None:
    """The birth years that what was typed allows; None when nothing about the age was typed."""
    born, age = str(raw.get("date_of_birth") or "")[:4], str(raw.get("estimated_age") or "").strip()
    if born.isdecimal():
        return range(int(born), int(born) + 1)
    if age.isdecimal():
        about = clock.today(actor.zone).year - int(age)
        return range(about - AGE_IS_ABOUT, about + AGE_IS_ABOUT + 1)
    return None


def _candidates(session: Session, actor: Actor, name: str, phone: str) -> list[Patient]:
    resource = declared("patients")
    chosen = access.visible(resource, actor, "list") & Patient.deleted_at.is_(None)
    asked = [tokens.query_parts(phone)] if phone else []
    asked += [tokens.query_parts(name), tokens.query_parts(name, sounding=True)] if len(name) >= NAME_KNOWN else []
    found = {p.id: p for parts in asked for p in token_rows(session, resource, actor, parts, chosen)[:SEARCH_CAP]}
    return list(found.values())


def _likely(actor: Actor, patient: Patient, name: str, phone: str, years: range | None) -> Likely:
    similar = bool(name) and jellyfish.jaro_winkler_similarity(tokens.fold(name), tokens.fold(patient.full_name)) >= SIMILAR
    return Likely(
        patient.id, patient.full_name, patient.patient_code, patient.age_on(clock.today(actor.zone)), patient.gender, patient.city or "",
        patient.last_visit_at, same_phone=bool(phone) and patient.phone == phone, same_name=similar and _may_be_as_old(patient, years),
    )  # fmt: skip


def _may_be_as_old(patient: Patient, years: range | None) -> bool:
    if years is None or patient.birth_year is None:
        return True
    slack = AGE_IS_ABOUT if patient.is_age_estimated else 0
    return years[0] - slack <= patient.birth_year <= years[-1] + slack
