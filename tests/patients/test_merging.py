"""Two records that are one person: what is kept, what moves, what refuses, and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.core import clock
from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from data.models import (
    Appointment,
    AppointmentSeries,
    AuditEntry,
    Base,
    Bill,
    BreakGlass,
    LabReport,
    LedgerEntry,
    MedicalRecord,
    Patient,
    PatientMerge,
    Prescription,
    StoredFile,
    User,
    VitalSigns,
    WaitingListEntry,
)
from data.rules import merging
from data.store import audit, merges, read, write
from data.store.unit_of_work import reading, writing
from tests.patients.conftest import NOW
from tests.patients.test_rules import row_of

WHY = "Same woman, registered twice"


def pair(aster, kept=None, other=None):
    """Two records of one person; the first is the one to keep."""
    return aster.patient(**(kept or {})), aster.patient(**{"first_name": "Laxmi", **(other or {})})


def visit_at(aster, patient, minutes, status="scheduled", doctor=None):
    """A visit that begins some minutes from now."""
    doctor = doctor or write.create("doctors", aster.manager, {"first_name": "Suresh", "last_name": "Nair"})
    starts = NOW + timedelta(minutes=minutes)
    row = Appointment(
        clinic_id=aster.id, patient_id=patient, doctor_id=doctor, starts_at=starts, ends_at=starts + timedelta(minutes=30),
        appointment_date=clock.local_day(starts, "Asia/Kolkata"), appointment_time=clock.local(starts, "Asia/Kolkata").time(), status=status,
    )  # fmt: skip
    with writing(system(aster.id)) as session:
        session.add(row)
    return row.id


def owners(aster, model):
    with reading(system(aster.id)) as session:
        return dict(session.execute(select(model.id, model.patient_id)).all())


def everything_of(aster, patient):
    """A row in every table that belongs to a patient."""
    doctor = write.create("doctors", aster.manager, {"first_name": "Anjali"})
    course = AppointmentSeries(
        clinic_id=aster.id, patient_id=patient, doctor_id=doctor, appointment_type="panchakarma", sessions=1,
        first_day=NOW.date(), weekdays=["tue"],
    )  # fmt: skip
    wish = WaitingListEntry(clinic_id=aster.id, patient_id=patient, first_day=NOW.date(), last_day=NOW.date() + timedelta(days=7))
    wish.notes = "Mornings only"
    login = User(
        clinic_id=aster.id, patient_id=patient, full_name="Lakshmi", email=f"{patient}@ayurlahi.example", roles=["patient"]
    )
    with writing(system(aster.id)) as session:
        session.add_all([course, wish, login, *clinical_rows(aster, patient, doctor)])
    visit_at(aster, patient, 60, doctor=doctor)


def clinical_rows(aster, patient, doctor):
    of_her = {"clinic_id": aster.id, "patient_id": patient}
    number = str(patient)[-12:]
    return [
        MedicalRecord(**of_her, doctor_id=doctor, visit_date=NOW.date()),
        VitalSigns(**of_her, taken_at=NOW),
        Prescription(**of_her, doctor_id=doctor, prescription_date=NOW.date(), prescription_number=number),
        LabReport(**of_her, doctor_id=doctor, order_date=NOW.date(), ordered_at=NOW, report_number=number),
        StoredFile(**of_her, noun="lab_reports", row_id=patient, media_type="image/png", size=1, digest=b"", place="x"),
        Bill(**of_her, bill_date=NOW.date()),
        LedgerEntry(**of_her, act_id=patient, entry_type="advance", amount=100, at=NOW, business_day=NOW.date()),
        BreakGlass(**of_her, doctor_id=doctor, opened_at=NOW, expires_at=NOW),
    ]


def test_every_row_of_the_merged_record_moves_and_undo_brings_each_back(aster):
    kept, other = pair(aster)
    everything_of(aster, kept)
    everything_of(aster, other)
    with writing(system(aster.id)) as session:  # apart in time, so that she is never in two visits
        for row in session.scalars(select(Appointment).where(Appointment.patient_id == other)):
            row.starts_at, row.ends_at = row.starts_at + timedelta(hours=3), row.ends_at + timedelta(hours=3)
    models = merging.linked()
    assert {"appointments", "appointment_series", "waiting_list_entries", "users"} <= {m.__tablename__ for m in models}
    before = {m: owners(aster, m) for m in models}
    assert merging.compare(aster.desk, kept, other).moves == {m.__tablename__: 1 for m in models}
    done = merging.merge(aster.desk, kept, other, WHY)
    assert all(set(owners(aster, m).values()) - {None} == {kept} for m in models)
    assert merging.undo(aster.desk, done) == kept
    assert {m: owners(aster, m) for m in models} == before
    with reading(system(aster.id)) as session:
        assert {w.notes for w in session.scalars(select(WaitingListEntry))} == {"Mornings only"}


def test_a_table_that_belongs_to_patients_is_one_a_merge_moves():
    """Whoever adds a link to patients calls it patient_id, so that a merge finds it."""
    named = {
        (table.name, key.parent.name)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "patients" and key.column.name == "id" and table.name != "patient_merges"
    }
    assert named <= {(m.__tablename__, "patient_id") for m in merging.linked()}


def test_gaps_are_filled_and_what_differs_is_chosen(aster):
    kept, other = pair(
        aster,
        {"last_name": "Menon", "phone": "9847031256", "date_of_birth": "", "estimated_age": "60", "city": "Kochi"},
        {"last_name": "Menon", "phone": "9847031257", "email": "l@example.org", "address_line1": "House 4", "city": "Thrissur"},
    )
    merging.merge(aster.desk, kept, other, WHY, ["phone"])
    record = read.get("patients", aster.manager, kept)
    found = [record.get(n) for n in ("first_name", "phone", "email", "age")]
    assert found == ["Lakshmi", "+919847031257", "l@example.org", "58 y"]
    # Half of one address and half of another is nobody's address.
    assert (record.get("city"), record.get("address_line1")) == ("Kochi", None)
    assert [r["id"] for r in read.page("patients", aster.desk, read.Query(search="9847031257")).rows] == [str(kept)]


def test_gaps_of_the_same_address_are_filled(aster):
    kept, other = pair(aster, {"city": "Thrissur"}, {"city": "Thrissur", "address_line1": "House 4"})
    merging.merge(aster.desk, kept, other, WHY)
    assert read.get("patients", aster.desk, kept).get("address_line1") == "House 4"


def test_an_empty_address_is_filled_as_a_whole(aster):
    kept, other = pair(
        aster, {}, {"address_line1": "House 4", "city": "Lyon", "country": "FR", "pincode": "69001", "phone": "9847031257"}
    )
    merging.merge(aster.desk, kept, other, WHY)
    record = read.get("patients", aster.manager, kept)
    assert [record.get(n) for n in ("address_line1", "city", "country", "pincode")] == ["House 4", "Lyon", "FR", "69001"]
    assert not record.get("is_incomplete")


def test_allergies_and_notes_are_never_lost(aster):
    mine = [{"substance": "Milk", "reaction": "rash", "severity": "mild"}]
    theirs = [{"substance": "milk", "reaction": "swelling", "severity": "severe"}, {"substance": "Sesame", "severity": "mild"}]
    kept, other = aster.patient(aster.doctor(), allergies=mine, medical_history="Sandhivata"), aster.patient(
        aster.doctor(), allergies=theirs, medical_history="Asthma", blood_group="B+"
    )  # fmt: skip
    code = row_of(aster, other).patient_code
    done = merging.merge(aster.desk, kept, other, WHY)
    record = read.get("patients", aster.manager, kept)
    assert record.get("allergies") == [
        {"substance": "Milk", "reaction": "rash; swelling", "severity": "severe"},
        {"substance": "Sesame", "reaction": "", "severity": "mild"},
    ]
    assert (record.get("medical_history"), record.get("blood_group")) == (f"Sandhivata\n{code}: Asthma", "B+")
    merging.undo(aster.desk, done)
    record = read.get("patients", aster.manager, kept)
    assert record.get("allergies") == mine
    assert (record.get("medical_history"), record.get("blood_group")) == ("Sandhivata", None)


def test_a_death_the_last_visit_and_a_wish_for_quiet_are_carried_over(aster):
    kept, other = pair(aster)
    with writing(system(aster.id)) as session:
        row = session.scalars(select(Patient).where(Patient.id == other)).one()
        row.deceased_at, row.last_visit_at, row.wants_reminders = NOW, NOW - timedelta(days=3), False
    done = merging.merge(aster.desk, kept, other, WHY)
    row = row_of(aster, kept)
    assert (row.deceased_at, row.last_visit_at, row.wants_reminders) == (NOW, NOW - timedelta(days=3), False)
    merging.undo(aster.desk, done)
    row = row_of(aster, kept)
    assert (row.deceased_at, row.last_visit_at, row.wants_reminders) == (None, None, True)


def test_the_comparison_shows_a_role_its_fields_and_is_an_opening_of_both(aster):
    kept, other = (
        aster.patient(aster.doctor(), prakriti="vata", phone="9847031256"),
        aster.patient(aster.doctor(), prakriti="kapha"),
    )
    by_desk, by_manager = (merging.compare(who, kept, other) for who in (aster.desk, aster.manager))
    assert "prakriti" not in {r.field.name for r in by_desk.rows}
    prakriti = next(r for r in by_manager.rows if r.field.name == "prakriti")
    assert (prakriti.kept, prakriti.other, prakriti.differs, prakriti.may_choose) == ("vata", "kapha", True, False)
    assert not next(r for r in by_desk.rows if r.field.name == "phone").differs  # nothing to take over
    assert [row_id for row_id, verb, _ in trail(aster) if verb == "view"] == [kept, other] * 2


def test_only_fields_one_may_change_are_chosen(aster):
    kept, other = aster.patient(aster.doctor(), prakriti="vata"), aster.patient(aster.doctor(), prakriti="kapha")
    with pytest.raises(NotAllowed):
        merging.merge(aster.manager, kept, other, WHY, ["prakriti"])
    with pytest.raises(Invalid, match="no such field"):
        merging.merge(aster.manager, kept, other, WHY, ["patient_code"])


def trail(aster, *verbs):
    with reading(system(aster.id)) as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.chain_id == aster.id).order_by(AuditEntry.seq)).all()
        return [(e.row_id, e.verb, audit.detail_of(e).get("reason", "")) for e in rows if not verbs or e.verb in verbs]


def test_merge_and_undo_stand_in_the_history_of_both(aster):
    kept, other = pair(aster)
    done = merging.merge(aster.desk, kept, other, WHY)
    merging.undo(aster.manager, done)
    assert trail(aster, "merge", "undo-merge") == [
        (kept, "merge", f"P002 was merged into this record: {WHY}"),
        (other, "merge", f"Merged into P001: {WHY}"),
        (kept, "undo-merge", "P002 is a record of its own again"),
        (other, "undo-merge", "No longer merged into P001"),
    ]
    with reading(system(aster.id)) as session:
        assert audit.verify(session, aster.id)[1] is None


def test_reason_and_names_are_sealed(aster):
    kept, other = pair(aster, {}, {"email": "secret@example.org"})
    done = merging.merge(aster.desk, kept, other, WHY)
    with reading(system(aster.id)) as session:
        row = session.scalars(select(PatientMerge).where(PatientMerge.id == done)).one()
        assert (row.reason, row.before["email"]) == (WHY, [None, "secret@example.org"])
        assert b"secret" not in row.ident_sealed
        assert "secret" not in str(row.moved)


def test_the_merged_record_is_gone_and_says_where(aster):
    kept, other = pair(aster)
    done = merging.merge(aster.desk, kept, other, WHY)
    with pytest.raises(NotFound):
        read.get("patients", aster.desk, other)
    assert read.page("patients", aster.desk, read.Query(search="Laxmi")).total == 1  # the kept one sounds alike
    where = merges.gone(aster.desk, other)
    assert (where.code, where.kept_id, where.kept_code) == ("P002", kept, "P001")
    assert merges.gone(aster.desk, kept) is None
    (card,) = merges.into(aster.desk, kept)
    assert (card.merge_id, card.code, card.reason) == (done, "P002", WHY)
    merging.undo(aster.desk, done)
    assert merges.into(aster.desk, kept) == []
    assert read.get("patients", aster.desk, other).label == "Laxmi"


def test_a_merged_record_does_not_come_back_from_the_recycle_bin(aster):
    kept, other = pair(aster)
    merging.merge(aster.desk, kept, other, WHY)
    assert [d.reason for d in read.deleted("patients", aster.manager)] == ["Merged into P001"]
    with pytest.raises(Conflict, match=r"P002 was merged into P001\. Undo the merge on that record instead\."):
        write.restore("patients", aster.manager, other)


def test_two_visits_at_one_time_are_no_one_persons(aster):
    kept, other = pair(aster)
    visit_at(aster, kept, 60)
    late = visit_at(aster, other, 75)
    visit_at(aster, other, 20)
    sentence = (
        "P001 has a visit 10:15–10:45 on 24 Nov with Dr Suresh Nair and P002 one 10:30–11:00 on 24 Nov with Dr Suresh Nair. "
    )
    with pytest.raises(Conflict) as refused:
        merging.merge(aster.desk, kept, other, WHY)
    assert refused.value.message == sentence + "Move or cancel one of the two first."
    assert merging.compare(aster.desk, kept, other).clash == refused.value.message
    assert set(owners(aster, Appointment).values()) == {kept, other}
    write.step("appointments", aster.desk, late, "cancel", {"reason": "Entered twice"})
    merging.merge(aster.desk, kept, other, WHY)
    assert set(owners(aster, Appointment).values()) == {kept}


@pytest.mark.parametrize(("reason", "sentence"), [("", "at least 5"), (" no  ", "at least 5"), ("x" * 301, "301 characters")])
def test_a_reason_is_needed(aster, reason, sentence):
    with pytest.raises(Invalid, match=sentence):
        merging.merge(aster.desk, *pair(aster), reason)


@pytest.mark.parametrize("role", ["doctor", "pharmacist", "lab_technician", "patient", "support", "manufacturer"])
def test_reception_and_manager_merge_and_nobody_else(aster, role):
    kept, other = pair(aster)
    done = merging.merge(aster.manager, kept, other, WHY)
    who = aster.person(role)
    for act in (
        lambda: merging.duplicates_of(who, kept),
        lambda: merging.compare(who, kept, other),
        lambda: merging.merge(who, kept, other, WHY),
        lambda: merging.undo(who, done),
        lambda: merges.into(who, kept),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_nothing_of_another_clinic_is_merged(aster, champaka):
    mine, (kept, other) = aster.patient(), pair(champaka)
    done = merging.merge(champaka.desk, kept, other, WHY)
    theirs = champaka.patient()
    for act in (
        lambda: merging.duplicates_of(aster.desk, theirs),
        lambda: merging.compare(aster.desk, mine, theirs),
        lambda: merging.merge(aster.desk, mine, theirs, WHY),
        lambda: merging.merge(aster.desk, theirs, mine, WHY),
        lambda: merging.merge(aster.desk, mine, other, WHY),
        lambda: merging.merge(system(), mine, theirs, WHY),
        lambda: merging.merge(aster.desk, mine, "P002", WHY),
        lambda: merging.undo(aster.desk, done),
        lambda: merging.undo(aster.desk, mine),
    ):
        with pytest.raises(NotFound):
            act()
    assert merges.gone(aster.desk, other) is None


def test_a_record_is_merged_once_and_never_into_itself(aster):
    kept, other = pair(aster)
    third = aster.patient()
    with pytest.raises(Conflict, match="This is the same record"):
        merging.merge(aster.desk, kept, str(kept), WHY)
    merging.merge(aster.desk, kept, other, WHY)
    for one, two in ((kept, other), (third, other), (other, third)):
        with pytest.raises(Conflict, match="P002 was merged into P001 already"):
            merging.merge(aster.desk, one, two, WHY)
    write.delete("patients", aster.manager, third, "Entered in error")
    with pytest.raises(NotFound):
        merging.merge(aster.desk, kept, third, WHY)


def test_a_record_that_was_changed_meanwhile_is_shown_first(aster):
    kept, other = pair(aster)
    version = merging.compare(aster.desk, kept, other).kept.version
    write.change("patients", aster.desk, kept, {"phone": "9847031256"}, None)
    with pytest.raises(Stale):
        merging.merge(aster.desk, kept, other, WHY, version=version)


def test_a_chain_is_undone_from_its_end(aster):
    kept, other = pair(aster)
    third = aster.patient()
    visit = visit_at(aster, other, 60)
    first = merging.merge(aster.desk, kept, other, WHY)
    second = merging.merge(aster.desk, third, kept, WHY)
    assert merges.gone(aster.desk, other).kept_code == "P003"
    with pytest.raises(Conflict, match=r"P001 was itself merged into P003 since\. Undo that merge first\."):
        merging.undo(aster.desk, first)
    merging.undo(aster.desk, second)
    merging.undo(aster.desk, first)
    assert owners(aster, Appointment) == {visit: other}
    with pytest.raises(Conflict, match="undone already"):
        merging.undo(aster.desk, first)


def test_a_kept_record_in_the_recycle_bin_is_restored_before_it_is_taken_apart(aster):
    kept, other = pair(aster)
    done = merging.merge(aster.desk, kept, other, WHY)
    write.delete("patients", aster.manager, kept, "Entered in error")
    with pytest.raises(Conflict, match=r"P001 is in the recycle bin\. Restore it first\."):
        merging.undo(aster.desk, done)
    assert merges.gone(aster.desk, other) is None


def test_undo_leaves_what_came_after_the_merge(aster):
    kept, other = pair(aster, {}, {"phone": "9847031256", "email": "l@example.org", "date_of_birth": "1968-03-14"})
    hers = visit_at(aster, other, 60, "completed")
    done = merging.merge(aster.desk, kept, other, WHY)
    later = visit_at(aster, kept, 120)
    write.change("patients", aster.desk, kept, {"phone": "9847031299"}, None)
    merging.undo(aster.desk, done)
    assert owners(aster, Appointment) == {hers: other, later: kept}
    record = read.get("patients", aster.desk, kept)
    assert (record.get("phone"), record.get("email")) == ("+919847031299", None)
    assert row_of(aster, other).last_visit_at == NOW + timedelta(minutes=60)


def test_a_birth_date_goes_back_as_a_whole_or_not_at_all(aster):
    kept, other = pair(aster, {"date_of_birth": "", "estimated_age": "60"}, {"date_of_birth": "1968-03-14"})
    done = merging.merge(aster.desk, kept, other, WHY)
    write.change("patients", aster.desk, kept, {"date_of_birth": "1968-04-01"}, None)
    merging.undo(aster.desk, done)
    assert read.get("patients", aster.desk, kept).get("age") == "58 y"
    again = merging.merge(aster.desk, third := aster.patient(date_of_birth="", estimated_age="60"), other, WHY)
    merging.undo(aster.desk, again)
    assert read.get("patients", aster.desk, third).get("age") == "about 60 y"


def test_who_may_be_the_same_person_is_proposed(aster):
    kept, other = pair(aster, {"last_name": "Menon", "phone": "9847031256"}, {"last_name": "Nair", "phone": "9847031256"})
    alike = aster.patient(first_name="Lakshmi", last_name="Menon")
    aster.patient(first_name="Lakshmi", last_name="Menon", date_of_birth="1999-01-01")
    aster.patient(first_name="Ravi")
    assert [one.id for one in merging.duplicates_of(aster.desk, kept)] == [other, alike]
    assert merging.duplicates_of(aster.manager, alike)[0].id == kept
