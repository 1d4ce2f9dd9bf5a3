"""What a bill comes to: pure sums in paise, the same while typing and when it is saved.

Every line is rounded once, half up to the paisa, and totals are sums of rounded lines. Where the price holds
its tax (MRP), what the patient pays for the line stays as it is and the tax is taken out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.core.shares import FULL, half_up


@dataclass(frozen=True, slots=True)
class Line:
    """What is typed of a line: money in paise, `tax_rate` in hundredths of a percent."""

    quantity: int
    unit_price: int
    discount: int = 0
    tax_rate: int = 0
    tax_included: bool = False

    @property
    def gross(self) -> int:
        """Quantity × unit price."""
        return self.quantity * self.unit_price

    @property
    def asked(self) -> int:
        """What is asked for the line before the bill's discount, tax included where the price holds it."""
        return self.gross - self.discount


@dataclass(frozen=True, slots=True)
class LineTotal:
    """`taxable` = `total` − `share`, `tax` = `cgst` + `sgst` + `igst`; `total` never holds tax."""

    total: int
    share: int
    taxable: int
    cgst: int
    sgst: int
    igst: int

    @property
    def tax(self) -> int:
        """The three taxes together."""
        return self.cgst + self.sgst + self.igst


@dataclass(frozen=True, slots=True)
class BillTotal:
    """`total` = `subtotal` − `discount` + `tax`; `lines` in the order in which they were given."""

    lines: tuple[LineTotal, ...]
    gross: int
    line_discount: int
    subtotal: int
    discount: int
    cgst: int
    sgst: int
    igst: int

    @property
    def tax(self) -> int:
        """The taxes of all lines."""
        return self.cgst + self.sgst + self.igst

    @property
    def total(self) -> int:
        """What the patient owes."""
        return self.subtotal - self.discount + self.tax


def totals(lines: Sequence[Line], discount: int = 0, *, is_interstate: bool = False) -> BillTotal:
    """The bill of these lines; ValueError when a discount is negative or more than what it is taken from."""
    asked = [line.asked for line in lines]
    if any(amount < 0 or line.discount < 0 for amount, line in zip(asked, lines, strict=True)):
        raise ValueError("line discount")
    if not 0 <= discount <= sum(asked):
        raise ValueError("discount")
    pairs = zip(lines, by_largest_remainder(discount, asked), strict=True)
    found = tuple(_line(line, share, is_interstate=is_interstate) for line, share in pairs)
    return BillTotal(
        found,
        gross=sum(line.gross for line in lines),
        line_discount=sum(line.discount for line in lines),
        subtotal=sum(line.total for line in found),
        discount=discount,
        cgst=sum(line.cgst for line in found),
        sgst=sum(line.sgst for line in found),
        igst=sum(line.igst for line in found),
    )


def by_largest_remainder(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount in proportion to weights, to the paisa: the largest remainders get what whole shares leave over.

    The shares add up to the amount, and none is more than its weight while the amount is not more than their sum.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    shares = [amount * weight // whole for weight in weights]
    over = amount - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(amount * weights[n] % whole), n))
    for n in by_remainder[:over]:
        shares[n] += 1
    return shares


def _line(line: Line, share: int, *, is_interstate: bool) -> LineTotal:
    paid = line.asked - share
    base = FULL + line.tax_rate if line.tax_included else FULL
    if is_interstate:
        cgst, igst = 0, half_up(paid * line.tax_rate, base)
    else:
        cgst, igst = half_up(paid * line.tax_rate, 2 * base), 0
    taxable = paid - 2 * cgst - igst if line.tax_included else paid
    return LineTotal(taxable + share, share, taxable, cgst, cgst, igst)


def is_above(cap: int, given: int, gross: int) -> bool:
    """Whether discounts of `given` paise are more than a cap in hundredths of a percent of the gross charge."""
    return given * FULL > cap * gross
