"""Names of substances and medicines made comparable: case, accents, plurals, and the ways Sanskrit is spelt in Latin letters."""

from __future__ import annotations

import re
import unicodedata

# Longest first, so that "aa" is read before "a"; both sides are folded alike, so what matters is only that they agree.
SPELLINGS = (
    ("ksh", "ks"), ("chh", "c"), ("aa", "a"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("bh", "b"),
    ("gh", "g"), ("kh", "k"), ("jh", "j"), ("ch", "c"), ("ph", "f"), ("zh", "l"), ("w", "v"), ("y", "i"), ("ae", "e"), ("x", "ks"),
)  # fmt: skip
LATIN_MARKS = range(0x0300, 0x0370)


def fold(text: str) -> str:
    """Lower case without accents, one spelling for each sound, no doubled letters; other scripts keep their signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if ord(c) not in LATIN_MARKS)
    for spelt, simple in SPELLINGS:
        plain = plain.replace(spelt, simple)
    return unicodedata.normalize("NFC", re.sub(r"([a-z])\1+", r"\1", plain))


def words(text: str) -> list[str]:
    """The folded words of a text."""
    cleaned = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in fold(text))
    return cleaned.split()


def compact(text: str) -> str:
    """A name without its gaps: "Yogarāja Guggulu" and "yogaraja-guggulu" are one."""
    return "".join(words(text))
