"""Three invented manufacturers with their catalogues: prices, rates, batches of every kind."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.core import trade_terms
from data.core.actor import Actor, system
from data.core.gst import check_digit
from data.demo import medicines, papers, pictures
from data.demo.houses import put
from data.models import ClinicAddress, CommissionRate, Manufacturer, Product, ProductBatch, ProductGstRate, ProductPrice
from data.models.base import new_id

SEED = 20261125
FIRST, CUT, BEFORE = date(2025, 4, 1), date(2025, 9, 22), 1200  # GST of proprietary medicines fell from 12 % to 5 % on that day
Raw = dict[str, Any]


def _maker(code: str, name: str, legal: str, pan: str, state: str, licence: str, *where: str, lead: str = "5") -> Raw:
    first14 = f"{state}{pan}1Z"
    line, city, district, pincode, phone = where
    return {
        "company_name": name, "manufacturer_code": code, "legal_name": legal, "license_number": licence, "gstin": first14 + check_digit(first14),
        "address_line1": line, "city": city, "district": district, "state_code": state, "pincode": pincode, "phone": phone,
        "email": f"orders@{code.lower()}.example", "lead_time_days": lead, "bank_account_name": legal, "bank_account_number": f"50100{pincode}7731",
        "ifsc": f"{code}B0{pincode}"[:11],
    }  # fmt: skip


MAKERS = (
    _maker("MLY", "Malayadri Oushadhalaya", "Malayadri Oushadhalaya Private Limited", "AAMCM4401K", "32", "AY-KL-1187",
           "Industrial Estate, Plot 12", "Palakkad", "Palakkad", "678001", "+919446011870", lead="4"),
    _maker("TNG", "Tungavana Rasashala", "Tungavana Rasashala LLP", "AATFT2290L", "29", "AY-KA-0342",
           "27 Agrahara Road", "Shivamogga", "Shivamogga", "577201", "+919448003420", lead="6"),
    _maker("NLG", "Neelagiri Herbal Works", "Neelagiri Herbal Works Private Limited", "AANCN7754M", "33", "AY-TN-0921",
           "8 Mill Street", "Coimbatore", "Coimbatore", "641001", "+919443009210", lead="7"),
)  # fmt: skip
LOGINS = {"maker": 0, "maker2": 1}


def open_market(session: Session) -> dict[str, UUID]:
    """The manufacturers with all they sell; their ids by the word the accounts know them by."""
    dice = Random(SEED)
    makers = [_open(session, raw) for raw in MAKERS]
    papers.waiting(session, makers[0])
    session.add(
        CommissionRate(scope="site", rate=trade_terms.SITE_COMMISSION_RATE, valid_from=trade_terms.today() - timedelta(days=400))
    )
    later = trade_terms.today() + timedelta(days=20)
    session.add_all(
        CommissionRate(scope="manufacturer", scope_id=maker.id, rate=rate, valid_from=later)
        for maker, rate in zip(makers, (450, 600), strict=False)
    )
    for place, raw in enumerate(medicines.rows()):
        _product(session, makers[place % len(makers)], raw, place, dice)
    session.flush()
    for maker in makers:
        pictures.hang(session, maker.id)
    # They have been sold for long, so that orders of the past weeks found a price and a rate.
    session.connection().execute(update(ProductPrice).values(valid_from=min(FIRST, trade_terms.today() - timedelta(days=400))))
    _past_rates(session)
    return {word: makers[place].id for word, place in LOGINS.items()}


def _past_rates(session: Session) -> None:
    """What is classical was taxed at 5 % all along; proprietary medicines at 12 % until the rates were cut."""
    began = min(FIRST, trade_terms.today() - timedelta(days=400))
    rates = session.scalars(select(ProductGstRate)).all()
    proprietary = set(session.scalars(select(Product.id).where(Product.product_class == "proprietary")))
    for rate in rates:
        rate.valid_from = CUT if rate.product_id in proprietary else began
        if rate.product_id in proprietary:
            session.add(
                ProductGstRate(
                    product_id=rate.product_id, manufacturer_id=rate.manufacturer_id, rate=BEFORE, valid_from=began, valid_to=CUT, is_accepted=True,
                )
            )  # fmt: skip
    session.flush()


def _open(session: Session, raw: Raw) -> Manufacturer:
    maker = session.get_one(Manufacturer, put(session, system(), "manufacturers", raw))
    papers.approved(session, maker)
    papers.attached(session, maker)
    return maker


def _product(session: Session, maker: Manufacturer, raw: Raw, place: int, dice: Random) -> None:
    product = session.get_one(Product, put(session, system(), "products", raw | {"manufacturer_id": maker.id}))
    # Nearly all are sold; a few wait, were taken off, or are not finished, so that every state can be looked at.
    product.status = {37: "pending_review", 61: "draft", 88: "inactive", 102: "discontinued"}.get(place, "active")
    today = trade_terms.today()
    for number in range(dice.choice((1, 2, 2, 3))):
        made = today - timedelta(days=dice.randint(70, 260))
        packs = {0: 0, 5: 8, 17: 4}.get(place % 29, dice.randint(40, 900))
        status = "quarantined" if place % 41 == 7 and number else "released"
        session.add(
            ProductBatch(
                id=new_id(), product_id=product.id, manufacturer_id=maker.id, batch_number=f"{maker.manufacturer_code}{made:%y%m}{number + 1}",
                manufactured_on=made, expires_on=made + timedelta(days=dice.choice((365, 540, 730, 1095))), quantity_on_hand=packs, status=status,
            )
        )  # fmt: skip


def ship_to(session: Session, actor: Actor, clinic: Raw) -> None:
    """Where a clinic's goods go."""
    session.add(
        ClinicAddress(
            clinic_id=actor.clinic_id, label="Clinic", name=clinic["clinic_name"], line1=clinic["address_line1"], city=clinic["city"],
            district=clinic["district"], state_code=clinic["state_code"], pincode=clinic["pincode"], phone=clinic["phone"], is_default=True,
        )
    )  # fmt: skip
