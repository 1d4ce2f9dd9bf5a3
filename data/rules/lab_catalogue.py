"""What the catalogue of the laboratory must hold: a kind that is known, ranges that fit it, panels made of its tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload

from data.core import clock
from data.core.actor import Actor
from data.core.errors import Invalid, NotAllowed
from data.core.resource import resource as declared
from data.core.roles import scopes
from data.models import LabPanel, LabPanelTest, LabRange, LabTest
from data.store.unit_of_work import reading

KINDS = ("number", "text")
LOAD = (selectinload(LabTest.bands), selectinload(LabTest.memberships).selectinload(LabPanelTest.panel))
FORBIDDEN = frozenset("|=,:")


def code_is_short(_session: Session, _actor: Actor, test: LabTest, _values: Any) -> None:
    """A code is what files and addresses call the test."""
    test.test_code = test.test_code.strip().upper()
    if not test.test_code or FORBIDDEN & set(test.test_code):
        raise Invalid({"test_code": "A code is letters and digits, such as HB."})


def begins_empty(_session: Session, _actor: Actor, test: LabTest, _values: Any) -> None:
    """A new test has no ranges and no panels until a rule makes them."""
    if inspect(test).transient:
        test.bands, test.memberships = [], []


def ranges_are_rows(_session: Session, actor: Actor, test: LabTest, values: Mapping[str, Any] | None) -> None:
    """The ranges that were typed take the place of those that were; reports keep the range they were flagged with."""
    if not values or "ranges" not in values:
        return
    if test.kind == "text" and values["ranges"]:
        raise Invalid({"ranges": "A test whose results are words has no ranges."})
    del test.__dict__["_ranges"]
    if values["ranges"] == test.ranges:
        return
    for band in test.bands:
        band.deleted_at, band.deleted_by = band.deleted_at or clock.now(), actor.user_id
    test.bands.extend(LabRange(clinic_id=test.clinic_id, created_by=actor.user_id, **band) for band in values["ranges"])


def panels_are_rows(session: Session, _actor: Actor, test: LabTest, values: Mapping[str, Any] | None) -> None:
    """A panel exists as long as a test names it; a new name makes a new one."""
    if not values or "panels" not in values:
        return
    wanted = {name.casefold(): name for name in values["panels"]}
    del test.__dict__["_panels"]
    here = {member.panel.name.casefold(): member for member in test.memberships}
    for name, member in here.items():
        if name not in wanted:
            test.memberships.remove(member)
    panels = {p.name.casefold(): p for p in session.scalars(select(LabPanel).where(_own(test)))}
    for name in wanted.keys() - here.keys():
        panel = panels.get(name) or LabPanel(clinic_id=test.clinic_id, name=wanted[name])
        test.memberships.append(LabPanelTest(clinic_id=test.clinic_id, panel=panel, position=0))


def _own(test: LabTest) -> Any:
    return (LabPanel.clinic_id == test.clinic_id) & LabPanel.deleted_at.is_(None)


Choice = tuple[str, str]


def choices(actor: Actor) -> list[Choice]:
    """What can be ordered, as (panel name or test code, words): panels first; empty for those who may not read the catalogue."""
    if not scopes(actor, "lab_catalogue", "list"):
        return []
    with reading(actor) as session:
        tests = _active(session, actor)
        panels: dict[str, int] = {}
        for test in tests:
            for name in test.panels:
                panels[name] = panels.get(name, 0) + 1
        found = [(name, f"{name}, panel of {count}") for name, count in sorted(panels.items())]
        return found + [(t.test_code, f"{t.test_name} ({t.test_code})") for t in tests]


def _active(session: Session, actor: Actor) -> list[LabTest]:
    from_here = LabTest.clinic_id == actor.clinic_id
    query = select(LabTest).where(from_here, LabTest.deleted_at.is_(None), LabTest.is_active).options(*LOAD)
    return list(session.scalars(query.order_by(LabTest.test_name, LabTest.id)))


def panels(actor: Actor) -> list[tuple[str, list[str]]]:
    """(panel, names of its tests) of the actor's clinic."""
    if not scopes(actor, "lab_catalogue", "list"):
        raise NotAllowed
    found: dict[str, list[str]] = {}
    with reading(actor) as session:
        for test in _active(session, actor):
            for name in test.panels:
                found.setdefault(name, []).append(test.test_name)
    return sorted(found.items())


class Catalogue:
    """The active tests of a clinic by code, and its panels by name; read once a transaction."""

    def __init__(self, tests: Iterable[LabTest]) -> None:
        self.tests = {test.test_code: test for test in tests}
        self.panels: dict[str, list[LabTest]] = {}
        for test in self.tests.values():
            for name in test.panels:
                self.panels.setdefault(name.casefold(), []).append(test)

    def expand(self, names: Iterable[str]) -> list[tuple[LabTest, str | None]]:
        """The tests of codes and panels with the panel they came by, each test once; Invalid for an unknown name."""
        found: dict[str, tuple[LabTest, str | None]] = {}
        for name in names:
            panel, test = self.panels.get(name.casefold()), self.tests.get(name.upper())
            if test is None and panel is None:
                raise Invalid({"tests": f"There is no test or panel {name} in the catalogue."})
            for one in [test] if test is not None else panel or []:
                found.setdefault(one.test_code, (one, None if test is not None else name))
        return list(found.values())


def catalogue(session: Session, clinic_id: Any) -> Catalogue:
    """The catalogue of a clinic, kept for the length of the transaction."""
    kept: dict[Any, Catalogue] = session.info.setdefault("lab_catalogue", {})
    if clinic_id not in kept:
        query = select(LabTest).where(LabTest.clinic_id == clinic_id, LabTest.deleted_at.is_(None), LabTest.is_active)
        kept[clinic_id] = Catalogue(session.scalars(query.options(*LOAD).order_by(LabTest.test_name, LabTest.id)))
    return kept[clinic_id]


def of_report(session: Session, test_ids: Iterable[Any]) -> dict[Any, LabTest]:
    """The tests of a report's lines, with their ranges as they are now."""
    wanted = {i for i in test_ids if i}
    model = declared("lab_catalogue").model
    query = select(model).where(model.id.in_(wanted)).options(selectinload(LabTest.bands))
    return {test.id: test for test in session.scalars(query)} if wanted else {}
