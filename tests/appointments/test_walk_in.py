"""Somebody comes without an appointment: a token, the next free minutes, a place on the board."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.core.errors import Conflict, Invalid, NotAllowed
from data.rules import queue
from data.rules.appointments import book, check_in
from data.rules.walk_ins import walk_in
from data.store import read, write

from .conftest import TODAY, House, later, local


def come(house: House, **more: object) -> dict[str, str]:
    return {"patient_id": str(house.lakshmi.id), "doctor_id": str(house.nair.id), **{k: str(v) for k, v in more.items()}}


def test_a_walk_in_waits_from_now_and_takes_the_first_free_minutes(house: House) -> None:
    book(house.desk, house.raw("10:00", TODAY, patient_id=house.ravi.id))
    visit = read.get("appointments", house.desk, walk_in(house.desk, come(house)))
    assert visit.get("starts_at") == local(TODAY, 10, 30)
    assert visit.get("checked_in_at") == local(TODAY, 9, 15)
    assert (visit.get("token_number"), visit.get("status")) == (1, "scheduled")


def test_tokens_count_up_through_the_clinics_day(house: House) -> None:
    tokens = [
        read.get("appointments", house.desk, walk_in(house.desk, come(house, patient_id=p.id))).get("token_number")
        for p in (house.lakshmi, house.ravi)
    ]
    later(days=1)
    assert [*tokens, read.get("appointments", house.desk, walk_in(house.desk, come(house))).get("token_number")] == [1, 2, 1]


def test_a_full_day_is_followed_by_overtime_and_never_by_an_overlap(house: House) -> None:
    book(house.desk, house.raw("10:00", TODAY, patient_id=house.ravi.id, duration=180))
    book(house.desk, house.raw("14:00", TODAY, patient_id=house.ravi.id, duration=180))
    later(hours=1)
    visit = read.get("appointments", house.desk, walk_in(house.desk, come(house)))
    assert visit.get("starts_at") == local(TODAY, 13)


@pytest.mark.parametrize(("hour", "sentence"), [(18, "Dr Suresh Nair's hours ended at 17:00 today.")])
def test_after_the_hours_only_an_emergency_walks_in(house: House, hour: int, sentence: str) -> None:
    later(hours=hour - 9)
    with pytest.raises(Invalid) as caught:
        walk_in(house.desk, come(house))
    assert caught.value.errors == {"doctor_id": sentence}
    assert walk_in(house.desk, come(house, appointment_type="emergency", override_reason="Burn"))


def test_nobody_walks_in_to_a_doctor_on_leave(house: House) -> None:
    house.away("leave", local(TODAY, 0), local(TODAY + timedelta(days=1), 0), house.nair)
    with pytest.raises(Invalid, match="Dr Suresh Nair is on leave on 24 Nov"):
        walk_in(house.desk, come(house))
    later(days=5)
    with pytest.raises(Invalid, match="does not see patients on Sundays"):
        walk_in(house.desk, come(house))


def test_a_double_click_takes_one_token(house: House) -> None:
    assert walk_in(house.desk, come(house), "k") == walk_in(house.desk, come(house), "k")


def test_who_is_here_or_expected_is_not_taken_in_again(house: House) -> None:
    walk_in(house.desk, come(house))
    with pytest.raises(Conflict, match="Lakshmi Menon is in the queue already"):
        walk_in(house.desk, come(house))
    book(house.desk, house.raw("15:00", TODAY, patient_id=house.ravi.id))
    with pytest.raises(Conflict, match="Ravi Pillai has an appointment at 15:00 today. Check in that one."):
        walk_in(house.desk, come(house, patient_id=house.ravi.id))
    assert walk_in(house.desk, come(house, patient_id=house.ravi.id, doctor_id=house.varma.id))


def test_laboratory_takes_no_walk_ins(house: House) -> None:
    with pytest.raises(NotAllowed):
        walk_in(house.actor("lab_technician"), come(house))


def test_the_board_follows_a_visit_through_the_day(house: House) -> None:
    booked = book(house.desk, house.raw("10:00", TODAY, patient_id=house.ravi.id, room_id=house.room.id))
    assert [t.patient for t in queue.board(house.desk).expected] == ["Ravi Pillai"]
    walked = walk_in(house.desk, come(house))
    check_in(house.desk, booked)
    later(minutes=60)
    board = queue.board(house.desk)
    assert [(t.patient, t.minutes, t.number) for t in board.waiting] == [("Lakshmi Menon", 60, "1"), ("Ravi Pillai", 15, "")]
    assert (board.longest, board.by_doctor()) == (60, [("Dr Suresh Nair", 2, 60)])
    write.step("appointments", house.desk, walked, "call")
    assert [t.since for t in queue.board(house.desk).called] == ["10:15"]
    write.step("appointments", house.desk, walked, "start")
    later(minutes=12)
    assert [(t.minutes, t.duration) for t in queue.board(house.desk).in_room] == [(12, 30)]
    write.step("appointments", house.nair_herself, walked, "complete")
    board = queue.board(house.desk)
    assert ([t.patient for t in board.done], board.median) == (["Lakshmi Menon"], 60)


def test_a_doctor_sees_her_own_queue(house: House) -> None:
    walk_in(house.desk, come(house))
    walk_in(house.desk, come(house, patient_id=house.ravi.id, doctor_id=house.varma.id))
    assert [t.patient for t in queue.board(house.nair_herself).waiting] == ["Lakshmi Menon"]
    assert len(queue.board(house.manager).waiting) == 2
    with pytest.raises(NotAllowed):
        queue.board(house.actor("pharmacist"))


def test_yesterday_is_not_on_the_board(house: House) -> None:
    walk_in(house.desk, come(house))
    later(days=1)
    assert queue.board(house.desk).waiting == []
    assert date(2026, 11, 25) > TODAY


def test_a_call_is_taken_back_and_the_wait_goes_on(house: House) -> None:
    visit = walk_in(house.desk, {"patient_id": str(house.lakshmi.id), "doctor_id": str(house.nair.id)})
    with pytest.raises(Conflict, match="Nobody has called"):
        write.step("appointments", house.desk, visit, "undo-call")
    write.step("appointments", house.desk, visit, "call")
    later(minutes=5)
    write.step("appointments", house.desk, visit, "undo-call")
    board = queue.board(house.desk)
    assert ([t.minutes for t in board.waiting], board.called) == ([5], [])


def test_priority_goes_before_those_who_waited_longer_and_can_be_taken_back(house: House) -> None:
    walk_in(house.desk, {"patient_id": str(house.lakshmi.id), "doctor_id": str(house.nair.id)})
    later(minutes=10)
    second = walk_in(house.desk, {"patient_id": str(house.ravi.id), "doctor_id": str(house.varma.id)})
    assert [t.patient for t in queue.board(house.desk).waiting] == ["Lakshmi Menon", "Ravi Pillai"]
    write.step("appointments", house.desk, second, "give-priority")
    assert [(t.patient, t.is_priority) for t in queue.board(house.desk).waiting] == [
        ("Ravi Pillai", True),
        ("Lakshmi Menon", False),
    ]
    assert [s.token for s in queue.wall(house.actor("display"))] == ["2", "1"]
    with pytest.raises(Conflict, match="goes first already"):
        write.step("appointments", house.desk, second, "give-priority")
    write.step("appointments", house.desk, second, "back-in-turn")
    assert [t.patient for t in queue.board(house.desk).waiting] == ["Lakshmi Menon", "Ravi Pillai"]
