"""The overview: every figure equals the list behind it, shared by those with the same rights, own rows for a doctor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from components import home as drawn
from data.analytics import home
from data.core import clock
from data.core.actor import Actor, system
from data.core.errors import NotAllowed
from data.models import Doctor, User
from data.store import read, write
from data.store.unit_of_work import reading


def actor_of(login, role):
    with reading(system()) as session:
        user = session.scalars(select(User).where(User.email == f"{login}@ayurlahi.example")).one()
        doctor = session.scalars(select(Doctor.id).where(Doctor.user_id == user.id)).first()
    return Actor(user.full_name, frozenset({role}), user_id=user.id, clinic_id=user.clinic_id, doctor_id=doctor)


@pytest.fixture
def manager(web):
    return actor_of("clinic", "clinic")


def span():
    today = clock.today("Asia/Kolkata")
    return today - timedelta(days=29), today + timedelta(days=1)


def rows(actor, **narrowed):
    return read.page("appointments", actor, read.Query(filters=narrowed, limit=1), live=True).total


@pytest.mark.parametrize(
    ("login", "role"), [("clinic", "clinic"), ("receptionist", "receptionist"), ("doctor", "doctor"), ("clinic2", "clinic")]
)
def test_a_figure_equals_the_list_behind_it(web, login, role):
    actor = actor_of(login, role)
    start, end = span()
    found = home.overview(actor, start, end)
    assert found.no_shows == rows(actor, status="no-show", **{"from": start.isoformat(), "to": end.isoformat()})
    assert found.unresolved == rows(actor, status="scheduled,confirmed", to=found.today.isoformat())
    today = {"from": found.today.isoformat(), "to": end.isoformat()}
    assert found.booked_today == rows(actor, **today) - rows(actor, status="cancelled", **today)
    assert found.done_today == rows(actor, status="completed", **today)


def test_a_doctors_figures_cover_her_own_visits_only(web, manager):
    start, end = span()
    whole, own = home.overview(manager, start, end), home.overview(actor_of("doctor", "doctor"), start, end)
    assert 0 < own.booked_today < whole.booked_today
    assert list(own.doctors["doctor_id"]) == [str(actor_of("doctor", "doctor").doctor_id)]


@pytest.mark.parametrize(("login", "role"), [("lab", "lab_technician"), ("pharmacist", "pharmacist")])
def test_who_sees_no_load_gets_no_figure(web, login, role):
    actor = actor_of(login, role)
    assert not home.sees(actor)
    with pytest.raises(NotAllowed):
        home.overview(actor, *span())


def test_a_second_viewer_computes_nothing_and_a_save_makes_it_new(web, manager, monkeypatch):
    frozen = clock.now()
    clock.set_now(lambda: frozen)
    first = home.overview(manager, *span())
    assert home.overview(actor_of("receptionist", "receptionist"), *span()) is first
    with reading(manager) as session:
        doctor = session.scalars(select(Doctor)).first()
    write.change("doctors", manager, doctor.id, {"specialization": "Another name"}, None)
    assert home.overview(manager, *span()) is not first


def test_each_chart_is_right_plotly_in_both_looks(web, manager):
    from plotly.graph_objects import Figure

    found = home.overview(manager, *span())
    for theme in ("light", "dark"):
        for figure in drawn.drawn(found, theme).values():
            Figure(figure)


def _nested(part):
    """Lists inside a list of children, which the browser refuses to draw."""
    if isinstance(part, dict):
        children = part.get("props", {}).get("children")
        inside = children if isinstance(children, list) else [children]
        return [c for c in inside if isinstance(c, list)] + [found for c in inside for found in _nested(c)]
    return []


@pytest.mark.parametrize("role", ["clinic", "doctor", "receptionist", "pharmacist", "lab_technician", "admin"])
def test_every_overview_can_be_drawn(web, role):
    answer = web.page(web.person(role), "/dashboard", "").get_json()
    content = answer["response"]["_pages_content"]["children"]
    assert _nested(content) == []


def test_only_the_manager_finds_her_own_clinic_in_the_navigation(web, manager):
    shown = {role: web.person(role).get("/_dash-layout").json for role in ("clinic", "receptionist", "admin")}
    found = {role: f"/dashboard/clinics/{manager.clinic_id}" in str(layout) for role, layout in shown.items()}
    assert found == {"clinic": True, "receptionist": False, "admin": False}
