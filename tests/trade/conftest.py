"""A marketplace: two clinics that buy, two manufacturers that sell, a few products with batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from sqlalchemy import func, select

from data.core import trade_terms
from data.core.actor import Actor, system
from data.core.gst import check_digit
from data.core.order_table import edge, parent_status
from data.demo import papers
from data.models import (
    Clinic,
    ClinicAddress,
    Manufacturer,
    Order,
    OrderEvent,
    OrderLine,
    OrderPayment,
    OrgDocument,
    Product,
    ProductBatch,
    ProductGstRate,
    StockReservation,
    SubOrder,
)  # fmt: skip
from data.models.base import new_id
from data.rules import carts, checkout, org_documents, organisations, receiving, shipping
from data.store import files, write
from data.store.unit_of_work import reading, writing

PLACE = {"address_line1": "1 Market Road", "city": "Thrissur", "district": "Thrissur", "pincode": "680001"}
PEOPLE = {"clinic": "Meera", "pharmacist": "Remya", "manufacturer": "Harish", "support": "Nikhil", "admin": "Asha"}


def gstin(state: str, letters: str, number: str) -> str:
    first14 = f"{state}{letters}{number}A1Z"
    return first14 + check_digit(first14)


def digits(code: str) -> str:
    """Four digits of its own for each code."""
    return str(1000 + sum(ord(c) * 37**n for n, c in enumerate(code)) % 9000)


def somebody(role: str, **where: Any) -> Actor:
    return Actor(PEOPLE.get(role, role), frozenset({role}), user_id=new_id(), **where)


def make_clinic(code: str, state: str = "32", *, approved: bool = True) -> UUID:
    raw = {
        "clinic_name": f"Clinic {code}", "clinic_code": code, "legal_name": f"Clinic {code} LLP", "license_number": f"REG-{code}",
        "gstin": gstin(state, "AAEF" + code[0], digits(code)), "state_code": state, **PLACE,
    }  # fmt: skip
    made = write.create("clinics", system(), raw)
    if approved:
        with writing(system()) as session:
            papers.approved(session, session.get_one(Clinic, made))
    return made


def make_maker(code: str, state: str = "32", *, approved: bool = True) -> UUID:
    raw = {
        "company_name": f"Maker {code}", "manufacturer_code": code, "legal_name": f"Maker {code} Private Limited",
        "license_number": f"AY-{code}", "gstin": gstin(state, "AAAC" + code[0], digits(code)), "state_code": state, **PLACE,
    }  # fmt: skip
    made = write.create("manufacturers", system(), raw)
    if approved:
        with writing(system()) as session:
            papers.approved(session, session.get_one(Manufacturer, made))
    return made


def product_raw(sku: str = "KSB", **more: Any) -> dict[str, Any]:
    return {
        "name": "Ksheerabala Taila", "sku": sku, "category": "Taila", "form": "taila", "pack_size": "200 ml", "units_per_pack": "200",
        "base_unit": "ml", "price": "333.33", "mrp": "450", "hsn_code": "3004", "gst_rate": "5", "order_multiple": "1", **more,
    }  # fmt: skip


def list_product(maker_id: UUID, *, stock: tuple[tuple[int, int], ...] = ((100, 400),), rate: int = 500, **raw: Any) -> UUID:
    """An active product with batches as (packs, days of life)."""
    actor, today = somebody("manufacturer", manufacturer_id=maker_id), trade_terms.today()
    made = write.create("products", actor, product_raw(**raw) | {"gst_rate": str(rate / 100)})
    with writing(system()) as session:
        product = session.get_one(Product, made)
        product.status = "active"
        for row in session.query(ProductGstRate).filter_by(product_id=made):
            row.is_accepted, row.valid_from = True, today - timedelta(days=90)
        for number, (packs, days) in enumerate(stock, 1):
            session.add(
                ProductBatch(
                    product_id=made, manufacturer_id=maker_id, batch_number=f"B{number}", manufactured_on=today - timedelta(days=30),
                    expires_on=today + timedelta(days=days), quantity_on_hand=packs,
                )
            )  # fmt: skip
    return made


def document(row_id: UUID, kind: str, *, of: str = "manufacturer", days: int | None = None, status: str = "verified") -> UUID:
    """One more document of an organisation, settled."""
    with writing(system()) as session:
        row = session.get_one(Manufacturer if of == "manufacturer" else Clinic, row_id)
        made = OrgDocument(doc_type=kind, status=status, **organisations.owner(row))
        made.expires_on = trade_terms.today() + timedelta(days=days) if days is not None else None
        session.add(made)
        org_documents.settle(session, row)
        return made.id


def attach_paper(actor: Actor, row_id: UUID, name: str = "certificate.pdf") -> UUID:
    """A file behind a document, without the program that looks into files."""
    seen = files.Seen("application/pdf", 1, b"\x89PNG small")
    with patch.object(files, "examined", lambda _content: seen):
        return files.attach(actor, "org_documents", row_id, name, f"%PDF-1.7 {name}".encode())


def get(model: Any, row_id: Any) -> Any:
    with reading(system()) as session:
        return session.get_one(model, row_id)


def change(model: Any, row_id: Any, **values: Any) -> None:
    with writing(system()) as session:
        row = session.get_one(model, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def rows(query: Any) -> list[Any]:
    with reading(system()) as session:
        return list(session.scalars(query))


@dataclass
class Market:
    """Who buys, who sells, and what."""

    clinic: UUID
    other_clinic: UUID
    mal: UUID
    kav: UUID
    address: UUID
    products: dict[str, UUID] = field(default_factory=dict)

    def at(self, role: str) -> Actor:
        """Somebody of the first clinic, of the first maker, or of the platform."""
        if role in {"clinic", "pharmacist"}:
            return somebody(role, clinic_id=self.clinic)
        return somebody(role, **({"manufacturer_id": self.mal} if role == "manufacturer" else {}))


def make_market() -> Market:
    """The worked example's parties: a clinic in Kerala, a maker there and one in Karnataka."""
    clinic, other = make_clinic("THR"), make_clinic("OTH", "29")
    mal, kav = make_maker("MAL"), make_maker("KAV", "29")
    with writing(system(clinic)) as session:
        address = ClinicAddress(
            clinic_id=clinic, label="Clinic", name="Clinic THR", line1="1 Market Road", city="Thrissur", district="Thrissur",
            state_code="32", pincode="680001", phone="+919847012345", is_default=True,
        )  # fmt: skip
        session.add(address)
    market = Market(clinic, other, mal, kav, address.id)
    market.products = {
        "A1": list_product(
            mal, sku="A1", name="Dashamoolarishta", price="148.75", mrp="200", order_multiple="6", min_order_quantity="6"
        ),
        "A2": list_product(mal, sku="A2", name="Chyavanaprasam", price="212.35", mrp="300", rate=1200),
        "B1": list_product(
            kav, sku="B1", name="Ksheerabala Taila", price="333.33", mrp="450", rate=1200, stock=((10, 300), (90, 400))
        ),
        "B2": list_product(kav, sku="B2", name="Triphala Churna", price="87.45", mrp="120"),
    }
    return market


@pytest.fixture
def market(database: Any) -> Market:
    """The marketplace on each kind of database."""
    return make_market()


def fill(market: Market, wanted: dict[str, int], role: str = "clinic") -> None:
    for sku, packs in wanted.items():
        carts.add(market.at(role), market.products[sku], packs)


def asked(actor: Actor, key: str = "key-1", **more: Any) -> checkout.Asked:
    """What somebody confirms who has just looked."""
    shown = carts.preview(actor)
    return checkout.Asked(shown.address_id, shown.quote.preview_hash, key, seen=shown.quote.seen, **more)


def buy(market: Market, wanted: dict[str, int], key: str = "key-1", role: str = "clinic") -> UUID:
    """Cart, preview, checkout; the order."""
    fill(market, wanted, role)
    actor = market.at(role)
    placed = checkout.checkout(actor, asked(actor, key)).order_id
    assert placed
    return placed


def parts(order_id: UUID) -> list[SubOrder]:
    return rows(select(SubOrder).where(SubOrder.order_id == order_id).order_by(SubOrder.sub_order_number))


def order_lines(part_id: UUID) -> list[OrderLine]:
    return rows(select(OrderLine).where(OrderLine.sub_order_id == part_id).order_by(OrderLine.id))


def pay(order_id: UUID, status: str = "verified") -> None:
    """All that is payable, as the platform has seen it."""
    order = get(Order, order_id)
    with writing(system()) as session:
        session.add(
            OrderPayment(
                clinic_id=order.clinic_id, order_id=order.id, method="upi", amount=order.payable_amount, status=status,
                reference_number=f"UPI-{new_id()}", received_on=trade_terms.today(),
            )
        )  # fmt: skip


def maker_of(part: SubOrder) -> Actor:
    return somebody("manufacturer", manufacturer_id=part.manufacturer_id)


def confirmed(market: Market, wanted: dict[str, int], key: str = "key-1") -> SubOrder:
    """One paid and confirmed sub-order."""
    order = buy(market, wanted, key)
    pay(order)
    part = parts(order)[0]
    write.step("orders", maker_of(part), part.id, "confirm")
    return get(SubOrder, part.id)


def reserved(part_id: UUID) -> list[shipping.Packed]:
    with reading(system()) as session:
        found = shipping.pick_list(session, session.get_one(SubOrder, part_id))
        return [shipping.Packed(line.id, batch.id, packs) for line, batch, packs in found]


def sent_all(part: SubOrder) -> UUID:
    return shipping.ship(maker_of(part), part.id, reserved(part.id))


def found_good(actor: Actor, shipment: UUID, **more: Any) -> dict[str, dict[str, Any]]:
    """Every line of a parcel as it should be; `damaged` and `short` are taken off the first."""
    _, _, sent = receiving.to_count(actor, shipment)
    counted = {
        str(s.id): {"good": s.quantity, "batch_number": s.batch_number, "expires_on": s.expires_on.isoformat()} for s in sent
    }
    counted[str(sent[0].id)] |= more
    counted[str(sent[0].id)]["good"] -= sum(int(n) for n in more.values())
    return counted


def holds() -> None:
    """Invariants 1–4, 8 and 9 over everything that is stored."""
    with reading(system()) as session:
        orders = list(session.scalars(select(Order)))
        for order in orders:
            own = list(session.scalars(select(SubOrder).where(SubOrder.order_id == order.id)))
            for name in ("subtotal", "gst_amount", "shipping_charges", "platform_fee", "total_amount"):
                assert sum(getattr(p, name) for p in own) == getattr(order, name), name
            assert order.status == parent_status(p.status for p in own)
            for part in own:
                _part_holds(session, order, part)
        for batch in session.scalars(select(ProductBatch)):
            active = select(func.coalesce(func.sum(StockReservation.quantity), 0)).where(
                StockReservation.batch_id == batch.id, StockReservation.status == "active"
            )
            assert 0 <= batch.quantity_reserved <= batch.quantity_on_hand
            assert session.scalar(active) == batch.quantity_reserved


def _part_holds(session: Any, order: Order, part: SubOrder) -> None:
    lines = list(session.scalars(select(OrderLine).where(OrderLine.sub_order_id == part.id)))
    for name, of_line in (("subtotal", "taxable_value"), ("gst_amount", "gst_amount"), ("cgst_amount", "cgst_amount"),
                          ("sgst_amount", "sgst_amount"), ("igst_amount", "igst_amount"), ("commission_amount", "commission_amount")):  # fmt: skip
        assert sum(getattr(line, of_line) for line in lines) == getattr(part, name), name
    maker = session.get_one(Manufacturer, part.manufacturer_id)
    for line in lines:
        assert line.cgst_amount == line.sgst_amount
        assert bool(line.igst_amount) == (maker.state_code != order.ship_to_state_code) or not line.gst_amount
        assert 0 <= line.returned_quantity <= line.delivered_quantity
        assert line.delivered_quantity + line.short_quantity <= line.shipped_quantity <= line.quantity - line.cancelled_quantity
    events = session.scalars(
        select(OrderEvent).where(OrderEvent.sub_order_id == part.id).order_by(OrderEvent.occurred_at, OrderEvent.id)
    ).all()
    assert events[0].from_status is None
    assert all(a.to_status == b.from_status for a, b in pairwise(events))
    assert all(edge(e.from_status, e.to_status) for e in events[1:])
    assert events[-1].to_status == part.status
    stamps = [getattr(part, name) for name in ("placed_at", "confirmed_at", "processing_at", "shipped_at", "delivered_at")]
    known = [stamp for stamp in stamps if stamp]
    assert known == sorted(known)
