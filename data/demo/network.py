"""Twenty-four more clinics in two states with months of visits: what the anonymised charts of the platform are made of.

Rows go in by executemany, past the rules and without a line of history each, as in `big`: one entry of the trail per clinic
says so. Only names of patients and tests are sealed; nobody has an account there, and the two clinics of the demo do not meet them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.analytics import publication
from data.core import clock
from data.core.actor import Actor, system
from data.demo import billing, papers
from data.demo.envelopes import sealed
from data.demo.houses import ZONE, put
from data.demo.people import KARNATAKA, KERALA, Region, phone
from data.models import (
    Appointment,
    Clinic,
    Counter,
    Doctor,
    DoctorSession,
    LabReport,
    LabReportTest,
    Patient,
    Product,
    SearchToken,
    StockBatch,
    StockItem,
    StockMovement,
)
from data.models.base import new_id
from data.store import audit, tokens

SEED = 20261128
DAYS, PATIENTS = 150, 10
SLOT = timedelta(minutes=30)
MORNING, AFTERNOON = (time(10), time(11)), (time(14), time(17))
RECENT = 68  # days; since then they are open in the afternoon too
WEEK = ((1, 4), (0, 3), (2, 5))
KINDS = ("consultation", "consultation", "follow-up", "checkup")
CATEGORIES = ("Arishta", "Churna", "Ghrita", "Kashayam", "Taila", "Vati")
TEST, TARGET = ("HB", "Haemoglobin", "g/dL"), 240
FEE = 400_00
Row = dict[str, Any]
# name, code, town, district, PIN code, doctors, whether it has a laboratory
IN_KERALA = (
    ("Punarnava Ayurveda Clinic", "PUN", "Kannur", "Kannur", "670001", 1, True), ("Sreyas Vaidyasala", "SRE", "Thalassery", "Kannur", "670101", 1, False),
    ("Ilanji Ayurveda", "ILJ", "Kottayam", "Kottayam", "686001", 1, False), ("Nila Chikitsa Kendram", "NIL", "Ottapalam", "Palakkad", "679101", 1, False),
    ("Amaya Ayurveda Clinic", "AMA", "Kollam", "Kollam", "691001", 1, False), ("Vaikom Vaidyagriham", "VKM", "Vaikom", "Kottayam", "686141", 2, True),
    ("Kadamba Ayurveda", "KDB", "Alappuzha", "Alappuzha", "688001", 2, True), ("Suryakanthi Chikitsalayam", "SUR", "Tirur", "Malappuram", "676101", 3, False),
    ("Mandaram Ayurveda Clinic", "MAN", "Manjeri", "Malappuram", "676121", 2, False), ("Arogya Nikethan", "ARN", "Kozhikode", "Kozhikode", "673001", 4, True),
    ("Sahya Ayurveda Hospital", "SAH", "Thodupuzha", "Idukki", "685584", 5, True), ("Periyar Ayurveda Hospital", "PER", "Aluva", "Ernakulam", "683101", 4, True),
    ("Ananthapuri Ayurveda", "ANP", "Thiruvananthapuram", "Thiruvananthapuram", "695001", 4, True),
)  # fmt: skip
IN_KARNATAKA = (
    ("Chamundi Ayurveda Clinic", "CHM", "Nanjangud", "Mysuru", "571301", 1, True), ("Sanjeevini Chikitsalaya", "SJV", "Hassan", "Hassan", "573201", 1, False),
    ("Hemavathi Ayurveda", "HMV", "Sakleshpur", "Hassan", "573134", 1, False), ("Tulasi Ayurveda Clinic", "TUL", "Udupi", "Udupi", "576101", 1, False),
    ("Dhanvantari Chikitsalaya", "DHN", "Mandya", "Mandya", "571401", 2, True), ("Netravati Ayurveda", "NTR", "Mangaluru", "Dakshina Kannada", "575001", 2, False),
    ("Bilva Ayurveda Clinic", "BLV", "Tumakuru", "Tumakuru", "572101", 3, True), ("Malnad Ayurveda", "MLD", "Chikkamagaluru", "Chikkamagaluru", "577101", 2, False),
    ("Sharavathi Ayurveda Hospital", "SHV", "Shivamogga", "Shivamogga", "577201", 4, True), ("Hoysala Ayurveda Hospital", "HOY", "Belagavi", "Belagavi", "590001", 4, True),
    ("Nandi Ayurveda Hospital", "NAN", "Bengaluru", "Bengaluru Urban", "560001", 5, True),
)  # fmt: skip
TABLES = (
    Doctor,
    DoctorSession,
    Patient,
    SearchToken,
    Appointment,
    LabReport,
    LabReportTest,
    StockItem,
    StockBatch,
    StockMovement,
    Counter,
)


@dataclass(slots=True)
class House:
    """One clinic while it is made up: its own habits, and the rows it has so far, by table."""

    actor: Actor
    clinic_id: UUID
    code: str
    region: Region
    dice: Random
    now: datetime
    rows: dict[Any, list[Row]]
    fullness: float
    missed: float
    slow: float

    def add(self, model: Any, **values: Any) -> UUID:
        """One row of a table; its id."""
        row_id = new_id()
        self.rows[model].append({"id": row_id, "clinic_id": self.clinic_id, **values})
        return row_id


def open_clinics(session: Session) -> None:
    """All of them with their past; the tables are filled once for all."""
    now = clock.now().replace(microsecond=0)
    rows: dict[Any, list[Row]] = {model: [] for model in TABLES}
    sold = _sold(session)
    places = [(KERALA, "32", place) for place in IN_KERALA] + [(KARNATAKA, "29", place) for place in IN_KARNATAKA]
    bills: list[tuple[House, list[billing.Made]]] = []
    for number, (region, state, place) in enumerate(places):
        house = _house(session, region, state, place, number, now, rows)
        doctors, patients = _doctors(house, place[5], number), _patients(house)
        visits = list(_visits(house, doctors, patients, number))
        if place[6]:
            _laboratory(house, visits)
        _shelf(house, sold)
        bills.append((house, list(_bills(house, visits))))
    for model in TABLES:
        table: Any = model.__table__
        session.connection().execute(insert(table), rows[model])
    for house, made in bills:
        billing.enter(session, house.actor, made, house.dice, now, None)
        audit.record(session, house.actor, "import", "appointments", clinic_id=house.clinic_id)


def _sold(session: Session) -> list[Product]:
    """One product of each category, the first by its SKU."""
    found: dict[str, Product] = {}
    for product in session.scalars(select(Product).where(Product.category.in_(CATEGORIES)).order_by(Product.sku)):
        found.setdefault(product.category, product)
    return [found[name] for name in sorted(found)]


def _house(
    session: Session, region: Region, state: str, place: tuple[Any, ...], number: int, now: datetime, rows: dict[Any, list[Row]]
) -> House:
    name, code, town, district, pincode, _, _ = place
    dice = Random(SEED + number)
    raw = {
        "clinic_name": name, "clinic_code": code, "legal_name": f"{name} LLP", "license_number": f"AYUSH-{state}-{code}-{2100 + number}",
        "state_code": state, "phone": phone(region, dice), "email": f"desk@{code.lower()}.example", "city": town, "district": district,
        "address_line1": f"{dice.randint(2, 88)} {dice.choice(region.streets)}", "pincode": pincode, "time_zone": ZONE,
    }  # fmt: skip
    clinic = session.get_one(Clinic, put(session, system(), "clinics", raw))
    papers.approved(session, clinic, 40 if number % 11 == 4 else papers.LICENCE_DAYS)
    papers.attached(session, clinic, drawn=False)
    habits = dice.uniform(0.6, 0.95), dice.uniform(0.03, 0.14), dice.uniform(0.55, 1.25)
    return House(system(clinic.id, ZONE), clinic.id, code, region, dice, now, rows, *habits)


def _doctors(house: House, count: int, number: int) -> list[UUID]:
    circle, since = house.region.circles[0], clock.local_day(house.now, ZONE) - timedelta(days=DAYS + 30)
    found = []
    for n in range(1, count + 1):
        first, last = circle.women[(number + 5 * n) % 18], circle.families[(number * 3 + n) % 12]
        doctor = house.add(
            Doctor, doctor_code=f"DOC{n:03d}", first_name=first, last_name=last, license_number=f"{house.code}-A-{1000 + number * 10 + n}",
            specialization="Kayachikitsa", qualification=["BAMS"], consultation_fee=FEE,
        )  # fmt: skip
        for weekday in WEEK[(number + n) % len(WEEK)]:
            for (starts, ends), start in ((MORNING, since), (AFTERNOON, since + timedelta(days=DAYS + 30 - RECENT))):
                house.add(DoctorSession, doctor_id=doctor, weekday=weekday, starts=starts, ends=ends, breaks=[], valid_from=start)
        found.append(doctor)
    _count(house, "doctor_code", count)
    return found


def _count(house: House, series: str, value: int) -> None:
    house.rows[Counter].append({"clinic_id": house.clinic_id, "series": series, "value": value})


def _patients(house: House) -> list[UUID]:
    found = []
    for n in range(1, PATIENTS + 1):
        gender, code = house.dice.choice(("female", "male")), f"P{n:03d}"
        first, circle = house.region.name(gender, house.dice)
        ident = {
            "first_name": first,
            "last_name": house.dice.choice(circle.families),
            "phone": phone(house.region, house.dice),
            "country": "IN",
        }
        year = house.dice.randint(1944, 2014)
        ident["date_of_birth"] = date(year, house.dice.randint(1, 12), house.dice.randint(1, 28)).isoformat()
        patient = house.add(
            Patient, patient_code=code, birth_year=year, gender=gender, ident_seal_no=1, created_at=house.now - timedelta(days=DAYS),
        )  # fmt: skip
        house.rows[Patient][-1]["ident_sealed"] = sealed(house.clinic_id, "patients", "ident", patient, ident)
        words = {"name": [first, ident["last_name"]], "phone": [ident["phone"]], "code": [code], "year": [str(year)]}
        for token in tokens.hashed(house.clinic_id, "patients", tokens.parts_of(words)):
            house.rows[SearchToken].append({"clinic_id": house.clinic_id, "noun": "patients", "token": token, "row_id": patient})
        found.append(patient)
    _count(house, "patient_code", PATIENTS)
    return found


def _visits(house: House, doctors: Sequence[UUID], patients: Sequence[UUID], number: int) -> Iterator[Row]:
    """Everything up to yesterday; what was booked has an outcome."""
    today, turn = clock.local_day(house.now, ZONE), 0
    for age in range(DAYS, 0, -1):
        day = today - timedelta(days=age)
        hours = (MORNING, AFTERNOON) if age <= RECENT else (MORNING,)
        for n, doctor in enumerate(doctors, 1):
            if day.weekday() not in WEEK[(number + n) % len(WEEK)]:
                continue
            for starts in (
                clock.at(day, start, ZONE) + n * SLOT for start, end in hours for n in range(2 * (end.hour - start.hour))
            ):
                if house.dice.random() < house.fullness:
                    turn += 1
                    yield _visit(house, doctor, patients[turn % len(patients)], starts)


def _some(house: House, visits: Sequence[Row], lately: int, before: int) -> list[Row]:
    """Every n-th visit that took place, closer together in the months that are published last."""
    came = [visit for visit in visits if visit["status"] == "completed"]
    today = clock.local_day(house.now, ZONE)
    begins, ends = today - timedelta(days=RECENT), (today - publication.SETTLES).replace(day=1)
    inside = [visit for visit in came if begins <= visit["appointment_date"] < ends]
    outside = [visit for visit in came if not begins <= visit["appointment_date"] < ends]
    return sorted([*outside[::before], *inside[::lately]], key=lambda visit: visit["starts_at"])


def _visit(house: House, doctor: UUID, patient: UUID, starts: datetime) -> Row:
    chance = house.dice.random()
    status = "no-show" if chance < house.missed else "cancelled" if chance < house.missed + 0.08 else "completed"
    came, booked, local = status == "completed", starts - timedelta(days=house.dice.randint(1, 12)), clock.local(starts, ZONE)
    begins = starts + timedelta(minutes=house.dice.randint(0, 25))
    house.add(
        Appointment, patient_id=patient, doctor_id=doctor, starts_at=starts, ends_at=starts + SLOT, duration=30, status=status,
        appointment_date=local.date(), appointment_time=local.time(), appointment_type=house.dice.choice(KINDS), created_at=booked, updated_at=booked,
        checked_in_at=starts - timedelta(minutes=5) if came else None, started_at=begins if came else None,
        ended_at=begins + timedelta(minutes=24) if came else None, cancelled_at=starts - timedelta(hours=30) if status == "cancelled" else None,
    )  # fmt: skip
    return house.rows[Appointment][-1]


def _laboratory(house: House, visits: Sequence[Row]) -> None:
    """Some visits send a sample; how long it takes is the house's own habit."""
    code, name, unit = TEST
    numbers: dict[int, int] = {}
    for visit in _some(house, visits, 2, 3):
        day, at = visit["appointment_date"], visit["started_at"]
        numbers[day.year] = numbers.get(day.year, 0) + 1
        stages = [
            at + timedelta(minutes=minutes)
            for minutes in (10, 20, 35, 35 + round(140 * house.slow * house.dice.uniform(0.6, 1.9)))
        ]
        report = house.add(
            LabReport, report_number=f"{house.code}-L{day.year}-{numbers[day.year]:06d}", patient_id=visit["patient_id"], doctor_id=visit["doctor_id"],
            appointment_id=visit["id"], order_date=day, collection_date=day, report_date=day, status="completed", ordered_at=at, target_minutes=TARGET,
            due_at=at + timedelta(minutes=TARGET), created_at=at, updated_at=stages[-1], verified_at=stages[-1],
            **dict(zip(("collected_at", "received_at", "started_at", "resulted_at"), stages, strict=True)),
        )  # fmt: skip
        line = house.add(
            LabReportTest, report_id=report, position=0, test_code=code, status="final", flag="none", target_minutes=TARGET, resulted_at=stages[-1],
            clinical_seal_no=1,
        )  # fmt: skip
        found = {"test_name": name, "unit": unit, "result": f"{house.dice.uniform(11, 15):.1f}"}
        house.rows[LabReportTest][-1]["clinical_sealed"] = sealed(house.clinic_id, "lab_report_tests", "clinical", line, found)


def _shelf(house: House, sold: Sequence[Product]) -> None:
    """A batch of each product, handed out of twice a month."""
    began, today = house.now - timedelta(days=DAYS + 5), clock.local_day(house.now, ZONE)
    for product in sold:
        item = house.add(
            StockItem, product_id=product.id, item_name=product.name, base_unit=product.base_unit, units_per_pack=product.units_per_pack,
            hsn_code=product.hsn_code,
        )  # fmt: skip
        moves = [(began + timedelta(days=n), -house.dice.randint(1, 5) * product.units_per_pack) for n in range(9, DAYS, 15)]
        opening = 20 * product.units_per_pack - sum(units for _, units in moves)
        batch = house.add(
            StockBatch, item_id=item, batch_number=f"{house.code}{item.hex[-4:].upper()}", expires_on=today + timedelta(days=house.dice.randint(90, 500)),
            quantity_on_hand=20 * product.units_per_pack, unit_cost=Decimal(house.dice.randint(1, 9)), first_received_at=began,
        )  # fmt: skip
        for at, units in [(began, opening), *moves]:
            house.add(
                StockMovement, item_id=item, batch_id=batch, movement_type="opening" if at == began else "dispense", quantity=units, occurred_at=at,
            )  # fmt: skip


def _bills(house: House, visits: Sequence[Row]) -> Iterator[billing.Made]:
    """Some visits have their bill; most are paid at once."""
    for visit in _some(house, visits, 1, 4):
        bill = billing.Made(visit["patient_id"], visit["doctor_id"], visit["ended_at"], visit["id"])
        bill.lines = [
            {"item_type": "consultation", "item_name": "Consultation", "quantity": 1, "unit_price": FEE, "source_noun": "appointments", "source_id": visit["id"]}
        ]  # fmt: skip
        yield bill
