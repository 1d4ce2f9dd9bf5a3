"""What is typed for a course of visits; the screen and the rules read it alike."""

from __future__ import annotations

from data.core.resource import Field

LENGTHS = (7, 14, 21)
FEWEST, MOST = 2, 60
SCOPES = ("after", "all")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TYPES = ("consultation", "follow-up", "checkup", "procedure", "panchakarma")

NEW = (
    Field("patient_id", "link", label="Patient", link="patients", required=True, section="Who"),
    Field("doctor_id", "link", label="Doctor", link="doctors", required=True, section="Who"),
    Field("appointment_type", "choice", required=True, choices=TYPES, default="panchakarma", section="Who"),
    Field("duration", "integer", label="Minutes each", required=True, default=60, minimum=5, maximum=480, section="Who"),
    Field(
        "sessions", "integer", label="How many sessions", required=True, default=7, minimum=FEWEST, maximum=MOST, section="When",
        hint="7, 14 or 21 as a rule.", width=2,
    ),
    Field("first_day", "date", required=True, section="When", width=2),
    Field("appointment_time", "time", label="Time", required=True, section="When", width=2),
    Field("weekdays", "choices", label="On these days", required=True, choices=WEEKDAYS, default=WEEKDAYS[:6], section="When", width=6),
    Field("room_id", "link", label="Room", link="rooms", section="When"),
    Field("reason", "text", max_length=300, section="When"),
)  # fmt: skip
CHANGE = (
    Field("appointment_date", "date", label="This session goes to", required=True, section="Where they go", width=2),
    Field("appointment_time", "time", label="Time", required=True, section="Where they go", width=2),
    Field("duration", "integer", label="Minutes each", required=True, minimum=5, maximum=480, section="Where they go", width=2),
    Field("doctor_id", "link", label="Doctor", link="doctors", required=True, section="Where they go"),
    Field("room_id", "link", label="Room", link="rooms", section="Where they go"),
    Field("move_reason", "text", label="Why they are moved", max_length=300, section="Where they go", width=6),
)
