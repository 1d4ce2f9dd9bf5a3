"""Blind index: keyed hashes of name and number parts, so that sealed names can be searched.

What it gives away: how often a hashed part occurs within one clinic, never what it says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

import jellyfish
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from data.models import SearchToken
from data.store.keyring import mac
from data.store.site import site

SHORTEST, LONGEST = 2, 8
SPELLINGS = (("ksh", "x"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("zh", "z"))
PHONE_SHORTEST, PHONE_LONGEST, PHONE_TAIL = 5, 10, 4


def fold(text: str) -> str:
    """Lower case without accents; letters of other scripts stay as they are."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in plain if not ("̀" <= c <= "ͯ"))
    return unicodedata.normalize("NFC", kept)


def words(text: str) -> list[str]:
    """The words of a name or a query, folded."""
    return [w for w in re.split(r"[\s.,'’\-/]+", fold(text)) if w]


def _latin(word: str) -> bool:
    return word.isascii() and word.isalpha()


def sound(word: str) -> str:
    """How a Latin name sounds, whichever way it was spelt out of an Indian script: Laxmi, Lakshmi; Geetha, Gita."""
    for spelt, plain in SPELLINGS:
        word = word.replace(spelt, plain)
    return str(jellyfish.metaphone(word))


def name_parts(text: str) -> set[str]:
    """Parts a name is found by: prefixes of 2–8 letters, the whole word, and how it sounds; with a digit in it, as a code is."""
    parts: set[str] = set()
    for word in words(text):
        parts |= {f"n|{word[:size]}" for size in range(SHORTEST, min(len(word), LONGEST) + 1)} | {f"w|{word}"}
        if _latin(word):
            parts.add(f"s|{sound(word)}")
        parts |= {f"c|{word[:size]}" for size in range(SHORTEST, len(word) + 1) if any(c.isdigit() for c in word[:size])}
    return parts


def phone_parts(text: str) -> set[str]:
    """Parts a phone is found by: national prefixes of 5–10 digits, the last four, all digits."""
    digits = re.sub(r"\D", "", text)
    national = digits[2:] if text.startswith("+91") else digits
    parts = {f"p|{national[:size]}" for size in range(PHONE_SHORTEST, min(len(national), PHONE_LONGEST) + 1)}
    return parts | {f"p|{national[-PHONE_TAIL:]}", f"p|{digits}", f"p|{national}"}


def code_parts(text: str) -> set[str]:
    """A code or a paper-file number, whole."""
    return {f"c|{fold(text)}"} if text else set()


MAKERS: dict[str, Callable[[str], set[str]]] = {
    "name": name_parts,
    "phone": phone_parts,
    "code": code_parts,
    "year": lambda text: {f"y|{text}"},
}


def parts_of(values: Mapping[str, Iterable[str | None]]) -> set[str]:
    """All parts of a row's values by kind (name, phone, code, year)."""
    return {part for kind, texts in values.items() for text in texts if text for part in MAKERS[kind](text)}


def query_parts(text: str, *, sounding: bool = False) -> list[str]:
    """One part per word of a query; a row must have them all."""
    digits = re.sub(r"[\s+\-()]", "", text)
    if digits.isdigit() and len(digits) >= PHONE_TAIL:
        return [f"y|{digits}"] if _is_year(digits) else [f"p|{_national(text, digits)}"]
    # One letter more is a name begun ("Lakshmi M"); it narrows nothing yet.
    typed = words(text)
    return [_word_part(word, sounding=sounding) for word in [w for w in typed if len(w) >= SHORTEST] or typed]


def _is_year(digits: str) -> bool:
    return len(digits) == PHONE_TAIL and digits[:2] in {"19", "20"}


def _national(text: str, digits: str) -> str:
    short = digits[2:] if text.strip().startswith("+91") else digits.lstrip("0")
    return short[:PHONE_LONGEST] if len(short) >= PHONE_SHORTEST else short


def _word_part(word: str, *, sounding: bool) -> str:
    if any(c.isdigit() for c in word):
        return f"y|{word}" if word.isdigit() and _is_year(word) else f"c|{word}"
    if sounding and _latin(word):
        return f"s|{sound(word)}"
    # A longer word is looked for by its first eight letters: nobody is missed, a few more are shown.
    return f"n|{word[:LONGEST]}"


def hashed(clinic_id: UUID, noun: str, parts: Iterable[str]) -> set[int]:
    """64-bit keyed hashes of parts, signed as the databases store them."""
    key = site().keys.purpose_key(clinic_id, "search")
    return {int.from_bytes(mac(key, noun.encode(), part.encode())[:8], "big", signed=True) for part in parts}


def index(session: Session, clinic_id: UUID, noun: str, row_id: UUID, values: Mapping[str, list[str]]) -> None:
    """Replace the tokens of one row."""
    connection = session.connection()
    connection.execute(delete(SearchToken).where(SearchToken.clinic_id == clinic_id, SearchToken.row_id == row_id))
    rows: list[dict[str, Any]] = [
        {"clinic_id": clinic_id, "noun": noun, "token": token, "row_id": row_id}
        for token in sorted(hashed(clinic_id, noun, parts_of(values)))
    ]
    if rows:
        connection.execute(insert(SearchToken), rows)
