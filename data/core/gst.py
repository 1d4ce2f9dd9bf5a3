"""GST: state codes, identifiers with their check digit, and the split of a tax by place of supply."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.core.shares import FULL, half_up, of_rate

STATES = {
    "01": "Jammu and Kashmir", "02": "Himachal Pradesh", "03": "Punjab", "04": "Chandigarh", "05": "Uttarakhand", "06": "Haryana",
    "07": "Delhi", "08": "Rajasthan", "09": "Uttar Pradesh", "10": "Bihar", "11": "Sikkim", "12": "Arunachal Pradesh", "13": "Nagaland",
    "14": "Manipur", "15": "Mizoram", "16": "Tripura", "17": "Meghalaya", "18": "Assam", "19": "West Bengal", "20": "Jharkhand",
    "21": "Odisha", "22": "Chhattisgarh", "23": "Madhya Pradesh", "24": "Gujarat", "26": "Dadra and Nagar Haveli and Daman and Diu",
    "27": "Maharashtra", "29": "Karnataka", "30": "Goa", "31": "Lakshadweep", "32": "Kerala", "33": "Tamil Nadu", "34": "Puducherry",
    "35": "Andaman and Nicobar Islands", "36": "Telangana", "37": "Andhra Pradesh", "38": "Ladakh",
}  # fmt: skip
UNION_TERRITORIES = frozenset({"04", "26", "31", "35", "38"})
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PATTERN = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]")
LENGTH = 15


@dataclass(frozen=True, slots=True)
class Tax:
    """A line's tax by its parts, in paise; either the halves or the whole is 0."""

    cgst: int
    sgst: int
    igst: int

    @property
    def total(self) -> int:
        """All of it; intra-state it may differ by a paisa from the single rate."""
        return self.cgst + self.sgst + self.igst


def split(taxable: int, rate: int, *, is_interstate: bool) -> Tax:
    """The tax on a taxable value: IGST across states, else two equal halves, each rounded half up."""
    if is_interstate:
        return Tax(0, 0, of_rate(taxable, rate))
    half = half_up(taxable * rate, 2 * FULL)
    return Tax(half, half, 0)


def second_half(state: str) -> str:
    """What the second half of an intra-state tax is called."""
    return "UTGST" if state in UNION_TERRITORIES else "SGST"


def check_digit(first14: str) -> str:
    """The last character of a GSTIN (GST Council's mod-36 rule)."""
    products = [ALPHABET.index(c) * (1 + i % 2) for i, c in enumerate(first14)]
    return ALPHABET[(36 - sum(p // 36 + p % 36 for p in products) % 36) % 36]


def gstin_fault(gstin: str, state_code: str | None) -> tuple[str, str] | None:
    """(code, sentence) of what is wrong with a normalised GSTIN, or nothing."""
    if not PATTERN.fullmatch(gstin) or gstin[:2] not in STATES:
        entered = f" You entered {len(gstin)}." if len(gstin) != LENGTH else ""
        return "gstin_format", f"GSTIN has 15 characters, like 32AAACM1111A1ZP.{entered}"
    right = check_digit(gstin[:14])
    if right != gstin[14]:
        return (
            "gstin_check_digit",
            f"The last character of this GSTIN should be {right}, not {gstin[14]}. Compare it with the certificate.",
        )
    if state_code and state_code != gstin[:2]:
        here, there = STATES[gstin[:2]], STATES.get(state_code, "another state")
        return (
            "gstin_state",
            f"This GSTIN belongs to {here} ({gstin[:2]}) but the address is in {there} ({state_code}). Correct one of them.",
        )
    return None
