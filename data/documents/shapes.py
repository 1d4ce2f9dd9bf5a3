"""What a document says, ready to be set: words as they are read on paper, nothing left to look up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.store.printing import Letterhead


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the paper is about; `about` as "42 years, female", allergies as "Penicillin, severe"."""

    name: str
    code: str
    about: str
    allergies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who answers for the paper; `at` is a line such as "Verified 24 Nov 2026, 10:15"."""

    name: str
    qualification: str = ""
    registration: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One medicine: `dosage` "500 mg, 1 tablet", `pattern` "1-0-1", `days` "7 days", `quantity` "14 tablets"."""

    name: str
    dosage: str = ""
    pattern: str = ""
    days: str = ""
    food: str = ""
    anupana: str = ""
    quantity: str = ""
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class Prescription:
    """A prescription; `copy` counts prints, so 2 and more are duplicates."""

    head: Letterhead
    number: str
    day: date
    patient: Patient
    signature: Signature
    items: tuple[Item, ...]
    diagnosis: str = ""
    notes: str = ""
    copy: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One test of a report; `flag` is its word ("High", "Critical low", "Normal", "No range"), nothing beside words."""

    name: str
    result: str
    unit: str = ""
    flag: str = ""
    range: str = ""
    previous: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class LabReport:
    """A laboratory report; `times` are pairs such as ("Collected", "24 Nov 2026, 08:10")."""

    head: Letterhead
    number: str
    day: date
    patient: Patient
    signature: Signature
    tests: tuple[Finding, ...]
    ordered_by: str = ""
    times: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    amended: bool = False
    copy: int = 1


@dataclass(frozen=True, slots=True)
class Charged:
    """One line of a bill: `about` as "Batch AR-12, expires 31 Mar 2027", money as "₹1,400.00", `rate` as "12 %"."""

    name: str
    quantity: str
    amount: str
    price: str = ""
    discount: str = ""
    hsn: str = ""
    rate: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """A tax invoice, or what was paid on one: `facts`, `sums` and `paid` are pairs of words and amounts as they are read.

    `is_receipt` leaves rates out; `code` is the UPI code as SVG where something is left to pay; `mark` a box such as "Cancelled".
    """

    head: Letterhead
    title: str
    number: str
    day: date
    patient: Patient
    signature: Signature
    lines: tuple[Charged, ...]
    sums: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    words: str
    facts: tuple[tuple[str, str], ...] = ()
    paid: tuple[tuple[str, str], ...] = ()
    code: str = ""
    code_text: str = ""
    mark: str = ""
    notes: str = ""
    is_receipt: bool = False
    is_taxed: bool = False
    copy: int = 1


@dataclass(frozen=True, slots=True)
class TradeInvoice:
    """A tax invoice of the marketplace; `facts` and `sums` are pairs of words, `copy` counts prints, `heads` say code and quantity."""

    head: Letterhead
    title: str
    number: str
    day: date
    recipient: str
    signature: Signature
    lines: tuple[Charged, ...]
    facts: tuple[tuple[str, str], ...]
    sums: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    words: str
    copy: int = 1
    heads: tuple[str, str] = ("HSN", "Packs")
