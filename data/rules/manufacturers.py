"""What only a manufacturer's record must hold: where its money goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from data.core.actor import Actor
from data.core.errors import Invalid
from data.models import Manufacturer
from data.models.manufacturers import BANK_DOTS
from data.rules import organisations


def bank_is_right(_session: Session, _actor: Actor, maker: Manufacturer, values: Mapping[str, Any] | None) -> None:
    """An account number of 9 to 18 digits and the IFSC of its branch."""
    typed = str((values or {}).get("bank_account_number") or "").replace(" ", "")
    if typed and not typed.startswith(BANK_DOTS) and not re.fullmatch(r"[0-9]{9,18}", typed):
        raise Invalid({"bank_account_number": "An account number has 9 to 18 digits and nothing else."})
    maker.ifsc = (maker.ifsc or "").replace(" ", "").upper() or None
    if maker.ifsc and not re.fullmatch(r"[A-Z]{4}0[A-Z0-9]{6}", maker.ifsc):
        raise Invalid({"ifsc": "An IFSC has eleven characters: four letters, a zero, six more, like SBIN0070123."})


def digits_fit(_session: Session, _actor: Actor, maker: Manufacturer, _values: Any) -> None:
    """The law asks for four or six digits of HSN, by turnover."""
    if int(maker.hsn_digits or 4) not in {4, 6}:
        raise Invalid({"hsn_digits": "HSN codes carry 4 or 6 digits, by turnover."})


RULES = (*organisations.RULES, bank_is_right, digits_fit)
