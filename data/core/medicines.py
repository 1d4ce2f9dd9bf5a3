"""The lines of a prescription as they are typed: parts with their limits, text for files, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from data.core.fields import KINDS, Kind, Unreadable, is_empty, parse

MOST_LINES = 30
FORMS = (
    "tablet", "vati", "guggulu", "capsule", "churna", "arishta", "asava", "kashayam", "lehya", "ghrita", "taila", "bhasma", "syrup",
    "ointment", "raw-herb", "other",
)  # fmt: skip
UNITS = ("tablet", "capsule", "ml", "tsp", "tbsp", "drop", "g", "mg", "sachet", "piece")
FOOD = ("before", "after", "with")
LARGEST_DOSE, LARGEST_PART, LONGEST_COURSE, LARGEST_PACK, LARGEST_QUANTITY = 1000, 10, 365, 10_000, 100_000
FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
TIMES = (3, 4)
PLURALS = {"tablet": "tablets", "capsule": "capsules", "drop": "drops", "sachet": "sachets", "piece": "pieces"}


@dataclass(frozen=True, slots=True)
class Part:
    """One box of a line; `inputmode` is the keyboard a phone shows for it."""

    name: str
    kind: str = "text"
    label: str = ""
    required: bool = False
    max_length: int = 120
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the box is called, the number of its line behind it."""
        return self.label or self.name.replace("_", " ").capitalize()


def exact(text: str) -> Decimal:
    """A number such as "2", "0.5", "½", "1½" or "1/2" with at most three decimals; ValueError for anything else."""
    text = text.strip()
    whole = re.fullmatch(r"(\d{1,4})?([½¼¾])", text)
    if whole:
        return Decimal(whole[1] or 0) + FRACTIONS[whole[2]]
    share = re.fullmatch(r"(\d)/([248])", text)
    if share:
        return Decimal(share[1]) / Decimal(share[2])
    if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", text):
        raise ValueError(text)
    try:
        return Decimal(text)
    except InvalidOperation as bad:
        raise ValueError(text) from bad


def shown(amount: Decimal) -> str:
    """2, 0.5 as "½", 1.25 as "1¼"."""
    whole, rest = divmod(amount, 1)
    mark = next((m for m, part in FRACTIONS.items() if part == rest), "")
    if mark:
        return (f"{whole:f}" if whole else "") + mark
    return f"{amount.normalize():f}"


def counted(amount: str, unit: str) -> str:
    """A number and its unit, in the plural from two on."""
    return f"{amount} {PLURALS.get(unit, unit) if exact(amount) > 1 else unit}"


def _amount(field: Any, raw: str) -> str:
    try:
        amount = exact(raw)
    except ValueError as bad:
        raise Unreadable(f"{field.title} is a number such as 2 or 0.5.") from bad
    if not 0 < amount <= LARGEST_DOSE:
        raise Unreadable(f"{field.title} is more than 0 and at most {LARGEST_DOSE}.")
    return shown(amount)


def parts_of(pattern: str) -> list[Decimal]:
    """The doses of a day in order of the clock; ValueError when this is no pattern."""
    found = [exact(part) for part in re.split(r"\s*[-–—]\s*", pattern.strip())]
    if len(found) not in TIMES or not any(found) or max(found) > LARGEST_PART:
        raise ValueError(pattern)
    return found


def _pattern(field: Any, raw: str) -> str:
    try:
        return "-".join(shown(part) for part in parts_of(raw))
    except ValueError as bad:
        raise Unreadable(f"{field.title} is written as 1-0-1 (morning, noon, night) or 1-1-1-1.") from bad


KINDS["amount"] = Kind(_amount)
KINDS["pattern"] = Kind(_pattern)

PARTS = (
    Part("medicine_name", label="Medicine", required=True, max_length=160),
    Part("form", "choice", choices=FORMS),
    Part("dose_amount", "amount", label="Dose"),
    Part("dose_unit", "choice", label="Unit", choices=UNITS),
    Part("pattern", "pattern"),
    Part("days", "integer", minimum=1, maximum=LONGEST_COURSE),
    Part("food", "choice", choices=FOOD),
    Part("anupana", max_length=80),
    Part("pack", "integer", minimum=1, maximum=LARGEST_PACK),
    Part("quantity", "integer", minimum=1, maximum=LARGEST_QUANTITY),
    Part("instructions", max_length=300),
    Part("dosage", max_length=80),
    Part("frequency", max_length=80),
    Part("duration", max_length=80),
    Part("override_reason", label="Reason", max_length=300),
)
NAMES = frozenset(part.name for part in PARTS)
_KEY = Part("id", "link", label="Line")


def _line(raw: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for part in PARTS:
        try:
            values[part.name] = parse(part, raw.get(part.name))
        except Unreadable as bad:
            wrong[part.name] = str(bad)
    try:
        values["id"] = parse(_KEY, raw.get("id"))
    except Unreadable:
        wrong["medicine_name"] = "This line is not of this prescription."
    if not wrong and values["dose_amount"] and not values["dose_unit"]:
        wrong["dose_unit"] = "Choose the unit of the dose."
    return values, wrong


def _lines(field: Any, raw: Any) -> list[dict[str, Any]]:
    """Lines of dictionaries, or of text; what is left empty is no line."""
    typed = read_text(raw) if isinstance(raw, str) else list(raw)
    if not all(isinstance(line, dict) for line in typed):
        raise Unreadable(f"{field.title} cannot be read.")
    filled = [(n, line) for n, line in enumerate(typed, 1) if any(not is_empty(line.get(name)) for name in NAMES)]
    if len(filled) > MOST_LINES:
        raise Unreadable(f"A prescription has at most {MOST_LINES} medicines.")
    read = [(number, *_line(line)) for number, line in filled]
    inside = {f"{number}-{name}": text for number, _, wrong in read for name, text in wrong.items()}
    if inside:
        raise Unreadable("A medicine needs another look.", inside)
    return [values | {"number": number} for number, values, _ in read]


def as_text(lines: list[dict[str, Any]]) -> str:
    """One medicine a line: "Yogaraja guggulu; dose_amount=2; dose_unit=tablet; …"."""
    return "\n".join(_as_text(line) for line in lines)


def _as_text(line: dict[str, Any]) -> str:
    given = [f"{part.name}={_plain(line[part.name])}" for part in PARTS[1:] if not is_empty(line.get(part.name))]
    return "; ".join([_plain(line["medicine_name"]), *given])


def in_words(text: str) -> list[str]:
    """The lines of such a text as they are read: "Triphala churna: Churna, ½ tsp, 1-0-1, 7 days, before food, with honey, 14 in all"."""
    try:
        return [_said(line) for line in read_text(text)]
    except ValueError:  # as it was written, in words or in another shape
        return text.splitlines()


def _said(line: dict[str, Any]) -> str:
    def has(name: str) -> bool:
        return bool(line.get(name))

    dose = line.get("dosage") or (counted(line["dose_amount"], line.get("dose_unit") or "").strip() if has("dose_amount") else "")
    parts = [
        line["form"].replace("-", " ").capitalize() if has("form") else "",
        dose,
        line.get("pattern") or line.get("frequency"),
        f"{line['days']} day{'' if line['days'] == '1' else 's'}" if has("days") else line.get("duration"),
        f"{line['food']} food" if has("food") else "",
        f"with {line['anupana']}" if has("anupana") else "",
        f"{line['quantity']} in all" if has("quantity") else "",
        f"packs of {line['pack']}" if has("pack") and line["pack"] != "1" else "",
        line.get("instructions"),
        f"given because: {line['override_reason']}" if has("override_reason") else "",
    ]
    told = ", ".join(part for part in parts if part)
    return f"{line['medicine_name']}: {told}" if told else str(line["medicine_name"])


def _plain(value: Any) -> str:
    return re.sub(r"\s+", " ", str(value)).replace(";", ",")


def read_text(text: str) -> list[dict[str, Any]]:
    """The lines of such a text; Unreadable where a part has no known name."""
    return [_read_text(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _read_text(number: int, line: str) -> dict[str, Any]:
    first, *rest = (part.strip() for part in line.split(";"))
    found: dict[str, Any] = {"medicine_name": first}
    for part in rest:
        name, mark, value = part.partition("=")
        if part and (not mark or name.strip() not in NAMES):
            raise Unreadable(f"Medicine {number} has a part that cannot be read: {part[:40]}.")
        if part:
            found[name.strip()] = value.strip()
    return found


KINDS["medicines"] = Kind(_lines, as_text)
