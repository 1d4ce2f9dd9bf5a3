"""Field kinds: what was typed → a value or a sentence, and the value back as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from data.core import clock, lab_ranges, money, trade_terms

SEVERITIES = ("mild", "moderate", "severe")
TRUE_WORDS = {"true", "yes", "1", "on"}
FALSE_WORDS = {"false", "no", "0", "off", ""}


class Unreadable(ValueError):
    """What was typed cannot be read; the text is the sentence beside the field, `inside` those beside its parts, `code` is for programs."""

    def __init__(self, sentence: str, inside: dict[str, str] | None = None, code: str = "") -> None:
        super().__init__(sentence)
        self.inside = inside or {}
        self.code = code

    def beside(self, name: str) -> dict[str, str]:
        """The sentences by field, or by part of the field."""
        return {f"{name}-{part}": text for part, text in self.inside.items()} or {name: str(self)}


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of field is read, written as text (CSV, API) and put back into a form."""

    parse: Callable[[Any, str], Any]
    to_text: Callable[[Any], str] = str


def _tidy(raw: str) -> str:
    text = unicodedata.normalize("NFC", raw)
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text):
        raise Unreadable("This holds a character that cannot be shown.")
    return text.strip()


def _text(field: Any, raw: str) -> str:
    text = re.sub(r"\s+", " ", _tidy(raw))
    return _not_too_long(field, text)


def _longtext(field: Any, raw: str) -> str:
    return _not_too_long(field, _tidy(raw))


def _not_too_long(field: Any, text: str) -> str:
    if len(text) > field.max_length:
        raise Unreadable(f"{field.title} has {len(text)} characters; {field.max_length} is the most.")
    return text


def _name(field: Any, raw: str) -> str:
    text = _text(field, raw)
    if text and not any(unicodedata.category(c)[0] == "L" for c in text):
        raise Unreadable(f"{field.title} needs at least one letter.")
    return text


def normal_phone(raw: str, region: str = "IN") -> str:
    """E.164 of a typed phone number; Unreadable when no such number can exist."""
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException as bad:
        raise Unreadable("This is not a phone number. Ten digits are enough for India.") from bad
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        digits = sum(c.isdigit() for c in raw)
        raise Unreadable(f"No phone has this number; it has {digits} digits. Ten are enough for India.")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def spaced_phone(number: str | None) -> str:
    """+91 98470 31256."""
    return f"{number[:3]} {number[3:8]} {number[8:]}" if number and number.startswith("+91") else number or ""


def _phone(field: Any, raw: str) -> str:
    return normal_phone(_text(field, raw))


def _email(field: Any, raw: str) -> str:
    try:
        return validate_email(_text(field, raw), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as bad:
        raise Unreadable("This is not an e-mail address. It looks like name@example.org.") from bad


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _date(_field: Any, raw: str) -> date:
    text = _tidy(raw)
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text) or re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    if not match:
        raise Unreadable("This is not a date. Write it as 22/11/2026.")
    parts = [int(p) for p in match.groups()]
    year, month, day = parts if parts[0] > 31 else reversed(parts)
    try:
        return date(year, month, day)
    except ValueError as bad:
        named = f"{day} {MONTHS[month - 1]}" if 1 <= month <= 12 else text
        raise Unreadable(f"{named} is not a date.") from bad


def _time(_field: Any, raw: str) -> time:
    match = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::00)?", _tidy(raw))
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise Unreadable("This is not a time. Write it as 09:30.")
    return time(int(match[1]), int(match[2]))


def _datetime(_field: Any, raw: str) -> datetime:
    try:
        value = datetime.fromisoformat(_tidy(raw))
    except ValueError as bad:
        raise Unreadable("This is not a date and time. Write it as 2026-11-22T09:30+05:30.") from bad
    if value.tzinfo is None:
        raise Unreadable("The time zone is missing. Write it as 2026-11-22T09:30+05:30.")
    return value.astimezone(UTC)


def _integer(field: Any, raw: str) -> int:
    text = _tidy(raw).replace(",", "")
    if not re.fullmatch(r"[+-]?\d{1,12}", text):
        raise Unreadable(f"{field.title} is a whole number.")
    return _within(field, int(text), str)


def _within(field: Any, value: int, shown: Callable[[int], str]) -> int:
    if field.minimum is not None and value < field.minimum:
        raise Unreadable(f"{field.title} is at least {shown(field.minimum)}.")
    if field.maximum is not None and value > field.maximum:
        raise Unreadable(f"{field.title} is at most {shown(field.maximum)}.")
    return value


def _money(field: Any, raw: str) -> int:
    try:
        paise = money.to_paise(_tidy(raw))
    except ValueError as bad:
        raise Unreadable("This is not an amount in rupees. Write it as 450 or 450.50.") from bad
    return _within(field, paise, money.rupees)


def _percent(field: Any, raw: str) -> int:
    try:
        hundredths = money.to_paise(_tidy(raw).removesuffix("%"))
    except ValueError as bad:
        raise Unreadable(f"{field.title} is a percentage such as 5 or 12.5.") from bad
    if not 0 <= hundredths <= 100_00:
        raise Unreadable(f"{field.title} is between 0 and 100.")
    return hundredths


def percent_text(hundredths: int) -> str:
    """5, 12.5: a rate without needless zeros."""
    return money.plain(hundredths).rstrip("0").rstrip(".")


def _unreadable(code: str, sentence: str) -> Unreadable:
    return Unreadable(sentence, code=code)


def _mobile(field: Any, raw: str) -> str:
    digits = re.sub(r"[\s-]", "", _text(field, raw))
    digits = re.sub(r"^(\+?91(?=\d{10}$)|0)", "", digits)
    if not re.fullmatch(r"[6-9]\d{9}", digits):
        raise _unreadable(*trade_terms.phone_format())
    return "+91" + digits


def _indian_pincode(_field: Any, raw: str) -> str:
    text = _tidy(raw).replace(" ", "")
    if not re.fullmatch(r"[1-9][0-9]{5}", text):
        raise _unreadable(*trade_terms.pincode_format())
    return text


def _choice(field: Any, raw: str) -> str:
    """Files bring choices as people write them: Male for male, or by the words the form shows."""
    text = _tidy(raw).casefold()
    said: dict[str, str] = {c.casefold(): c for c in field.choices}
    said |= {name.casefold(): c for name, c in zip(field.names, field.choices, strict=False)}
    if text not in said:
        raise Unreadable(f"{field.title} is one of: {', '.join(field.choices)}.")
    return said[text]


def _choices(field: Any, raw: Any) -> list[str]:
    picked = [str(p).strip() for p in (raw.split("|") if isinstance(raw, str) else raw)]
    picked = [p for p in picked if p]
    for item in picked:
        if item not in field.choices:
            raise Unreadable(f"{field.title} are some of: {', '.join(field.choices)}.")
    return sorted(set(picked), key=field.choices.index)


def _list(field: Any, raw: Any) -> list[str]:
    parts = re.split(r"[|,\n]", raw) if isinstance(raw, str) else [str(p) for p in raw]
    return [_text(field, p) for p in parts if p.strip()]


def _parts(field: Any, raw: Any) -> list[str]:
    """Texts that may hold commas of their own."""
    parts = re.split(r"[|\n]", raw) if isinstance(raw, str) else [str(p) for p in raw]
    return [_text(field, p) for p in parts if p.strip()]


def _bool(_field: Any, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, list):
        return bool(raw)
    word = str(raw).strip().lower()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise Unreadable("This is yes or no.")
    return word in TRUE_WORDS


def _link(field: Any, raw: Any) -> UUID:
    try:
        return raw if isinstance(raw, UUID) else UUID(str(raw))
    except ValueError as bad:
        raise Unreadable(f"Choose a {field.title.lower()} from the list.") from bad


def _zone(_field: Any, raw: str) -> str:
    text = _tidy(raw)
    if not clock.is_zone(text):
        raise Unreadable("There is no such time zone. India is Asia/Kolkata.")
    return text


def _pincode(_field: Any, raw: str) -> str:
    text = _tidy(raw).replace(" ", "")
    if not re.fullmatch(r"[0-9A-Za-z-]{3,10}", text):
        raise Unreadable("A PIN code has six digits.")
    return text


def _allergies(field: Any, raw: Any) -> list[dict[str, str]]:
    if isinstance(raw, str):
        raw = [
            dict(zip(("substance", "reaction", "severity"), (*part.split(":"), "", ""), strict=False))
            for part in raw.split("|")
            if part.strip()
        ]
    found = []
    for item in raw:
        entry = {k: _text(field, str(item.get(k) or "")) for k in ("substance", "reaction", "severity")}
        if not entry["substance"] and not entry["reaction"]:
            continue
        if not entry["substance"]:
            raise Unreadable("Say what the patient is allergic to.")
        entry["severity"] = entry["severity"] or "mild"
        if entry["severity"] not in SEVERITIES:
            raise Unreadable("An allergy is mild, moderate or severe.")
        found.append(entry)
    return found


def _allergies_text(value: list[dict[str, str]]) -> str:
    return "|".join(":".join((a["substance"], a.get("reaction", ""), a["severity"])) for a in value)


def _ranges(_field: Any, raw: Any) -> list[dict[str, Any]]:
    try:
        return lab_ranges.parse(raw)
    except lab_ranges.Wrong as bad:
        raise Unreadable(str(bad)) from bad


def _joined(value: list[str]) -> str:
    return "|".join(value)


KINDS: dict[str, Kind] = {
    "text": Kind(_text),
    "longtext": Kind(_longtext),
    "name": Kind(_name),
    "phone": Kind(_phone),
    "email": Kind(_email),
    "date": Kind(_date, date.isoformat),
    "time": Kind(_time, lambda v: v.strftime("%H:%M")),
    "datetime": Kind(_datetime, datetime.isoformat),
    "integer": Kind(_integer),
    "money": Kind(_money, money.plain),
    "percent": Kind(_percent, lambda v: money.plain(v).rstrip("0").rstrip(".")),
    "choice": Kind(_choice),
    "choices": Kind(_choices, _joined),
    "list": Kind(_list, _joined),
    "parts": Kind(_parts, _joined),
    "bool": Kind(_bool, lambda v: "yes" if v else "no"),
    "link": Kind(_link),
    "zone": Kind(_zone),
    "pincode": Kind(_pincode),
    "allergies": Kind(_allergies, _allergies_text),
    "ranges": Kind(_ranges, lab_ranges.to_text),
    "password": Kind(lambda _f, raw: raw),
    "mobile": Kind(_mobile),
    "indian_pincode": Kind(_indian_pincode),
}
MANY = frozenset({"list", "parts", "choices", "allergies", "medicines", "ranges"})
EMPTY: dict[str, Callable[[], Any]] = {**dict.fromkeys(MANY, list), "bool": bool}
OF_ROWS = frozenset({"allergies", "ranges"})


def is_empty(raw: Any) -> bool:
    """Nothing was typed: None, "", blanks or an empty list."""
    return raw is None or raw == [] or (isinstance(raw, str) and not raw.strip())


def empty_value(kind: str) -> Any:
    """What an empty field is stored as."""
    return EMPTY.get(kind, lambda: None)()


def parse(field: Any, raw: Any) -> Any:
    """The value of what was typed into a field; Unreadable with its sentence otherwise."""
    if is_empty(raw):
        if field.required:
            raise Unreadable("Choose at least one." if field.kind == "choices" else f"{field.title} is needed.")
        return empty_value(field.kind)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and field.kind != "bool":
        raw = str(raw)
    if not isinstance(raw, str) and field.kind not in MANY | {"bool", "link"}:
        raw = KINDS[field.kind].to_text(raw) if isinstance(raw, (date, time, datetime)) else _wrong_shape(field)
    if isinstance(raw, dict) or (field.kind in MANY and not isinstance(raw, (str, list, tuple))):
        _wrong_shape(field)
    if field.kind in OF_ROWS and not isinstance(raw, str) and not all(isinstance(item, dict) for item in raw):
        _wrong_shape(field)
    return KINDS[field.kind].parse(field, raw)


def _wrong_shape(field: Any) -> str:
    raise Unreadable(f"{field.title} cannot be read.")


def to_text(field: Any, value: Any) -> str:
    """A stored value as CSV and API text; None is empty."""
    return "" if value is None else KINDS[field.kind].to_text(value)
