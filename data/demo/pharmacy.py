"""What was prescribed at part of the visits, and how much of it the pharmacy has handed out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.demo.visits import Visit
from data.models import Clinic, Counter, Dispensing, Patient, Prescription, PrescriptionItem
from data.models.prescriptions import TYPED
from data.rules import allergies, doses
from data.store import audit

MOST, CHUNK = 170, 250
TABLETS, SPOON = ("2", "tablet", "1-0-1"), ("1", "tsp", "1-0-1")
Line = tuple[str, str, str, str, str, str, str, int | None]
LINES: dict[str, Line] = {
    "Abhayarishta": ("arishta", "25", "ml", "0-0-1", "after", "", "", 450),
    "Amritarishta": ("arishta", "20", "ml", "1-0-1", "after", "equal water", "", 450),
    "Ashwagandha churna": ("churna", *SPOON, "after", "warm milk", "", 100),
    "Ashokarishta": ("arishta", "20", "ml", "1-0-1", "after", "equal water", "", 450),
    "Avipattikara churna": ("churna", "1", "tsp", "1-0-1", "before", "lukewarm water", "", 100),
    "Brahmi ghrita": ("ghrita", "1", "tsp", "1-0-0", "before", "warm milk", "On an empty stomach", 150),
    "Chandraprabha vati": ("vati", *TABLETS, "after", "water", "", None),
    "Chyavanaprasha": ("lehya", "1", "tsp", "1-0-1", "before", "milk", "", 500),
    "Dashamoolarishta": ("arishta", "25", "ml", "1-0-1", "after", "equal water", "", 450),
    "Dhanwantaram gulika": ("vati", "1", "tablet", "1-0-1", "after", "jeeraka water", "", None),
    "Gandharvahastadi kashayam": ("kashayam", "15", "ml", "1-0-1", "before", "45 ml warm water", "", 200),
    "Haridra khanda": ("churna", *SPOON, "after", "warm water", "", 100),
    "Kaishora guggulu": ("guggulu", *TABLETS, "after", "warm water", "", None),
    "Kottamchukkadi taila": ("taila", "10", "ml", "1-0-0", "", "", "Warm, rub over the painful part, wash after half an hour", 200),
    "Ksheerabala taila": ("taila", "10", "drop", "0-0-1", "", "milk", "Also for the head before the bath", None),
    "Mahatiktaka ghrita": ("ghrita", "1", "tsp", "1-0-0", "before", "warm water", "", 150),
    "Nalpamaradi taila": ("taila", "10", "ml", "1-0-0", "", "", "Over the skin, an hour before the bath", 200),
    "Punarnavadi guggulu": ("guggulu", *TABLETS, "after", "warm water", "", None),
    "Rasnasaptakam kashayam": ("kashayam", "15", "ml", "1-0-1", "before", "45 ml warm water", "", 200),
    "Sahacharadi taila": ("taila", "10", "ml", "1-0-0", "", "", "Warm, over back and legs", 200),
    "Saraswatarishta": ("arishta", "10", "ml", "1-0-1", "after", "equal water", "", 450),
    "Sitopaladi churna": ("churna", "½", "tsp", "1-1-1", "after", "honey", "", 100),
    "Sudarshana churna": ("churna", *SPOON, "after", "warm water", "", 100),
    "Triphala churna": ("churna", "1", "tsp", "0-0-1", "after", "warm water", "At bedtime", 100),
    "Yogaraja guggulu": ("guggulu", *TABLETS, "after", "warm water", "", None),
}  # fmt: skip
SETS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Sandhivata, both knees", "Kadi vasti after ten days if stiffness stays. Avoid curd at night.", ("Yogaraja guggulu", "Rasnasaptakam kashayam", "Kottamchukkadi taila", "Dashamoolarishta")),
    ("Katigraha", "No lifting for two weeks.", ("Gandharvahastadi kashayam", "Sahacharadi taila", "Yogaraja guggulu")),
    ("Amlapitta", "Small meals, no tea on an empty stomach.", ("Avipattikara churna", "Dhanwantaram gulika")),
    ("Anidra", "Padabhyanga before sleep.", ("Ashwagandha churna", "Ksheerabala taila", "Saraswatarishta")),
    ("Kitibha", "Review with photographs in three weeks.", ("Mahatiktaka ghrita", "Kaishora guggulu", "Nalpamaradi taila", "Haridra khanda")),
    ("Kasa with pratishyaya", "Steam twice a day.", ("Sitopaladi churna", "Amritarishta")),
    ("Vibandha", "", ("Abhayarishta", "Triphala churna")),
    ("Ardhavabhedaka", "", ("Brahmi ghrita", "Saraswatarishta")),
    ("Mutrakrichra", "Plenty of barley water.", ("Chandraprabha vati", "Punarnavadi guggulu")),
    ("Jvara, third day", "", ("Sudarshana churna", "Amritarishta")),
    ("Daurbalya after fever", "", ("Chyavanaprasha", "Ashwagandha churna")),
)  # fmt: skip
FATES = (
    (timedelta(days=9), (95, 0, 0, 5)),
    (timedelta(hours=20), (70, 16, 10, 4)),
    (timedelta.min, (25, 15, 60, 0)),
)
KINDS = {"consultation": 0.55, "follow-up": 0.45, "checkup": 0.15, "panchakarma": 0.1}


def stock_up(session: Session, actor: Actor, visits: Sequence[Visit], pharmacist: UUID | None) -> list[tuple[str, Dispensing]]:
    """Prescriptions of a clinic's completed visits, numbered in the order in which they were written; what was handed out of them."""
    dice, now = Random(len(visits)), clock.now()
    seen = [v for v in visits if v.status == "completed" and v.ended_at and dice.random() < KINDS.get(v.appointment_type, 0.0)]
    chosen = sorted(dice.sample(seen, min(MOST, len(seen))), key=lambda v: v.ended_at or now)
    allergic = {p.id: p.allergies for p in session.scalars(select(Patient).where(Patient.has_allergies))}
    code = session.scalars(select(Clinic.clinic_code).where(Clinic.id == actor.clinic_id)).one()
    numbers: dict[str, int] = {}
    made = [_prescribed(actor, visit, dice, code, numbers, allergic.get(visit.patient_id)) for visit in chosen]
    given = [row for rx in made for row in _given(rx, dice, pharmacist)]
    for start in range(0, len(made), CHUNK):
        part = made[start : start + CHUNK]
        session.add_all(part)
        session.flush()
        audit.record(session, actor, "import", "prescriptions", clinic_id=actor.clinic_id, shown=[rx.id for rx in part])
    session.add_all(given)
    session.flush()
    series = [{"clinic_id": actor.clinic_id, "series": f"prescriptions {year}", "value": n} for year, n in numbers.items()]
    session.connection().execute(insert(Counter), series)
    names = {item.id: item.medicine_name or "" for rx in made for item in rx.lines}
    return [(names[row.item_id], row) for row in given]


def _prescribed(actor: Actor, visit: Visit, dice: Random, code: str, numbers: dict[str, int], known: object) -> Prescription:
    at = visit.ended_at or visit.starts_at
    day = clock.local_day(at, actor.zone)
    year = clock.financial_year(day)
    numbers[year] = numbers.get(year, 0) + 1
    diagnosis, notes, names = dice.choice(SETS)
    row = Prescription(
        clinic_id=actor.clinic_id, patient_id=visit.patient_id, doctor_id=visit.doctor_id, appointment_id=visit.id, prescription_date=day,
        prescription_number=f"{code}-R{year}-{numbers[year]:06d}", status="active", created_at=at, updated_at=at,
    )  # fmt: skip
    row.diagnosis, row.notes = diagnosis, notes or None
    days = dice.choice((7, 15, 15, 21, 30))
    row.lines = [_line(actor, n, name, days, known) for n, name in enumerate(names, 1)]
    return row


def _line(actor: Actor, position: int, name: str, days: int, known: object) -> PrescriptionItem:
    form, amount, unit, pattern, food, anupana, instructions, pack = LINES[name]
    typed = doses.with_words(
        {
            "medicine_name": name, "form": form, "dose_amount": amount, "dose_unit": unit, "pattern": pattern, "days": days, "food": food or None,
            "anupana": anupana or None, "instructions": instructions or None, "pack": pack,
        }
    )  # fmt: skip
    allergy = allergies.against(name, known if isinstance(known, list) else None)
    typed["override_reason"] = "Has tolerated it before; asked to stop at the first itching" if allergy else None
    item = PrescriptionItem(clinic_id=actor.clinic_id, position=position, dispensed=0)
    for part in TYPED:
        setattr(item, part, typed.get(part))
    item.quantity = doses.computed(typed) or 1
    return item


def _given(rx: Prescription, dice: Random, pharmacist: UUID | None) -> list[Dispensing]:
    """What is old is handed out in full, of the last days some in part; today's mostly waits."""
    age = clock.now() - rx.created_at
    chances = next(weights for limit, weights in FATES if age > limit)
    fate = dice.choices(("full", "part", "none", "cancelled"), chances)[0]
    if fate == "cancelled":
        rx.status, rx.cancelled_at, rx.cancellation_reason = (
            "cancelled",
            rx.created_at + timedelta(minutes=9),
            "Patient prefers another course",
        )
    if fate in {"none", "cancelled"}:
        return []
    rows = []
    for item in rx.lines if fate == "full" else rx.lines[:1]:
        item.dispensed = item.quantity if fate == "full" or item.quantity < 20 else item.quantity // 2
        rows.append(_handed(rx, item, dice, pharmacist))
    if all(item.left == 0 for item in rx.lines):
        rx.status, rx.completed_at = "completed", rows[-1].at
    return rows


def _handed(rx: Prescription, item: PrescriptionItem, dice: Random, pharmacist: UUID | None) -> Dispensing:
    at = min(clock.now(), rx.created_at + timedelta(minutes=dice.randint(6, 40)))
    made = Dispensing(
        clinic_id=rx.clinic_id, prescription_id=rx.id, item_id=item.id, at=at, user_id=pharmacist, quantity=item.dispensed,
        batch_number=f"{item.medicine_name[:2].upper()}{dice.randint(110, 989)}", expires_on=_expiry(rx.prescription_date, dice),
    )  # fmt: skip
    made.override_reason = "Dr confirmed by phone" if item.override_reason else None
    return made


def _expiry(day: date, dice: Random) -> date:
    return (day + timedelta(days=dice.randint(240, 1000))).replace(day=28)
