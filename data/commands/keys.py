"""`keys rotate`: a new data key for every clinic; what was sealed with an older one is sealed anew, in chunks.

The rotation is written down in the transaction that makes the keys, and which rows are left is read from the
rows and the contents of files themselves: their envelopes name the key. So a run that is killed is simply started again. Old keys stay:
the audit trail keeps its envelopes as they were written, since each is part of the chain.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from data.core.actor import system
from data.interop import progress
from data.models import Base, Cabinet, Clinic, SealedRow, SiteValue, StoredFile
from data.models.sealed import CLASSES
from data.store import audit, file_contents
from data.store.keyring import NUMBER
from data.store.unit_of_work import reading, site, writing

CHUNK = 500
RUNNING = "key-rotation"


def rotate(_args: Namespace) -> None:
    """Make the keys, or find that a rotation is under way, and seal everything with them."""
    clinics = _begin()
    changed = sum(_reseal(model, clinic) for clinic in clinics for model in _sealed_models())
    contents = sum(
        file_contents.seal_anew(system(clinic), i) for clinic in clinics for ids in _ids(StoredFile, clinic) for i in ids
    )
    with writing(system()) as session:
        session.connection().execute(delete(SiteValue).where(SiteValue.name == RUNNING))
    print(f"{len(clinics)} clinics have a new key; {changed:,} rows were sealed anew, and the contents of {contents:,} files.")


def _begin() -> list[UUID]:
    with writing(system()) as session:
        running = session.scalar(select(SiteValue.value).where(SiteValue.name == RUNNING))
        if running:
            return [UUID(clinic) for clinic in running["clinics"]]
        clinics = list(session.scalars(select(Clinic.id).order_by(Clinic.id)))
        for clinic in clinics:
            site().keys.newest(clinic)
            site().keys.make(session.connection(), clinic)
            audit.record(session, system(clinic), "rotate-key", "clinics", clinic)
        session.connection().execute(insert(SiteValue).values(name=RUNNING, value={"clinics": [str(c) for c in clinics]}))
        return clinics


def _sealed_models() -> list[Any]:
    return [m.class_ for m in sorted(Base.registry.mappers, key=lambda m: m.class_.__name__) if issubclass(m.class_, SealedRow)]


def _reseal(model: Any, clinic: UUID) -> int:
    changed = done = 0
    with reading(system(clinic)) as session:
        total = session.scalar(select(func.count(model.id))) or 0
    for ids in _ids(model, clinic):
        with writing(system(clinic)) as session:
            changed += _reseal_some(session, model, clinic, ids)
        done += len(ids)
        progress.draw(done, total, model.__tablename__)
    return changed


def _ids(model: Any, clinic: UUID) -> Iterator[list[UUID]]:
    last: UUID | None = None
    while True:
        query = select(model.id).order_by(model.id).limit(CHUNK)
        with reading(system(clinic)) as session:
            ids = list(session.scalars(query.where(model.id > last) if last else query))
        if not ids:
            return
        yield ids
        last = ids[-1]


def _reseal_some(session: Session, model: Any, clinic: UUID, ids: list[UUID]) -> int:
    """The rows of a chunk whose envelopes name an older key; versions and times of change stay as they are."""
    newest = site().keys.newest(clinic)
    columns = [getattr(model, f"{name}_{part}") for name in CLASSES for part in ("sealed", "seal_no")]
    changed = 0
    for row in session.execute(select(model.id, *columns).where(model.id.in_(ids)).with_for_update()).mappings().all():
        values: dict[str, Any] = {}
        for name in CLASSES:
            blob = row[f"{name}_sealed"]
            if blob is not None and int.from_bytes(blob[:NUMBER], "big") < newest:
                values |= _sealed_anew(model, clinic, name, row)
        if values:
            keep = {"updated_at": model.updated_at} if hasattr(model, "updated_at") else {}
            session.connection().execute(
                update(model).where(model.clinic_id == clinic, model.id == row["id"]).values(**values, **keep)
            )
            changed += 1
    return changed


def _sealed_anew(model: Any, clinic: UUID, name: str, row: Any) -> dict[str, Any]:
    def label(number: int) -> bytes:
        return f"{model.__tablename__}|{name}|{clinic}|{row['id']}|{number}".encode()

    number = row[f"{name}_seal_no"]
    content = Cabinet.open(clinic, name, row[f"{name}_sealed"], label(number))
    return {f"{name}_seal_no": number + 1, f"{name}_sealed": Cabinet.seal(clinic, name, content, label(number + 1))}
