"""Money is a whole number of paise; it is never a float."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import format_currency

LARGEST_PAISE = 10**13


def to_paise(text: str) -> int:
    """Paise of a typed amount such as "1,234.50"; ValueError when it is no exact amount."""
    cleaned = text.replace("₹", "").replace(",", "").replace(" ", "")
    try:
        amount = Decimal(cleaned)
    except InvalidOperation as bad:
        raise ValueError(text) from bad
    if "e" in cleaned.lower() or not amount.is_finite():
        raise ValueError(text)
    paise = amount * 100
    if paise != paise.to_integral_value() or abs(paise) > LARGEST_PAISE:
        raise ValueError(text)
    return int(paise)


def round_half_up(amount: Decimal) -> int:
    """Whole paise, half away from zero, as Indian invoices round."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def rupees(paise: int, *, with_paise: bool = True) -> str:
    """₹1,23,456.00 with Indian grouping; overviews leave the paise out."""
    pattern = "¤#,##,##0.00" if with_paise else "¤#,##,##0"
    text: str = format_currency(Decimal(paise) / 100, "INR", pattern, locale="en_IN", currency_digits=False)
    return text.replace("-", "−")


def plain(paise: int) -> str:
    """1234.50, for a form field or a CSV cell."""
    return f"{Decimal(paise) / 100:.2f}"


def in_words(paise: int) -> str:
    """Rupees one lakh twenty thousand and fifty paise only."""
    from num2words import num2words  # noqa: PLC0415 - only papers need it

    whole, rest = divmod(abs(paise), 100)
    words = num2words(whole, lang="en_IN").replace(",", "")
    return f"Rupees {words}" + (f" and {num2words(rest, lang='en_IN')} paise" if rest else "") + " only"
