"""Prescriptions as CSV: each with its medicines, both ways; what cannot stay is refused by field and sentence."""

from __future__ import annotations

import pytest

from tests.interop.conftest import bring, carried, clinic, exported, file  # noqa: F401 - fixtures

LAKSHMI = {
    "external_id": "p-1",
    "first_name": "Lakshmi",
    "gender": "female",
    "estimated_age": "41",
    "allergies": "Guggul::severe",
}
NAIR = {"external_id": "d-1", "first_name": "Suresh", "last_name": "Nair"}
VISIT = {
    "external_id": "v-1", "patient_external_id": "p-1", "doctor_external_id": "d-1", "appointment_type": "consultation", "status": "completed",
    "starts_at": "2026-02-28T09:00:00+05:30", "ends_at": "2026-02-28T09:20:00+05:30",
}  # fmt: skip
LINES = (
    "Yogaraja guggulu; form=guggulu; dose_amount=2; dose_unit=tablet; pattern=1-0-1; days=15; anupana=warm water; override_reason=Tolerated\n"
    "ദശമൂലാരിഷ്ടം; quantity=450; instructions=25 ml twice, with water"
)
RX = {
    "external_id": "r-1", "patient_external_id": "p-1", "doctor_external_id": "d-1", "appointment_external_id": "v-1",
    "prescription_date": "2026-02-28", "diagnosis": "Sandhivata", "status": "completed", "completed_at": "2026-02-28T10:00:00+05:30", "items": LINES,
}  # fmt: skip


@pytest.fixture
def filled(database, bring):  # noqa: F811
    actor = clinic("Thanal Vaidyasala", "THL")
    for noun, row in (("patients", LAKSHMI), ("doctors", NAIR), ("appointments", VISIT), ("prescriptions", RX)):
        report = bring(actor, noun, row)
        assert report.imported[noun] == 1, report.refusals
    return actor


def test_what_leaves_one_clinic_arrives_in_another_the_same_but_for_its_number(filled, tmp_path):
    kaveri = clinic("Kaveri Chikitsalaya", "KVR")
    for noun in ("patients", "doctors", "appointments", "prescriptions"):
        assert not carried(filled, kaveri, noun, tmp_path).refusals
    here, there = exported(filled, "prescriptions")[0], exported(kaveri, "prescriptions")[0]
    assert (here["prescription_number"], there["prescription_number"]) == ("THL-R2526-000001", "KVR-R2526-000001")
    same = set(here) - {"prescription_number"}
    assert {k: here[k] for k in same} == {k: there[k] for k in same}
    assert (
        here["items"]
        .splitlines()[0]
        .endswith("dosage=2 tablets; frequency=2 times a day; duration=15 days; override_reason=Tolerated")
    )
    assert there["appointment_id"] == "v-1"


def test_a_second_run_changes_nothing(filled, bring, tmp_path):  # noqa: F811
    assert bring(filled, "prescriptions", RX).unchanged["prescriptions"] == 1
    assert carried(filled, filled, "prescriptions", tmp_path).unchanged["prescriptions"] == 1


def test_a_row_without_medicines_doctor_or_dose_is_refused_by_its_field(filled, bring):  # noqa: F811
    rows = [RX | {"external_id": f"x-{n}"} for n in range(4)]
    rows[0] |= {"items": ""}
    rows[1] |= {"doctor_external_id": ""}
    rows[2] |= {"items": "Abhayarishta; pattern=often"}
    rows[3] |= {"items": "Abhayarishta; colour=red"}
    found = {(r.number, r.field): r.sentence for r in bring(filled, "prescriptions", *rows).refusals}
    assert found == {
        (2, "items"): "A prescription needs at least one medicine.",
        (3, "doctor_id"): "A prescription names its doctor.",
        (4, "items-1-pattern"): "Pattern is written as 1-0-1 (morning, noon, night) or 1-1-1-1.",
        (5, "items"): "Medicine 1 has a part that cannot be read: colour=red.",
    }
