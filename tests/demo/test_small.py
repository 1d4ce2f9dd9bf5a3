"""The small demo: accounts of every role, people with names, and a day that is alive whenever it is loaded."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import phonenumbers
import pytest
from sqlalchemy import func, select

from data.analytics import billing, billing_books, billing_forecast
from data.core import clock
from data.core.actor import Actor, system
from data.core.settings import Settings, from_env
from data.demo import accounts, houses, small
from data.models import (
    Appointment,
    AppointmentEvent,
    Bill,
    CashierDay,
    Clinic,
    Doctor,
    LedgerEntry,
    OrgDocument,
    Patient,
    Product,
    ProductGstRate,
    TradeFile,
    User,
)  # fmt: skip
from data.rules import queue
from data.store import audit, files, read, sign_in, start
from data.store.charges import open_charges
from data.store.unit_of_work import close, connect, reading, site, writing
from tests import servers
from tests.conftest import settings_for

CONTRACT = {
    "admin": "admin",
    "support": "support",
    "clinic": "clinic",
    "doctor": "doctor",
    "receptionist": "receptionist",
    "lab": "lab_technician",
    "pharmacist": "pharmacist",
    "manufacturer": "manufacturer",
    "patient": "patient",
    "clinic2": "clinic",
    "doctor2": "doctor",
    "manufacturer2": "manufacturer",
}


def clinics() -> dict[str, Actor]:
    """The two with people in them; the generated ones around them have their own test."""
    codes = [house.clinic["clinic_code"] for house in houses.HOUSES]
    with reading(system()) as session:
        found = session.scalars(select(Clinic).where(Clinic.clinic_code.in_(codes)))
        return {c.clinic_code: system(c.id, c.time_zone) for c in found}


def visits(actor) -> list[Appointment]:
    with reading(actor) as session:
        return list(session.scalars(select(Appointment)))


def people(actor) -> list[Patient]:
    with reading(actor) as session:
        return list(session.scalars(select(Patient)))


@pytest.mark.slow
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_demo_loads_once_with_the_accounts_of_the_contract(database):
    """Here in a Sunday's night; on SQLite the product's own command has loaded it now for the tests below."""
    clock.set_now(lambda: datetime(2026, 11, 21, 20, 40, tzinfo=UTC))
    assert small.load()
    it_holds_what_the_contract_says(database.settings)


def it_holds_what_the_contract_says(settings: Settings):
    assert not small.load()
    for login, role in CONTRACT.items():
        token = sign_in.sign_in(f"{login}@ayurlahi.example", "Demo-ayurlahi-1", "127.0.0.1", "test")
        who = sign_in.signed_in(token, "127.0.0.1")
        assert who is not None
        assert who.actor.roles == {role}
        assert not who.must_change_password
    the_trail_holds()
    the_books_tie()
    production_refuses(settings)


def the_books_tie():
    """Something in every bucket, days closed up to yesterday, work that is not billed, a discount that waits where a manager is asked."""
    waits = 0
    for actor in clinics().values():
        books, today = billing_books.books(actor), clock.today(actor.zone)
        assert billing.ties_to_ledger(books, today).holds
        buckets = billing.ageing(books, today)
        assert all(amount > 0 for name, amount in buckets.items() if name != "unapplied_credit"), buckets
        assert buckets["unapplied_credit"] < 0
        assert billing_forecast.expected_collection(books, today, 30).amount is not None
        with reading(actor) as session:
            types = set(session.scalars(select(LedgerEntry.entry_type)))
            assert types == {"payment", "refund", "write-off", "credit-note", "advance", "reversal"}
            waits += session.scalar(select(func.count(Bill.id)).where(Bill.approval == "needed", Bill.status == "draft"))
            days = set(session.scalars(select(CashierDay.business_day)))
            assert max(days) < today
            numbers = sorted(session.scalars(select(Bill.bill_number).where(Bill.bill_number.is_not(None))))
            code, year, last = numbers[-1].split("-")
            assert numbers[-int(last) :] == [f"{code}-{year}-{n:06d}" for n in range(1, int(last) + 1)]
            assert open_charges(session, actor.zone)
    assert waits == 1


def the_trail_holds():
    with reading(system()) as session:
        for chain in session.scalars(select(Clinic.id)):
            assert audit.verify(session, chain)[1] is None


def production_refuses(settings: Settings):
    with pytest.raises(Exception, match="demo accounts"):
        start.check(Settings(settings.database_url, settings.secret_key, settings.master_key, mode="production"))


@pytest.fixture(scope="module")
def loaded(demo, tmp_path_factory):
    """A copy of the demo on SQLite for the tests of this file."""
    return from_env({"AYURLAHI_INSTANCE": str(servers.copy_of(demo, tmp_path_factory.mktemp("demo") / "instance"))})


@pytest.fixture
def demo_site(loaded):
    yield connect(loaded)
    close()


def test_the_loaded_demo_keeps_the_contract(demo_site):
    it_holds_what_the_contract_says(demo_site.settings)


def test_papers_have_their_files_products_their_pictures_and_the_rates_of_their_days(demo_site):
    with reading(system()) as session:
        papers = session.execute(select(OrgDocument.id, OrgDocument.file_id, OrgDocument.status)).all()
        assert all(paper.file_id for paper in papers)
        assert [paper.status for paper in papers].count("uploaded") == 1
        some = [
            papers[0].file_id,
            papers[-1].file_id,
            session.scalars(select(TradeFile.id).where(TradeFile.noun == "products")).first(),
        ]
        rates = session.execute(
            select(Product.product_class, ProductGstRate.rate, ProductGstRate.valid_from, ProductGstRate.valid_to)
            .join(ProductGstRate, ProductGstRate.product_id == Product.id)
            .distinct()
        ).all()
    support = Actor("Nikhil", frozenset({"support"}), user_id=some[0])
    assert [files.content(support, one)[2][:4] for one in some] == [b"%PDF", b"%PDF", b"\xff\xd8\xff\xe0"]
    cut = date(2025, 9, 22)
    held = {(kind, rate) for kind, rate, begins, until in rates if until is None}
    assert held == {("classical", 500), ("proprietary", 500)}
    assert {(kind, rate, until) for kind, rate, _, until in rates if until} == {("proprietary", 1200, cut)}
    assert {begins for kind, _, begins, until in rates if kind == "proprietary" and until is None} == {cut}


def test_people_are_believable_and_not_all_alike(demo_site):
    thrissur = people(clinics()["THR"])
    assert len(thrissur) == 260
    names = [p.first_name for p in thrissur]
    assert any("\u0d00" <= c <= "\u0d7f" for name in names for c in name), "nobody is written in Malayalam"
    assert any("\u0900" <= c <= "\u097f" for name in names for c in name), "nobody is written in Devanagari"
    assert sum(1 for p in thrissur if not p.last_name) > 10
    assert max(Counter(p.phone for p in thrissur if p.phone).values()) >= 2
    assert sum(p.is_incomplete for p in thrissur) > 10
    assert sum(p.is_age_estimated for p in thrissur) > 10
    assert sum(p.has_allergies for p in thrissur) > 20
    assert any(p.severe_allergies for p in thrissur)
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(p.phone)) for p in thrissur if p.phone)


def test_every_patient_is_found_by_name_and_phone(demo_site):
    actor = clinics()["KAV"]
    for patient in people(actor)[:15]:
        found = read.page("patients", actor, read.Query(search=patient.full_name))
        assert str(patient.id) in {row["id"] for row in found.rows}
        if patient.phone:
            assert read.page("patients", actor, read.Query(search=patient.phone)).total >= 1


def test_three_months_hold_every_state_and_nothing_of_the_future_has_happened(demo_site):
    for actor in clinics().values():
        rows, now = visits(actor), clock.now()
        assert {v.status for v in rows} == {"scheduled", "confirmed", "in-progress", "completed", "cancelled", "no-show"}
        assert min(v.starts_at for v in rows) < now - timedelta(days=50)
        assert max(v.starts_at for v in rows) > now + timedelta(days=20)
        moments = [
            m for v in rows for m in (v.created_at, v.checked_in_at, v.called_at, v.started_at, v.ended_at, v.cancelled_at) if m
        ]
        assert max(moments) <= now
        assert all(v.checked_in_at <= v.called_at <= v.started_at < v.ended_at for v in rows if v.status == "completed")
        assert any(v.cancelled_at and v.starts_at - timedelta(hours=24) <= v.cancelled_at < v.starts_at for v in rows)
        with reading(actor) as session:
            assert session.scalar(select(func.count(AppointmentEvent.id)).where(AppointmentEvent.kind == "move")) > 20


def test_nobody_is_in_two_places(demo_site):
    for actor in clinics().values():
        live = [v for v in visits(actor) if v.status in {"scheduled", "confirmed", "in-progress"}]
        for name in ("doctor_id", "patient_id", "room_id"):
            by_one: dict = {}
            for visit in live:
                by_one.setdefault(getattr(visit, name), []).append((visit.starts_at, visit.ends_at))
            for spans in by_one.values():
                spans.sort()
                assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))


def test_twenty_four_clinics_of_two_states_have_months_behind_them_and_books_that_tie(demo_site):
    with reading(system()) as session:
        known = [actor.clinic_id for actor in clinics().values()]
        others = list(session.scalars(select(Clinic).where(Clinic.id.not_in(known))))
        visited = dict(
            session.execute(select(Appointment.clinic_id, func.min(Appointment.starts_at)).group_by(Appointment.clinic_id)).all()
        )
    assert (len(others), {c.state_code for c in others}) == (24, {"32", "29"})
    assert all(c.approval_status == "approved" and visited[c.id] < clock.now() - timedelta(days=120) for c in others)
    for clinic in (others[0], others[-1]):
        books = billing_books.books(system(clinic.id))
        assert billing.ties_to_ledger(books, clock.today("Asia/Kolkata")).holds
        assert all(person.first_name for person in people(system(clinic.id)))


def test_doctors_are_linked_to_their_accounts(demo_site):
    with reading(system()) as session:
        rows = session.execute(select(User.email, Doctor.doctor_code).join(Doctor, Doctor.user_id == User.id)).all()
        assert {tuple(row) for row in rows} == {("doctor@ayurlahi.example", "DOC001"), ("doctor2@ayurlahi.example", "DOC001")}
        portal = session.scalars(select(User).where(User.email == f"patient@{accounts.HOST}")).one()
        assert session.get(Patient, portal.patient_id) is not None


@pytest.mark.parametrize(
    "moment", ["2026-11-24T02:10:00+05:30", "2026-11-22T13:20:00+05:30", "2026-11-24T23:50:00+05:30", "2026-11-24T11:00:00+05:30"]
)
def test_the_board_is_alive_at_night_on_sunday_and_at_noon(sqlite_template, tmp_path, moment):
    shutil.copyfile(sqlite_template, tmp_path / "demo.db")
    connect(settings_for(f"sqlite:///{tmp_path}/demo.db", tmp_path))
    clock.set_now(lambda: datetime.fromisoformat(moment))
    try:
        with writing(system()) as session:
            for house in houses.HOUSES[1:]:
                small.days_of(session, houses.open_house(session, house), house, {}, Random(small.SEED))
        for actor in clinics().values():
            board = queue.board(actor)
            assert board.waiting
            assert board.called
            assert board.in_room
            assert board.expected
            assert any(ticket.number for ticket in (*board.waiting, *board.called, *board.in_room, *board.done))
    finally:
        close()


def test_what_is_loaded_is_sealed(demo_site):
    names = {p.first_name for p in people(clinics()["THR"])}
    with site().engine.connect() as connection:
        rows = connection.execute(select(Patient.__table__)).all()
    text = str(rows)
    assert not any(f"'{name}'" in text or name in text for name in names if len(name) > 4)
