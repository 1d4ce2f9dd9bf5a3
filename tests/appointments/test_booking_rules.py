"""Each rule of a visit is broken once, and answers in the front desk's words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from data.core.actor import system
from data.core.errors import Conflict, Invalid, NotAllowed, Refused
from data.core.resource import resource
from data.models import Appointment, AppointmentEvent, Doctor, Patient, Room
from data.rules.appointments import book, move
from data.store import read, write
from data.store.unit_of_work import reading, writing

from .conftest import TODAY, House, later, local, make_house

LEAVE_DAY = date(2026, 11, 26)


def refusal(*args: object, by: type[Refused] = Invalid, verb: object = book) -> Refused:
    with pytest.raises(by) as caught:
        verb(*args)  # type: ignore[operator]
    return caught.value


def test_a_doctor_cannot_be_booked_twice(house: House) -> None:
    book(house.desk, house.raw("10:00"))
    error = refusal(house.desk, house.raw("10:15", patient_id=house.ravi.id), by=Conflict)
    assert error.message == "Dr Suresh Nair is taken 10:00–10:30."
    assert error.field == "appointment_time"


def test_a_patient_is_not_in_two_places(house: House) -> None:
    book(house.desk, house.raw("10:00"))
    error = refusal(house.desk, house.raw("10:15", doctor_id=house.varma.id), by=Conflict)
    assert error.message == "Lakshmi Menon has another visit 10:00–10:30 with Dr Suresh Nair."


def test_a_room_holds_one_visit(house: House) -> None:
    book(house.desk, house.raw("10:00", room_id=house.room.id))
    error = refusal(
        house.desk, house.raw("10:15", doctor_id=house.varma.id, patient_id=house.ravi.id, room_id=house.room.id), by=Conflict
    )
    assert error.message == "Room 2 is taken 10:00–10:30."
    assert error.field == "room_id"


def test_back_to_back_is_fine(house: House) -> None:
    book(house.desk, house.raw("10:00"))
    assert book(house.desk, house.raw("10:30"))


@pytest.mark.parametrize("at", ["09:30", "12:45", "13:15", "16:45", "23:50"])
def test_outside_the_hours_is_refused_with_the_hours(house: House, at: str) -> None:
    error = refusal(house.desk, house.raw(at))
    assert error.errors == {"appointment_time": "Dr Suresh Nair sees patients 10:00–13:00 and 14:00–17:00 on Wednesdays."}


def test_a_day_without_hours_is_refused(house: House) -> None:
    error = refusal(house.desk, house.raw(day="2026-11-29"))
    assert error.errors == {"appointment_date": "Dr Suresh Nair does not see patients on Sundays."}


def test_a_doctor_without_any_hours_is_refused(house: House) -> None:
    new = Doctor(clinic_id=house.clinic_id, doctor_code="DOC009", first_name="Biju")
    house.add(new)
    assert refusal(house.desk, house.raw(doctor_id=new.id)).message == "Dr Biju has no weekly hours yet. Enter them first."


def test_leave_holiday_and_block_say_what_they_are(house: House) -> None:
    whole = (local(LEAVE_DAY, 0), local(LEAVE_DAY + timedelta(days=1), 0))
    house.away("leave", *whole, house.nair)
    assert refusal(house.desk, house.raw(day=LEAVE_DAY)).message == "Dr Suresh Nair is on leave on 26 Nov."
    friday = LEAVE_DAY + timedelta(days=1)
    house.away("block", local(friday, 11), local(friday, 12), house.nair, "staff meeting")
    assert (
        refusal(house.desk, house.raw("11:30", friday)).message
        == "Dr Suresh Nair is kept free 11:00–12:00 on 27 Nov (staff meeting)."
    )
    house.away("holiday", local(date(2026, 12, 25), 0), local(date(2026, 12, 26), 0))
    assert refusal(house.desk, house.raw(day="2026-12-25")).message == "The clinic is closed on 25 Dec."


def test_an_extra_session_opens_its_own_day(house: House) -> None:
    sunday = date(2026, 11, 29)
    house.away("extra", local(sunday, 9), local(sunday, 11), house.nair)
    assert book(house.desk, house.raw("09:00", sunday))
    assert refusal(house.desk, house.raw("12:00", sunday)).message == "Dr Suresh Nair sees patients 09:00–11:00 on 29 Nov."


def test_an_emergency_goes_outside_the_hours_with_a_reason(house: House) -> None:
    at_night = house.raw("20:00", appointment_type="emergency")
    assert list(refusal(house.desk, at_night).errors) == ["override_reason"]
    assert book(house.desk, {**at_night, "override_reason": "Snake bite"})
    assert "sees patients" in refusal(house.desk, {**at_night, "appointment_type": "checkup", "override_reason": "Busy"}).message


def test_an_emergency_never_overlaps(house: House) -> None:
    book(house.desk, house.raw("10:00"))
    refusal(
        house.desk,
        house.raw("10:10", patient_id=house.ravi.id, appointment_type="emergency", override_reason="Fall"),
        by=Conflict,
    )


def test_the_past_is_refused_and_the_running_minute_is_not(house: House) -> None:
    assert refusal(house.desk, house.raw("10:00", "2026-11-23")).message == "23 Nov, 10:00 is already past."
    later(minutes=45, seconds=20)
    assert book(house.desk, house.raw("10:00", TODAY))


@pytest.mark.parametrize("day", ["9999-12-31", "2032-01-05", "0001-01-01"])
def test_a_date_nobody_means_is_refused(house: House, day: str) -> None:
    assert refusal(house.desk, house.raw(day=day)).errors == {"appointment_date": "Visits are booked for at most 5 years ahead."}


def test_an_inactive_doctor_is_refused(house: House) -> None:
    house.change(Doctor, house.nair.id, is_active=False)
    assert refusal(house.desk, house.raw()).message == "Dr Suresh Nair no longer sees patients here."


def test_a_closed_room_and_a_deceased_patient_are_refused(house: House) -> None:
    house.change(Room, house.room.id, is_active=False)
    assert refusal(house.desk, house.raw(room_id=house.room.id)).message == "Room 2 is not in use."
    house.change(Patient, house.lakshmi.id, deceased_at=local(TODAY, 1))
    assert refusal(house.desk, house.raw()).message == "Lakshmi Menon is recorded as deceased."


@pytest.mark.parametrize(("minutes", "sentence"), [("4", "at least 5"), ("481", "at most 480"), ("half", "whole number")])
def test_the_length_of_a_visit_has_limits(house: House, minutes: str, sentence: str) -> None:
    assert sentence in refusal(house.desk, house.raw(duration=minutes)).errors["duration"]


@pytest.mark.parametrize("name", ["patient_id", "doctor_id", "room_id"])
@pytest.mark.parametrize("value", ["nobody", "01a20d77-8a0d-7b7d-9ec6-536405fad56c"])
def test_unknown_and_malformed_links_are_refused_beside_their_field(house: House, name: str, value: str) -> None:
    assert list(refusal(house.desk, house.raw(**{name: value})).errors) == [name]


def test_a_patient_of_another_clinic_does_not_exist_here(house: House, database: object) -> None:
    error = refusal(house.desk, house.raw(patient_id=make_house().lakshmi.id))
    assert error.errors == {"patient_id": "There is no such patient in this clinic."}


def test_a_key_books_once(house: House) -> None:
    assert book(house.desk, house.raw(), "k1") == book(house.desk, house.raw(), "k1")


def test_times_are_kept_on_the_clinics_clock_and_as_instants(house: House) -> None:
    visit = read.get("appointments", house.desk, book(house.desk, house.raw("10:15", duration=45)))
    assert visit.get("starts_at") == local(date(2026, 11, 25), 10, 15)
    assert visit.get("ends_at") == local(date(2026, 11, 25), 11)
    assert visit.label == "Lakshmi Menon, 25 Nov 2026, 10:15"


def test_a_move_keeps_where_it_came_from(house: House) -> None:
    visit = book(house.desk, house.raw("10:00"))
    version = move(
        house.desk, visit, {"appointment_time": "11:00", "doctor_id": str(house.varma.id), "move_reason": "Bus was late"}, 1
    )
    event = house_events(house, visit)[0]
    assert (event.kind, event.reason) == ("move", "Bus was late")
    assert (event.old_starts_at, event.new_starts_at) == (local(date(2026, 11, 25), 10), local(date(2026, 11, 25), 11))
    assert (event.old_doctor_id, event.new_doctor_id) == (house.nair.id, house.varma.id)
    assert read.get("appointments", house.desk, visit).version == version == 2


def house_events(house: House, visit: object) -> list[object]:
    with reading(house.manager) as session:
        return list(
            session.scalars(
                select(AppointmentEvent)
                .where(AppointmentEvent.appointment_id == visit)
                .order_by(AppointmentEvent.at, AppointmentEvent.id)
            )
        )


@pytest.mark.parametrize("change", [{"appointment_time": "10:00"}, {"duration": "90"}])
def test_a_move_or_a_longer_visit_does_not_overlap(house: House, change: dict[str, str]) -> None:
    book(house.desk, house.raw("10:00"))
    book(house.desk, house.raw("11:30"))
    second = book(house.desk, house.raw("10:30", patient_id=house.ravi.id))
    assert "is taken" in refusal(house.desk, second, change, 1, by=Conflict, verb=move).message


def test_a_move_on_an_old_version_is_refused(house: House) -> None:
    visit = book(house.desk, house.raw("10:00"))
    move(house.desk, visit, {"appointment_time": "11:00"}, 1)
    refusal(house.desk, visit, {"appointment_time": "12:00"}, 1, by=Refused, verb=move)


def test_what_is_over_is_not_moved(house: House) -> None:
    visit = book(house.desk, house.raw("10:00"))
    write.step("appointments", house.desk, visit, "cancel", {"reason": "Ill"})
    error = refusal(house.desk, visit, {"appointment_time": "11:00"}, None, by=Conflict, verb=move)
    assert error.message == "This visit is cancelled, so it is not moved. Book a new one."


def test_a_doctor_does_not_hand_her_visit_on(house: House) -> None:
    visit = book(house.desk, house.raw("10:00"))
    refusal(house.nair_herself, visit, {"doctor_id": str(house.varma.id)}, None, by=NotAllowed, verb=move)
    assert move(house.nair_herself, visit, {"appointment_time": "11:00"}, None) == 2


def test_editing_the_reason_of_a_past_visit_asks_no_rule_about_time(house: House) -> None:
    visit = book(house.desk, house.raw("10:00"))
    later(days=3)
    assert write.change("appointments", house.desk, visit, {"reason": "Knee"}, 1) == 2


def test_a_restored_visit_must_still_fit(house: House) -> None:
    visit = book(house.desk, house.raw("10:00"))
    write.delete("appointments", house.manager, visit, "Entered twice")
    book(house.desk, house.raw("10:00", patient_id=house.ravi.id))
    with pytest.raises(Conflict, match="Dr Suresh Nair is taken 10:00–10:30"):
        write.restore("appointments", house.manager, visit)


def test_imported_history_may_overlap_and_keeps_its_instants(house: House) -> None:
    start = local(date(2026, 3, 3), 10) + timedelta(seconds=7)
    past = {"patient_id": house.lakshmi.id, "doctor_id": house.nair.id, "duration": 15, "appointment_type": "checkup"}
    with writing(system(house.clinic_id)) as session:
        for n in range(2):
            fixed = {
                "status": "completed",
                "starts_at": start,
                "ends_at": start + timedelta(minutes=15),
                "external_id": str(n),
                "external_source": "synthea",
            }
            row_id = write.insert(session, resource("appointments"), system(house.clinic_id), past, **fixed)
        visit = session.scalars(select(Appointment).where(Appointment.id == row_id)).one()
        assert (visit.starts_at, str(visit.appointment_time), visit.status) == (start, "10:00:00", "completed")


def test_reception_never_reads_or_writes_notes(house: House) -> None:
    visit = book(house.manager, house.raw(notes="Sleeps badly"))
    assert "notes" not in read.get("appointments", house.desk, visit).values
    assert read.get("appointments", house.manager, visit).get("notes") == "Sleeps badly"
    write.change("appointments", house.desk, visit, {"notes": "Reads it", "reason": "Knee"}, None)
    assert read.get("appointments", house.manager, visit).get("notes") == "Sleeps badly"
