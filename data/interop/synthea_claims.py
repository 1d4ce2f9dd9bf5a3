"""Synthea's claims and their transactions: one bill a claim, one line a charge, one entry a payment.

A claim is billed on the local day of its earliest instant and is issued when the file says so. Payments keep the
instant of their FROMDATE (TODATE is when a medicine ran out, sometimes 1970). Transfers only say who owes, no money
moves, so they leave nothing behind. The file does not say how a copayment was made; it was made at the desk, so it
is cash. What was paid beyond a claim is the patient's advance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from data.core import clock
from data.interop.incoming import Row
from data.interop.synthea_history import VISIT, Cells, Lines, moment

FILES = ("claims.csv", "claims_transactions.csv")
METHODS = {"CASH": "cash", "CC": "card", "CHECK": "cheque", "ECHECK": "online", "COPAY": "cash"}
NO_MONEY = ("TRANSFERIN", "TRANSFEROUT")
LONGEST_VACCINE_CODE = 3  # vaccines have CVX codes, everything else SNOMED or RxNorm


def rows(files: Mapping[str, Lines], encounters: Lines, medications: Lines, zone: str) -> Iterable[Row]:
    """One row a claim; transactions of none, or of a kind that is not known, are refused one by one."""
    claims, found = files["claims.csv"], defaultdict(list)
    known, kinds = {line["Id"] for _, line in claims}, _kinds(encounters, medications)
    for number, line in files["claims_transactions.csv"]:
        refusal = _refusal(line, known)
        if refusal:
            yield Row("ledger", number, {}, "synthea", refusal=refusal)
        else:
            found[line["CLAIMID"]].append(line)
    for number, line in claims:
        yield Row("patient_bills", number, bill(line, found[line["Id"]], kinds, zone), "synthea", may_lack=VISIT)


def _refusal(line: Cells, known: set[str]) -> dict[str, str]:
    if line["CLAIMID"] not in known:
        return {"CLAIMID": f"There is no claim {line['CLAIMID']} in claims.csv."}
    if line["TYPE"] not in {"CHARGE", "PAYMENT", *NO_MONEY}:
        return {"TYPE": f"A transaction of type {line['TYPE'] or 'nothing'} is not read."}
    if line["TYPE"] == "PAYMENT" and line["METHOD"] not in METHODS:
        return {"METHOD": f"A payment by {line['METHOD'] or 'nothing'} is not known here."}
    return {}


def _kinds(encounters: Lines, medications: Lines) -> dict[str, str]:
    """What a code is charged for: the visit itself or a medicine."""
    visits = {line["CODE"]: "consultation" for _, line in encounters if "CODE" in line}
    return {line["CODE"]: "medicine" for _, line in medications} | visits


def bill(claim: Cells, transactions: list[Cells], kinds: Mapping[str, str], zone: str) -> dict[str, Any]:
    """A claim with its charges and payments."""
    at = [when for text in (claim["SERVICEDATE"], *(t["FROMDATE"] for t in transactions)) if (when := moment(text))]
    return {
        "external_id": claim["Id"],
        "patient_external_id": claim["PATIENTID"],
        "doctor_external_id": claim["PROVIDERID"],
        "appointment_external_id": claim["APPOINTMENTID"],
        "bill_date": clock.local_day(min(at), zone).isoformat() if at else "",
        "issued_at": claim["LASTBILLEDDATE1"] or claim["SERVICEDATE"],
        "lines": [charge(t, kinds) for t in transactions if t["TYPE"] == "CHARGE"],
        "payments": [payment(t) for t in transactions if t["TYPE"] == "PAYMENT"],
    }


def charge(line: Cells, kinds: Mapping[str, str]) -> Cells:
    """One line: what was charged for, how often, at what price."""
    other = "other" if len(line["PROCEDURECODE"]) <= LONGEST_VACCINE_CODE else "procedure"
    return {
        "item_type": kinds.get(line["PROCEDURECODE"], other),
        "item_name": line["NOTES"],
        "quantity": line["UNITS"],
        "unit_price": line["UNITAMOUNT"],
    }


def payment(line: Cells) -> Cells:
    """One payment; the file's own id is its reference too."""
    return {
        "external_id": line["ID"],
        "amount": line["PAYMENTS"],
        "method": METHODS[line["METHOD"]],
        "at": line["FROMDATE"],
        "reference": f"{line['METHOD']} {line['ID']}",
    }
