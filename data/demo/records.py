"""What doctors wrote after part of the demo's visits: records, vital signs, templates; a patient's numbers go somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import Actor
from data.core.vital_signs import Number
from data.demo.visits import Visit
from data.models import Doctor, MedicalRecord, RecordAmendment, RecordTemplate, VitalSigns
from data.models.base import new_id
from data.rules.medical_records import TEXTS
from data.store import audit

WRITTEN, DRAFTS, CHUNK = 0.2, 2, 400
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Case:
    """One complaint as it runs through a clinic, and the visits whose reason calls for it."""

    reasons: tuple[str, ...]
    complaint: str
    diagnosis: str
    treatment: str
    vikriti: str
    nadi: str
    agni: str
    pathya: str
    apathya: str
    pain: int = 0


CASES = (
    Case(
        ("Knee pain since two months", "Janu vasti"),
        "Pain in both knees since two months, worse on stairs and in the morning; stiffness for twenty minutes.",
        "Sandhigata vata (osteoarthritis of the knee)",
        "Janu vasti with Murivenna, seven days. Yogaraja guggulu 1-0-1 after food with warm water, 14 days. Dhanwantharam taila outside, before the bath.",
        "Vata, with kapha in the joint", "Vataja, irregular", "vishama", "Warm cooked food, ghee, short walks on level ground.",
        "Cold drinks, curd at night, squatting.", 6,
    ),
    Case(
        ("Back pain after lifting", "Kati vasti"),
        "Low back pain since lifting a gas cylinder; goes down to the left thigh, eases lying down.",
        "Katigraha (mechanical low back pain)",
        "Kati vasti with Karpasasthyadi taila, seven days. Rasna erandadi kashayam 15 ml twice before food. Rest from lifting for two weeks.",
        "Vata", "Vataja", "sama", "Warm food, castor oil at night twice a week.", "Lifting, long sitting, dry snacks.", 7,
    ),
    Case(
        ("Skin rash",),
        "Itching patches on both forearms since three weeks, worse after sour food and in the heat.",
        "Vicharchika (eczema)",
        "Aragwadhadi kashayam 15 ml twice before food. Mahatiktaka ghritam 1 teaspoon in the morning. Nalpamaradi taila outside.",
        "Pitta and kapha", "Pittaja, quick", "tikshna", "Bitter gourd, green gram, washing in neem water.", "Curd, fish, tamarind, new soap.",
    ),
    Case(
        ("Poor sleep", "Shirodhara, day 2 of 7"),
        "Falls asleep after two hours, wakes at three; tired in the day since a change of shifts.",
        "Anidra (insomnia)",
        "Shirodhara with Ksheerabala taila, seven days. Ashwagandha churna 3 g with warm milk at bedtime. Feet oiled before sleep.",
        "Vata and pitta", "Vataja, thin", "vishama", "Warm milk, supper before eight, same hour of sleep.", "Tea after four, screens in bed.",
    ),
    Case(
        ("Acidity and bloating",),
        "Burning behind the breastbone after meals, sour belching, bloating by evening.",
        "Amlapitta (acid dyspepsia)",
        "Avipattikara churna 5 g before food with water. Sukumara ghritam 1 teaspoon in the morning. Meals at fixed hours.",
        "Pitta", "Pittaja", "tikshna", "Pomegranate, old rice, tender coconut.", "Fried food, chilli, going without breakfast.", 2,
    ),
    Case(
        ("Shoulder stiffness", "Nasya"),
        "Right shoulder stiff since a month; cannot reach the back, sleeps badly on that side.",
        "Apabahuka (frozen shoulder)",
        "Nasya with Karpasasthyadi taila, seven days. Patra pinda sweda to the shoulder. Prasarinyadi kashayam 15 ml twice before food.",
        "Vata and kapha", "Kapha-vataja, slow", "manda", "Warm fomentation, wall climbing ten times a day.", "Cold water, fan on the shoulder.", 5,
    ),
    Case(
        ("Headache twice a week",),
        "Throbbing headache on the left twice a week, with nausea; bright light makes it worse.",
        "Ardhavabhedaka (migraine)",
        "Pathyashadangam kashayam 15 ml twice before food. Nasya with Anu taila, two drops, seven days. A diary of the attacks.",
        "Vata and pitta", "Pittaja", "vishama", "Regular meals, ghee with rice, early sleep.", "Noon sun, sour curd, skipped meals.", 4,
    ),
    Case(
        ("Yearly check-up", "Blood pressure check", "School certificate"),
        "No complaint; comes for a check-up.",
        "Swastha (healthy), blood pressure watched",
        "Dinacharya explained: oil bath twice a week, forty minutes of walking, less salt. Review in three months.",
        "None marked", "Regular", "sama", "Seasonal vegetables, buttermilk at noon.", "Pickles, late supper.",
    ),
)  # fmt: skip
TEMPLATES = (
    ("Knee pain, first visit", "Kayachikitsa", CASES[0]),
    ("Low back pain", "Panchakarma", CASES[1]),
    ("Acidity", "Kayachikitsa", CASES[4]),
    ("Sleeplessness", "Panchakarma", CASES[3]),
    ("Eczema", None, CASES[2]),
)
REVIEW = "Review: less trouble than at the last visit. "
NOTES = (
    "Explained to the family as well.",
    "Comes from far; next visit by phone if well.",
    "Asked for the diet in writing.",
    None,
    None,
)


@dataclass(slots=True)
class Body:
    """A patient's numbers, which drift from visit to visit."""

    height: float
    weight: float
    systolic: float
    glucose: float
    case: Case
    visits: int = 0
    pain: float = field(default=0)

    def measured(self, dice: Random) -> dict[str, Number]:
        """The signs of the next visit."""
        self.visits += 1
        self.weight += dice.uniform(-0.7, 0.5)
        self.systolic += dice.uniform(-4.5, 3) if self.systolic > 132 else dice.uniform(-3, 3)
        self.pain = max(0.0, self.pain - dice.uniform(0, 1.6))
        found: dict[str, Number] = {
            "systolic": round(self.systolic), "diastolic": round(self.systolic * 0.6 + dice.uniform(-3, 5)), "pulse": round(dice.gauss(76, 7)),
            "temperature": round(dice.gauss(36.7, 0.2), 1), "weight": round(self.weight, 1), "pain": round(self.pain),
        }  # fmt: skip
        if self.visits == 1:
            found |= {
                "height": round(self.height, 1),
                "respiratory_rate": round(dice.gauss(16, 1.5)),
                "oxygen_saturation": dice.randint(96, 99),
            }
        if dice.random() < 0.3:
            self.glucose += dice.uniform(-9, 6)
            found["glucose"] = round(self.glucose)
        return found


def _body(dice: Random, case: Case) -> Body:
    height = dice.gauss(161, 8)
    return Body(height, dice.gauss(24.6, 3) * (height / 100) ** 2, dice.gauss(131, 13), dice.gauss(122, 24), case, pain=case.pain)


def write_up(session: Session, actor: Actor, visits: Sequence[Visit], doctors: Sequence[Doctor], dice: Random) -> None:
    """Records of a share of the completed visits, all of the first doctor's; a few drafts and amendments; the templates."""
    done = sorted((v for v in visits if v.status == "completed" and v.ended_at), key=lambda v: v.starts_at)
    chosen = [v for v in done if v.doctor_id == doctors[0].id or dice.random() < WRITTEN]
    by_id = {d.id: d for d in doctors}
    bodies: dict[UUID, Body] = {}
    open_today = {v.id for v in [v for v in chosen if v.doctor_id == doctors[0].id][-DRAFTS:]}
    for start in range(0, len(chosen), CHUNK):
        part = chosen[start : start + CHUNK]
        rows = [row for v in part for row in _rows(actor, v, by_id[v.doctor_id], bodies, dice, is_draft=v.id in open_today)]
        records = [row for row in rows if isinstance(row, MedicalRecord)]
        session.add_all(records)
        session.flush()
        session.add_all(row for row in rows if not isinstance(row, MedicalRecord))
        session.flush()
        audit.record(session, actor, "import", "medical_records", clinic_id=actor.clinic_id, shown=[r.id for r in records])
    session.add_all(_templates(actor))
    session.flush()


def _rows(
    actor: Actor, visit: Visit, doctor: Doctor, bodies: dict[UUID, Body], dice: Random, *, is_draft: bool
) -> Iterator[Any]:  # fmt: skip
    case = next((c for c in CASES if visit.reason in c.reasons), None)
    body = bodies.setdefault(visit.patient_id, _body(dice, case or dice.choice(CASES)))
    body.case = case or body.case
    begun, ended = visit.started_at or visit.starts_at, visit.ended_at or visit.ends_at
    record = _record(actor, visit, doctor, body, dice, begun, ended, is_draft=is_draft)
    yield record
    signs = VitalSigns(clinic_id=actor.clinic_id, patient_id=visit.patient_id, record_id=record.id, taken_at=begun + MINUTE)
    signs.created_at = signs.updated_at = begun + MINUTE
    signs.created_by = doctor.user_id
    for name, value in body.measured(dice).items():
        setattr(signs, name, value)
    yield signs
    if not is_draft and dice.random() < 0.04:
        yield _amendment(actor, record, doctor, ended + timedelta(hours=2))


def _record(
    actor: Actor, visit: Visit, doctor: Doctor, body: Body, dice: Random, begun: datetime, ended: datetime, *, is_draft: bool
) -> MedicalRecord:  # fmt: skip
    case, again = body.case, body.visits > 0
    record = MedicalRecord(
        id=new_id(), clinic_id=actor.clinic_id, patient_id=visit.patient_id, doctor_id=visit.doctor_id, appointment_id=visit.id,
        author_id=doctor.user_id, visit_date=clock.local_day(visit.starts_at, actor.zone), status="draft" if is_draft else "final",
        finalised_at=None if is_draft else ended, created_at=begun, updated_at=begun if is_draft else ended, created_by=doctor.user_id,
    )  # fmt: skip
    record.chief_complaint = (REVIEW if again else "") + case.complaint
    record.diagnosis = case.diagnosis
    if not is_draft:
        record.treatment, record.notes = case.treatment, dice.choice(NOTES)
    if not again:
        record.vikriti, record.nadi, record.agni = case.vikriti, case.nadi, case.agni
        record.jihva = dice.choice(("Clean, moist", "White coat at the root", "Dry, slightly cracked", "Red at the edges"))
    record.pathya, record.apathya = case.pathya, case.apathya
    return record


def _amendment(actor: Actor, record: MedicalRecord, doctor: Doctor, at: datetime) -> RecordAmendment:
    before: Mapping[str, Any] = {**{name: getattr(record, name) for name in TEXTS}, "notes": "Follow-up in two weeks."}
    record.status, record.updated_at = "amended", at
    record.notes = "Follow-up in ten days: the patient travels."
    return RecordAmendment(
        clinic_id=actor.clinic_id, record_id=record.id, at=at, user_id=doctor.user_id, doctor_id=doctor.id,
        reason="Follow-up was noted for the wrong week", before=dict(before),
    )  # fmt: skip


def _templates(actor: Actor) -> list[RecordTemplate]:
    return [
        RecordTemplate(
            clinic_id=actor.clinic_id, name=name, specialization=specialization, chief_complaint=case.complaint, treatment=case.treatment,
            notes="Diet: " + case.pathya,
        )
        for name, specialization, case in TEMPLATES
    ]  # fmt: skip
