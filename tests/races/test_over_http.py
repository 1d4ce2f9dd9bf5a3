"""Two hundred bookings posted by hand to the running product by several desks at once."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from data.core import clock
from data.core.actor import system
from data.core.settings import from_env
from data.models import Appointment, Clinic, Doctor, Patient
from data.store.unit_of_work import close, connect, reading, site
from tests import servers
from tests.races.test_races import OVERLAPS

DESKS, EACH = 8, 25
AFTER_THE_DEMO = 45  # days: the demo has booked nothing so far ahead


class Desk:
    """A signed-in client that posts what the booking form posts."""

    def __init__(self, address):
        self.address, self.jar = address, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        self.opener.open(address + "/login").read()
        form = {"login": "receptionist@ayurlahi.example", "password": "Demo-ayurlahi-1", "_csrf_token": self.token()}
        self.opener.open(Request(address + "/login", urlencode(form).encode(), {"Origin": address})).read()
        found = json.load(self.opener.open(address + "/_dash-dependencies"))
        self.save = next(d for d in found if "appointments-form-summary.children" in d["output"])

    def token(self):
        return next(c.value for c in self.jar if c.name == "_csrf_token")

    def book(self, typed):
        """Post the form; the address of the new visit, or None when it was refused with a sentence."""
        given = {f"appointments-form-{k}": v for k, v in typed.items()} | {
            "appointments-row": {"id": None},
            "appointments-form-nonce": str(uuid4()),
            "appointments-form-save": 1,
        }
        fill = lambda items: [{"id": i["id"], "property": i["property"], "value": given.get(i["id"])} for i in items]  # noqa: E731
        names = self.save["output"].strip(".").split("...")
        outputs = [
            {"id": n.partition("@")[0].rpartition(".")[0], "property": n.partition("@")[0].rpartition(".")[2]} for n in names
        ]
        body = {
            "output": self.save["output"],
            "outputs": outputs,
            "inputs": fill(self.save["inputs"]),
            "state": fill(self.save["state"]),
            "changedPropIds": ["appointments-form-save.n_clicks"],
        }
        request = Request(
            self.address + "/_dash-update-component",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "X-CSRFToken": self.token(), "Origin": self.address},
        )
        try:
            answer = json.load(self.opener.open(request))
        except HTTPError as refused:
            raise AssertionError(f"{refused.code}: {refused.read()[:300]!r}") from refused
        return answer["response"].get("_pages_location", {}).get("href")


@pytest.fixture
def running(demo, tmp_path):
    folder = servers.copy_of(demo, tmp_path / "instance")
    with servers.product(folder) as address:
        connect(from_env({"AYURLAHI_INSTANCE": str(folder)}))
        yield address
        close()


def people():
    with reading(system()) as session:
        clinic = session.scalars(select(Clinic).order_by(Clinic.created_at)).first().id
        doctors = list(session.scalars(select(Doctor.id).where(Doctor.clinic_id == clinic).order_by(Doctor.doctor_code)))[:2]
        patients = list(session.scalars(select(Patient.id).where(Patient.clinic_id == clinic).order_by(Patient.patient_code)))[
            :12
        ]
    return doctors, patients


def names_in(log):
    """Names, phones and codes of patients that stand in a log."""
    with reading(system()) as session:
        words = {w for p in session.scalars(select(Patient)) for w in (p.full_name, p.phone) if w}
    said = log.read_text()
    assert "Listening" in said
    return [w for w in words if w in said]


def count():
    with site().engine.connect() as connection:
        return len(connection.execute(select(Appointment.id)).all())


def test_two_hundred_posted_bookings_overlap_nowhere(running):
    doctors, patients = people()
    day = clock.today("Asia/Kolkata") + timedelta(days=AFTER_THE_DEMO)
    day += timedelta(days=(1 - day.weekday()) % 7)  # a Tuesday

    desks = [Desk(running) for _ in range(DESKS)]

    def work(number):
        desk, dice, made = desks[number], random.Random(number), 0
        for _ in range(EACH):
            typed = {
                "patient_id": str(dice.choice(patients)),
                "doctor_id": str(dice.choice(doctors)),
                "appointment_date": day.isoformat(),
                "appointment_time": f"{dice.randint(9, 11):02d}:{dice.choice((0, 15, 30, 45)):02d}",
                "duration": "30",
                "appointment_type": "consultation",
            }
            made += bool(desk.book(typed))
        return made

    before = count()
    with ThreadPoolExecutor(DESKS) as crowd:
        made = sum(crowd.map(work, range(DESKS)))
    assert made >= 3
    assert count() == before + made
    with site().engine.connect() as connection:
        assert [connection.execute(text(OVERLAPS.format(who=who))).scalar() for who in ("doctor", "patient", "room")] == [0, 0, 0]
    assert names_in(site().settings.instance / "server.log") == []


def test_parallel_posts_of_one_slot_make_one_visit(running):
    doctors, patients = people()
    day = clock.today("Asia/Kolkata") + timedelta(days=AFTER_THE_DEMO)
    day += timedelta(days=(2 - day.weekday()) % 7)

    desks = [Desk(running) for _ in range(4)]

    def work(number):
        return sum(
            bool(
                desks[number].book(
                    {
                        "patient_id": str(patients[number + 4 * n]),
                        "doctor_id": str(doctors[0]),
                        "appointment_date": day.isoformat(),
                        "appointment_time": "11:00",
                        "duration": "30",
                        "appointment_type": "consultation",
                    }
                )
            )
            for n in range(2)
        )

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(work, range(4))) == 1
