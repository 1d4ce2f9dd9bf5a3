"""What the calendar, the board and the finder hand to the browser."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from components import booking, calendar, queue
from data.core.errors import NotAllowed
from data.rules import day_sheet
from data.rules import queue as board
from data.rules.appointments import book
from data.rules.walk_ins import walk_in
from data.store import history, write

from .conftest import TODAY, House, local

DAY = date(2026, 11, 25)


def drawn(house: House, view: str = "day", day: date = DAY) -> dict:
    first, days = calendar.span(view, day)
    found = day_sheet.sheet(house.manager, first, days)
    return calendar.drawing({"view": view, "first": first.isoformat(), "day": day.isoformat()}, found.blocks, found.columns)


@pytest.mark.parametrize(
    ("view", "first", "days", "title"),
    [
        ("day", DAY, 1, "Wednesday 25 November"),
        ("week", date(2026, 11, 23), 7, "Week of 23 November"),
        ("month", date(2026, 11, 1), 30, "November 2026"),
    ],
)
def test_each_view_spans_its_days(view: str, first: date, days: int, title: str) -> None:
    assert (calendar.span(view, DAY), calendar.title(view, DAY)) == ((first, days), title)


def test_a_day_shows_visits_load_and_closed_hours(house: House) -> None:
    book(house.desk, house.raw("10:00", room_id=house.room.id, duration=60))
    book(house.desk, house.raw("16:30", patient_id=house.ravi.id, appointment_type="follow-up"))
    sheet = drawn(house)
    assert sheet["sub"] == "2 visits, 1:30 h of 12:00 h booked"
    assert (sheet["min"], sheet["max"]) == ("09:30", "17:30")
    assert [(d["name"], d["share"]) for d in sheet["doctors"]] == [("Dr Anjali Varma", 0), ("Dr Suresh Nair", 25)]
    first, second = sheet["events"]
    assert (first["title"], first["start"], first["note"]) == ("Lakshmi Menon", "2026-11-25 10:00", "Consultation. Room 2")
    assert second["note"] == "Follow-up"
    closed = [(c["start"][11:], c["end"][11:], c["word"]) for c in sheet["closed"] if c["doctor"] == str(house.nair.id)]
    assert closed == [("00:00", "10:00", ""), ("13:00", "14:00", "Break"), ("17:00", "00:00", "")]


def test_leave_and_holidays_are_named_on_the_sheet(house: House) -> None:
    house.away("leave", local(DAY, 14), local(DAY + timedelta(days=1), 0), house.nair)
    words = {c["word"] for c in drawn(house)["closed"] if c["doctor"] == str(house.nair.id)}
    assert "Leave" in words


def test_cancelled_visits_leave_the_sheet(house: House) -> None:
    visit = book(house.desk, house.raw())
    write.step("appointments", house.desk, visit, "cancel", {"reason": "Rain"})
    assert drawn(house)["events"] == []


def test_a_month_counts_visits_a_day(house: House) -> None:
    book(house.desk, house.raw("10:00", duration=360 // 2))
    cells = {c["day"]: c for c in drawn(house, "month")["cells"]}
    assert len(cells) == 30
    assert (cells["2026-11-25"]["visits"], cells["2026-11-25"]["share"]) == (1, 25)
    assert cells["2026-11-29"]["share"] is None


def test_a_doctor_sees_her_own_column(house: House) -> None:
    book(house.desk, house.raw("10:00"))
    book(house.desk, house.raw("11:00", doctor_id=house.varma.id))
    found = day_sheet.sheet(house.nair_herself, DAY)
    assert ([b.start[11:] for b in found.blocks], [c.name for c in found.columns]) == (["10:00"], ["Dr Suresh Nair"])


def test_who_may_not_list_visits_gets_no_sheet(house: House) -> None:
    with pytest.raises(NotAllowed):
        day_sheet.sheet(house.actor("pharmacist"), DAY)


def test_opening_the_sheet_is_in_the_trail_and_a_live_refresh_is_not(house: House) -> None:
    book(house.desk, house.raw())
    before = len(history.of_clinic(house.manager))
    day_sheet.sheet(house.manager, DAY, live=True)
    board.board(house.manager, live=True)
    assert len(history.of_clinic(house.manager)) == before
    day_sheet.sheet(house.manager, DAY)
    assert len(history.of_clinic(house.manager)) == before + 1


def test_the_board_offers_each_role_its_own_buttons(house: House) -> None:
    book(house.desk, house.raw("10:00", TODAY, patient_id=house.ravi.id))
    visit = walk_in(house.desk, {"patient_id": str(house.lakshmi.id), "doctor_id": str(house.nair.id)})
    shown = queue.drawing(board.board(house.desk), "Asia/Kolkata")
    assert [t["may"] for t in shown["columns"]["expected"]] == [["check-in"]]
    assert [t["may"] for t in shown["columns"]["waiting"]] == [["call", "start", "give-priority"]]
    write.step("appointments", house.desk, visit, "start")
    assert [t.may for t in board.board(house.desk).in_room] == [()]
    assert [t.may for t in board.board(house.nair_herself).in_room] == [("complete",)]
    assert shown["sub"] == "1 waiting, longest 0 minutes. Nobody was seen yet today."


def test_the_finder_says_how_many_are_free() -> None:
    days = [{"day": "2026-11-25", "starts": ["10:00"], "note": ""}, {"day": "2026-11-26", "starts": [], "note": "On leave"}]
    assert [(o["value"], o["disabled"]) for o in booking.day_options(days)] == [("2026-11-25", False), ("2026-11-26", True)]
    assert booking.note("2026-11-25", ["10:00"]) == "Wednesday 25 November: 1 free time."
    assert booking.note(None, []) == "Nothing is free on these days. Look at later days."


@pytest.mark.parametrize(("number", "shown"), [("+919847031256", "+91 98470 31256"), ("+4930123456", "+4930123456"), (None, "")])
def test_phones_are_read_in_groups(number: str | None, shown: str) -> None:
    assert booking.phone(number) == shown
