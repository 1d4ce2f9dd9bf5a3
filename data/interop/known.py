"""Which rows of a file are here already, so that a second run changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.resource import Resource
from data.models import ClinicOwned, Offered, Patient, Product, SearchToken, User
from data.store import tokens

LONGEST_ID = 64
# What two rows of a noun never share by chance; patients are compared by what is sealed.
ALIKE: dict[str, tuple[str, ...]] = {
    "rooms": ("name", "kind"),
    "doctors": ("first_name", "last_name", "license_number", "phone"),
    "appointments": ("patient_id", "doctor_id", "appointment_date", "appointment_time"),
    "lab_catalogue": ("test_code",),
    "medical_records": ("patient_id", "doctor_id", "visit_date"),
    "waiting_list": ("patient_id", "doctor_id", "first_day", "last_day"),
}
COMMON = 50  # a part that so many share narrows little; the next one is asked
SAME_PERSON = ("first_name", "last_name", "phone", "guardian_name", "file_number")


def own(model: Any, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The live rows of the organisation a file is taken in for; the program itself looks everywhere on the site."""
    alive = model.deleted_at.is_(None)
    if issubclass(model, ClinicOwned) or model is User:
        return (model.clinic_id == actor.clinic_id, alive)
    if issubclass(model, Offered) and actor.manufacturer_id is not None:
        return (model.manufacturer_id == actor.manufacturer_id, alive)
    return (alive,)


def has_id(resource: Resource, cells: Mapping[str, Any]) -> bool:
    """Whether a row says itself which one it is."""
    return bool(cells.get("external_id") or (resource.code and cells.get(resource.code[0])))


class Known:
    """Which rows of a chunk were taken in before, by whichever source, or exported from here; those stay as they are."""

    def __init__(self, session: Session, actor: Actor, rows: Iterable[tuple[Resource, Mapping[str, Any]]]) -> None:
        self._codes: dict[str, str] = {}
        self._here: set[tuple[str, str, str]] = set()
        wanted: dict[str, tuple[Resource, list[Mapping[str, Any]]]] = {}
        for resource, cells in rows:
            wanted.setdefault(resource.name, (resource, []))[1].append(cells)
        for resource, cells_of in wanted.values():
            self._codes[resource.name] = resource.code[0] if resource.code else ""
            self._look_up(session, actor, resource, cells_of)

    def _look_up(self, session: Session, actor: Actor, resource: Resource, rows: list[Mapping[str, Any]]) -> None:
        model, noun, code = resource.model, resource.name, self._codes[resource.name]
        ids = {cells["external_id"] for cells in rows if cells.get("external_id")}
        if ids:
            uuids = {known: text for text in ids if (known := _as_uuid(text))}
            named = (("external_id", model.external_id, {i: i for i in ids}), ("external_id", model.id, uuids))
            for name, column, texts in named:
                found = session.scalars(select(column).where(column.in_(texts), *own(model, actor))) if texts else ()
                self._here.update((noun, name, texts[value]) for value in found)
        given = {cells[code] for cells in rows if cells.get(code)} if code else set()
        if given:
            column = getattr(model, code)
            found = session.scalars(select(column).where(column.in_(given), *own(model, actor)))
            self._here.update((noun, code, value) for value in found)

    def has(self, noun: str, cells: Mapping[str, Any]) -> bool:
        """Whether a row is here by its id or its code."""
        return any(key in self._here for key in self._keys(noun, cells))

    def add(self, noun: str, cells: Mapping[str, Any]) -> None:
        """A row of this chunk is here now; the file may bring it twice."""
        self._here.update(self._keys(noun, cells))

    def _keys(self, noun: str, cells: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        if noun not in self._codes:
            return []
        return [(noun, name, cells[name]) for name in ("external_id", self._codes[noun]) if name and cells.get(name)]


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def by_likeness(session: Session, actor: Actor, resource: Resource, values: Mapping[str, Any]) -> bool:
    """Whether a row that brings no id says the same as one that is here."""
    if resource.name in OWN_WAYS:
        return OWN_WAYS[resource.name](session, actor, values)
    names = ALIKE.get(resource.name)
    if not names:
        return False
    model = resource.model
    same = [getattr(model, name) == values.get(name) for name in names]  # an empty value: IS NULL
    return session.scalar(select(model.id).where(*same, *own(model, actor)).limit(1)) is not None


def _same_person(session: Session, actor: Actor, values: Mapping[str, Any]) -> bool:
    """Same name, gender, birth, phone, guardian and file number; whoever was merged since is still known."""
    born, clinic_id, year = values.get("date_of_birth"), actor.clinic_id, _birth_year(actor, values)
    if clinic_id is None or year is None:
        return False
    candidates = _candidates(session, clinic_id, values)
    if candidates == []:
        return False
    found = session.scalars(
        select(Patient).where(
            Patient.clinic_id == clinic_id,
            or_(Patient.deleted_at.is_(None), Patient.merged_into_id.is_not(None)),
            Patient.id.in_(candidates),
            Patient.birth_year == year,
            Patient.gender == values.get("gender"),
        )
    )
    return any(
        all((getattr(p, k) or None) == (values.get(k) or None) for k in SAME_PERSON) and p.date_of_birth == born for p in found
    )


def _candidates(session: Session, clinic_id: UUID, values: Mapping[str, Any]) -> Any:
    """Patients with the rarest part of what is known: a few ids, or all that have every part when each is common."""
    words = sorted(tokens.words(" ".join(values.get(k) or "" for k in ("first_name", "last_name"))), key=len, reverse=True)
    parts = ([f"p|{values['phone'].lstrip('+')}"] if values.get("phone") else []) + [f"w|{word}" for word in words]
    rows = []
    for part in parts:
        rows.append(_rows_with(clinic_id, part))
        found = session.scalars(rows[-1].limit(COMMON)).all()
        if len(found) < COMMON:
            return list(found)
    return select(Patient.id).where(*(Patient.id.in_(some) for some in rows))


def _birth_year(actor: Actor, values: Mapping[str, Any]) -> int | None:
    born, age = values.get("date_of_birth"), values.get("estimated_age")
    if born is None and age is None:
        return None
    return int(born.year if born else clock.today(actor.zone).year - (age or 0))


def _rows_with(clinic_id: UUID, part: str) -> Any:
    token = next(iter(tokens.hashed(clinic_id, "patients", [part])))
    own = (SearchToken.clinic_id == clinic_id, SearchToken.noun == "patients", SearchToken.token == token)
    return select(SearchToken.row_id).where(*own)


def _same_product(session: Session, actor: Actor, values: Mapping[str, Any]) -> bool:
    """The maker's own number for it."""
    maker = actor.manufacturer_id or values.get("manufacturer_id")
    same = (Product.manufacturer_id == maker, Product.sku == values.get("sku"), Product.deleted_at.is_(None))
    return session.scalar(select(Product.id).where(*same).limit(1)) is not None


OWN_WAYS: dict[str, Callable[[Session, Actor, Mapping[str, Any]], bool]] = {"patients": _same_person, "products": _same_product}
