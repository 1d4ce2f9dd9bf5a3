"""What a reminder says, in the patient's language: when and where, never why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date

LANGUAGES = ("en", "ml", "hi")
LOCALES = {"en": "en_IN", "ml": "ml_IN", "hi": "hi_IN"}
SUBJECTS = {
    "en": "Your visit on {day}",
    "ml": "{day}-ലെ സന്ദർശനം",
    "hi": "{day} की आपकी मुलाक़ात",
}
TEXTS = {
    "en": "Namaste {name}, this is a reminder of your visit to {clinic} on {day} at {time} with {doctor}.",
    "ml": "നമസ്കാരം {name}, {clinic}-ൽ {day}, {time}-ന് {doctor}-മായുള്ള സന്ദർശനം ഓർമ്മിപ്പിക്കുന്നു.",
    "hi": "नमस्ते {name}, {clinic} में {day} को {time} बजे {doctor} के साथ आपकी मुलाक़ात की याद दिला रहे हैं।",
}
CALLS = {
    "en": " If you cannot come, please call {phone}.",
    "ml": " വരാൻ കഴിയില്ലെങ്കിൽ {phone}-ൽ വിളിക്കുക.",
    "hi": " यदि आप न आ सकें तो {phone} पर फ़ोन करें।",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One reminder as it leaves."""

    subject: str
    text: str


def reminder(language: str, *, name: str, clinic: str, doctor: str, start: datetime, phone: str) -> Message:
    """The reminder of a visit; `start` is by the clinic's clock, an unknown language reads as English."""
    tongue = language if language in LANGUAGES else "en"
    words = {
        "name": name,
        "clinic": clinic,
        "doctor": doctor,
        "day": format_date(start.date(), "EEEE, d MMMM", locale=LOCALES[tongue]),
        "time": f"{start:%H:%M}",
        "phone": phone,
    }
    text = TEXTS[tongue] + (CALLS[tongue] if phone else "")
    return Message(SUBJECTS[tongue].format(**words), text.format(**words))
