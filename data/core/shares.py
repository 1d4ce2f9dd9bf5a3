"""Parts that add up: half-up rounding and the cumulative share rule (marketplace.md §14). Amounts in paise, rates in hundredths of a percent."""

from __future__ import annotations

FULL = 10_000  # 100.00 %


def half_up(numerator: int, denominator: int) -> int:
    """Numerator ÷ denominator to the nearest whole, halves away from zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return sign * ((2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator)))


def of_rate(amount: int, rate: int) -> int:
    """A rate of an amount, half up to the paisa."""
    return half_up(amount * rate, FULL)


def share(whole: int, first: int, last: int, quantity: int) -> int:
    """What units first+1 … last carry of a line of `quantity` units: all parts together always give the whole."""
    return half_up(whole * last, quantity) - half_up(whole * first, quantity)
