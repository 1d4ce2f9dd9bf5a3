"""What a cart would cost and what stands in its way: preview and checkout compute exactly the same (marketplace.md §4.2, §4.4)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from data.core import gst, trade_terms
from data.core.trade_terms import MOST_LINES, Fault
from data.models import Clinic, ClinicAddress, Manufacturer, Product
from data.rules import trading
from data.rules.product_batches import available


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason against ordering, of one product or of the whole cart."""

    code: str
    message: str
    product_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A product as it would be ordered; amounts in paise, the rate in hundredths of a percent."""

    product: Product
    quantity: int
    price: int
    rate: int
    taxable: int
    tax: gst.Tax

    @property
    def total(self) -> int:
        """With tax."""
        return self.taxable + self.tax.total


@dataclass(frozen=True, slots=True)
class Group:
    """What one manufacturer would get to do."""

    maker: Manufacturer
    lines: tuple[Line, ...]
    is_interstate: bool

    @property
    def subtotal(self) -> int:
        """Before tax."""
        return sum(line.taxable for line in self.lines)

    @property
    def gst_amount(self) -> int:
        """All tax."""
        return sum(line.tax.total for line in self.lines)

    @property
    def total(self) -> int:
        """To pay for this part."""
        return self.subtotal + self.gst_amount


@dataclass(frozen=True, slots=True)
class Quote:
    """The whole cart, by supplier in order of name; `errors` block, `warnings` allow."""

    groups: tuple[Group, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    preview_hash: str
    seen: dict[str, list[int]] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        """Whether it may be ordered as it stands."""
        return not self.errors

    @property
    def total(self) -> int:
        """To pay for all of it."""
        return sum(group.total for group in self.groups)


Wanted = Sequence[tuple[UUID, int]]


def quote(session: Session, clinic: Clinic, address: ClinicAddress | None, wanted: Wanted) -> Quote:
    """What these products in these quantities would cost and what stands in the way, today."""
    products = _products(session, [product_id for product_id, _ in wanted])
    stock = available(session, products.values())
    errors = [*_of_cart(session, clinic, address, wanted)]
    lines: list[Line] = []
    for product_id, quantity in wanted:
        product = products.get(product_id)
        faults = [_gone()] if product is None else _faults(product, quantity, stock[product_id])
        errors += [Problem(code, message, product_id) for code, message in faults]
        if product is not None:
            lines.append(_line(product, quantity, address))
    groups = _grouped(lines, address)
    if lines and not sum(group.total for group in groups):
        errors.append(Problem("no_total", "This order has no amount. Check the quantities."))
    seen = {str(line.product.id): [line.quantity, line.price, line.rate] for group in groups for line in group.lines}
    return Quote(groups, tuple(errors), tuple(_warnings(clinic, address)), hash_of(seen, address), seen)


def hash_of(seen: Mapping[str, Sequence[int]], address: ClinicAddress | None) -> str:
    """What was looked at: products, quantities, prices, rates and the state they go to."""
    text = json.dumps([sorted((key, list(value)) for key, value in seen.items()), address.state_code if address else None])
    return hashlib.sha256(text.encode()).hexdigest()


def _products(session: Session, ids: Sequence[UUID]) -> dict[UUID, Product]:
    query = select(Product).where(Product.id.in_(ids), Product.deleted_at.is_(None))
    query = query.options(joinedload(Product.manufacturer), selectinload(Product.rates))
    return {p.id: p for p in session.scalars(query.execution_options(populate_existing=True))}


def _gone() -> Fault:
    return "unavailable", "This product is no longer sold. Take it out of the cart."


def _of_cart(session: Session, clinic: Clinic, address: ClinicAddress | None, wanted: Wanted) -> list[Problem]:
    found = []
    gate = trading.fault(session, clinic)
    if gate:
        found.append(Problem(*gate))
    if address is None:
        found.append(Problem("address_missing", "Choose where the goods go."))
    elif (
        not all((address.name, address.line1, address.city, address.district, address.pincode))
        or address.state_code not in gst.STATES
    ):
        found.append(
            Problem("address_incomplete", "The address is not complete. Fill in street, city, district, state and PIN code.")
        )
    if not wanted:
        found.append(Problem("empty", "The cart is empty."))
    if len(wanted) > MOST_LINES:
        found.append(Problem("too_many_lines", f"An order has at most {MOST_LINES} lines; this has {len(wanted)}. Divide it."))
    return found


def _faults(product: Product, quantity: int, left: int) -> list[Fault]:
    """Each reason against one line; who does not trade or is not for sale is simply not there."""
    if product.status != "active" or not trading.can_trade(product.manufacturer):
        return [("unavailable", f"{product.name} is not sold at the moment. Take it out of the cart.")]
    if product.gst_rate is None or not product.hsn_code:
        return [("no_rate", f"{product.name} has no GST rate for today, so it cannot be ordered.")]
    found = []
    if quantity < product.min_order_quantity:
        found.append(trade_terms.below_moq(product.name, product.min_order_quantity, quantity))
    elif quantity % product.order_multiple:
        found.append(trade_terms.not_multiple(product.name, product.order_multiple, product.min_order_quantity, quantity))
    if quantity > left:
        found.append(trade_terms.insufficient_stock(product.name, left, quantity))
    return found


def _line(product: Product, quantity: int, address: ClinicAddress | None) -> Line:
    taxable, rate = product.price * quantity, product.gst_rate or 0
    tax = gst.split(taxable, rate, is_interstate=_is_interstate(product.manufacturer, address))
    return Line(product, quantity, product.price, rate, taxable, tax)


def _is_interstate(maker: Manufacturer, address: ClinicAddress | None) -> bool:
    """Place of supply is the state the goods go to; the supplier's is that of its GSTIN."""
    state = (maker.gstin or maker.state_code or "")[:2]
    return address is not None and address.state_code != state


def _grouped(lines: Sequence[Line], address: ClinicAddress | None) -> tuple[Group, ...]:
    by_maker: dict[UUID, list[Line]] = {}
    for line in lines:
        by_maker.setdefault(line.product.manufacturer_id, []).append(line)
    groups = [
        Group(found[0].product.manufacturer, tuple(found), _is_interstate(found[0].product.manufacturer, address))
        for found in by_maker.values()
    ]
    return tuple(sorted(groups, key=lambda g: (g.maker.company_name, str(g.maker.id))))


def _warnings(clinic: Clinic, address: ClinicAddress | None) -> list[Problem]:
    if address is None or not clinic.gstin or clinic.gstin[:2] == address.state_code:
        return []
    there, here = gst.STATES.get(address.state_code, "another state"), gst.STATES.get(clinic.gstin[:2], "another state")
    sentence = f"The goods go to {there}, but your GSTIN is of {here}: the tax may not count as input credit."
    return [Problem("input_credit", sentence)]
