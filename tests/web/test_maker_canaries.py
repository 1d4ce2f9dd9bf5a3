"""A manufacturer's every page, callback, export and paper holds no rival's line and no clinic's contact data (marketplace.md §11, §16.16)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from components import routes
from data.core.actor import system
from data.core.money import rupees
from data.core.resource import resources
from data.models import (
    Clinic,
    Dispute,
    Manufacturer,
    Order,
    Payout,
    Product,
    Return,
    Shipment,
    SubOrder,
    SupplierCreditNote,
    SupplierInvoice,
    User,
)  # fmt: skip
from data.store.unit_of_work import close, connect, reading, writing
from tests.web.test_clinical_canaries import _asked
from tests.web.test_matrix import allows, callbacks

ROLE = "manufacturer"
NUMBERS = (
    (SubOrder.sub_order_number, SubOrder), (SupplierInvoice.invoice_number, SupplierInvoice), (Payout.payout_number, Payout),
    (SupplierCreditNote.credit_note_number, SupplierCreditNote), (Dispute.dispute_number, Dispute), (Return.return_number, Return),
    (Shipment.shipment_number, Shipment), (Product.sku, Product),
)  # fmt: skip
NOUNS = {
    "orders": SubOrder,
    "returns": Return,
    "supplier_invoices": SupplierInvoice,
    "disputes": Dispute,
    "payouts": Payout,
    "products": Product,
}
BUYER = ("ship_to_name", "ship_to_line1", "ship_to_city", "ship_to_phone", "buyer_legal_name", "buyer_gstin")


@pytest.fixture(scope="module")
def planted(_app):
    """What is secret to the demo's first manufacturer, and rows to ask for: its own, a rival's, one it has not confirmed."""
    connect(_app[0])
    try:
        return _plant()
    finally:
        close()


def _plant():
    with writing(system()) as session:
        me = session.scalars(select(User.manufacturer_id).where(User.email == "manufacturer@ayurlahi.example")).one()
        several = select(SubOrder.order_id).group_by(SubOrder.order_id).having(func.count() > 1)
        mine = select(SubOrder).where(SubOrder.manufacturer_id == me, SubOrder.order_id.in_(several))
        part = session.scalars(mine.where(SubOrder.confirmed_at.is_(None)).order_by(SubOrder.id)).first()
        for column in BUYER:
            setattr(part, column, f"Quetzal{column.replace('_', '')}"[:15])
        order = session.get_one(Order, part.order_id)
        order.notes = "Quetzalnotes"
        secrets = {getattr(part, column) for column in BUYER} | {order.notes, rupees(order.total_amount)}
    with reading(system()) as session:
        for column, model in NUMBERS:
            secrets |= set(session.scalars(select(column).where(model.manufacturer_id != me)))
            secrets -= set(session.scalars(select(column).where(model.manufacturer_id == me)))
        for maker in session.scalars(select(Manufacturer).where(Manufacturer.id != me)):
            secrets |= {maker.company_name, maker.legal_name, maker.gstin, maker.email}
        for clinic in session.scalars(select(Clinic)):
            secrets |= {clinic.email, clinic.whatsapp_number, clinic.phone}
        secrets |= set(session.scalars(select(User.email).where(User.clinic_id.is_not(None))))
        rows = {
            noun: [
                str(row)
                for whose in (model.manufacturer_id == me, model.manufacturer_id != me)
                for row in session.scalars(select(model.id).where(whose).order_by(model.id).limit(1))
            ]
            for noun, model in NOUNS.items()
        }
    rows["orders"].insert(0, str(part.id))
    return sorted(filter(None, secrets)), rows


def test_no_page_callback_export_or_paper_of_a_maker_tells(web, planted):
    secrets, rows = planted
    client = web.person(ROLE)

    def told(where, answer):
        text = answer.get_data(as_text=True)
        return [(where, secret) for secret in secrets if secret in text]

    wrong = []
    assert len(secrets) > len(NUMBERS) * 10
    for path, route in routes.ROUTES.items():
        noun = next((r.name for r in resources() if path.startswith(r.path)), "")
        if not allows(ROLE, route.permission):
            continue
        for row in rows.get(noun, [""]) if ":id" in path else [""]:
            if ":id" not in path or row:
                wrong += told(path, web.page(client, path.replace(":id", row)))
    for output, entry in callbacks(web).items():
        if not allows(ROLE, entry["callback"].__wrapped__.permission):
            continue
        for row in (rows["orders"][0], rows["orders"][-1]):
            body = web.body(output)
            for item in (*body["inputs"], *body["state"]):
                if isinstance(item, dict) and "property" in item:
                    item["value"] = _asked(item["property"], row)
            wrong += told(output, web.post(client, body))
    for r in resources():
        wrong += told(r.name, client.get(f"/export/{r.name}"))
    for noun in ("supplier_invoices", "supplier_credit_notes", "commission_invoices"):
        assert client.get(f"/documents/{noun}/{rows['supplier_invoices'][-1]}.pdf").status_code == 404
    assert wrong == []
