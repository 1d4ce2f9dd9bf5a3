"""Reminders: once per visit, start and way; in the patient's language; never to those who do not want them."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from data.core.errors import Conflict, NotAllowed, NotFound, NotReady
from data.models import AuditEntry, Patient
from data.rules import appointments, reminders
from data.store import mail, write
from data.store.mail import NotSent
from data.store.unit_of_work import connect, reading, site
from tests import servers
from tests.appointments.conftest import make_house
from tests.conftest import settings_for

DAY = date(2026, 11, 25)


class Inbox:
    """What the mail server took."""

    def __init__(self):
        self.messages, self.refuses = [], False

    async def handle_DATA(self, _server, _session, envelope):
        if self.refuses:
            return "554 no"
        self.messages.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def inbox(database, tmp_path):
    """A real mail server on loopback, and the site told of it."""
    box = Inbox()
    controller = Controller(box, hostname="127.0.0.1", port=servers.free_port())
    controller.start()
    connect(settings_for(site().settings.database_url, tmp_path, smtp_url=f"smtp://127.0.0.1:{controller.port}"))
    yield box
    controller.stop()


def patient(house, **more):
    for name, value in more.items():
        house.change(Patient, house.lakshmi.id, **{name: value})


def booked(house, **more):
    patient(house, phone="+919847031256", email="lakshmi@example.org", **more)
    return appointments.book(house.desk, house.raw("10:00", DAY))


def one(house):
    return reminders.due(house.desk)[0]


def test_tomorrow_by_the_clinics_clock_with_a_link_that_holds_the_text(house):
    visit = booked(house)
    appointments.book(house.desk, house.raw("10:00", "2026-11-26"))
    found = reminders.due(house.desk)
    assert [d.id for d in found] == [visit]
    link = urlsplit(found[0].link)
    assert (link.netloc, link.path) == ("wa.me", "/919847031256")
    assert parse_qs(link.query)["text"] == [found[0].text]
    assert found[0].text.startswith("Namaste Lakshmi Menon, this is a reminder of your visit to Aster Ayurveda on Wednesday")
    assert "10:00" in found[0].text


@pytest.mark.parametrize(("language", "word"), [("ml", "നമസ്കാരം"), ("hi", "नमस्ते"), ("en", "Namaste")])
def test_in_the_language_of_the_patient(house, language, word):
    booked(house, language=language)
    assert one(house).text.startswith(word)


def test_the_reason_for_the_visit_is_never_told(house):
    patient(house, phone="+919847031256")
    appointments.book(house.desk, house.raw("10:00", DAY, reason="Skin rash", notes="psoriasis"))
    assert "rash" not in one(house).text
    assert "psoriasis" not in one(house).text


def test_opened_once_and_the_state_is_shown(house):
    visit = booked(house)
    reminders.whatsapp_opened(house.desk, visit)
    assert one(house).states["whatsapp"].status == "sent"
    with pytest.raises(Conflict, match="sent already"):
        reminders.whatsapp_opened(house.manager, visit)
    with reading(house.manager) as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.verb == "remind")).all()) == 1


def test_a_moved_visit_is_reminded_of_anew(house):
    visit = booked(house)
    reminders.whatsapp_opened(house.desk, visit)
    appointments.move(house.desk, visit, {"appointment_time": "11:00"})
    assert one(house).states == {}
    reminders.whatsapp_opened(house.desk, visit)


def test_who_does_not_want_it_is_left_in_peace(house):
    visit = booked(house, wants_reminders=False)
    assert (one(house).why_not, one(house).link) == ("Does not want reminders.", "")
    with pytest.raises(Conflict, match="does not want reminders"):
        reminders.whatsapp_opened(house.desk, visit)
    with pytest.raises(Conflict, match="does not want reminders"):
        reminders.send_email(house.desk, visit)


def test_cancelled_visits_and_people_without_address(house):
    visit = appointments.book(house.desk, house.raw("10:00", DAY))
    assert one(house).why_not == "No phone and no e-mail."
    with pytest.raises(Conflict, match="no e-mail"):
        reminders.send_email(house.desk, visit)
    write.step("appointments", house.desk, visit, "cancel", {"reason": "no"})
    assert reminders.due(house.desk) == []
    with pytest.raises(Conflict, match="not to come"):
        reminders.whatsapp_opened(house.desk, visit)


def test_an_email_is_sent_once(inbox):
    house = make_house()
    visit = booked(house, language="ml")
    reminders.send_email(house.desk, visit)
    assert [to for to, _ in inbox.messages] == [["lakshmi@example.org"]]
    assert one(house).states["email"].status == "sent"
    with pytest.raises(Conflict, match="sent already"):
        reminders.send_email(house.desk, visit)
    assert len(inbox.messages) == 1


def test_an_email_that_failed_can_be_sent_again(inbox):
    house = make_house()
    visit = booked(house)
    inbox.refuses = True
    with pytest.raises(NotSent):
        reminders.send_email(house.desk, visit)
    assert one(house).states["email"].status == "failed"
    inbox.refuses = False
    reminders.send_email(house.desk, visit)
    assert len(inbox.messages) == 1


def test_without_a_mail_server_it_says_what_is_missing(house):
    visit = booked(house)
    assert not mail.is_ready()
    with pytest.raises(NotReady, match="SMTP_URL"):
        reminders.send_email(house.desk, visit)


def test_only_the_desk_and_only_its_own_clinic(house):
    visit = booked(house)
    for role in ("doctor", "pharmacist", "lab_technician", "support"):
        with pytest.raises(NotAllowed):
            reminders.due(house.actor(role))
        with pytest.raises(NotAllowed):
            reminders.whatsapp_opened(house.actor(role), visit)
    other = make_house()
    assert reminders.due(other.desk) == []
    with pytest.raises(NotFound):
        reminders.whatsapp_opened(other.desk, visit)
