"""Pictures of invented packs: a bottle, a jar or a box on a plain ground, drawn and never photographed."""

from __future__ import annotations

import io
from functools import cache
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core.actor import system
from data.models import Product
from data.store import files

LARGE, SMALL = 640, 320
GROUNDS = ("#eef3ea", "#f6efe2", "#f1ece6", "#e9f0f2")
BOTTLES = frozenset({"arishta", "asava", "kashayam", "taila", "syrup"})
JARS = frozenset({"lehya", "ghrita", "churna", "ointment", "tablet", "vati", "capsule", "bhasma"})
EVERY = 3  # one in so many has no picture, so that this can be looked at too


def hang(session: Session, maker_id: UUID) -> None:
    """A picture with most products of a manufacturer."""
    for place, product in enumerate(
        session.scalars(select(Product).where(Product.manufacturer_id == maker_id).order_by(Product.sku))
    ):
        if place % EVERY:
            large, small = drawn(product.form, place % len(GROUNDS))
            files.put(session, system(), "products", product, f"{product.sku}.jpg", large, files.Seen("image/jpeg", None, small))


@cache
def drawn(form: str, ground: int) -> tuple[bytes, bytes]:
    """A pack of a form, large and small, as JPEG."""
    made = Image.new("RGB", (LARGE, LARGE), GROUNDS[ground])
    pen = ImageDraw.Draw(made)
    body = {True: (215, 210, 425, 560), False: (170, 250, 470, 540)}[form in BOTTLES]
    pen.ellipse((150, 530, 490, 585), fill="#d8d6cc")
    if form in BOTTLES:
        pen.rectangle((285, 120, 355, 220), fill="#6b3e1e")
        pen.rounded_rectangle((275, 90, 365, 140), 8, fill="#1d5b43")
    elif form in JARS:
        pen.rounded_rectangle((190, 200, 450, 262), 12, fill="#1d5b43")
    pen.rounded_rectangle(
        body, 26 if form in BOTTLES | JARS else 4, fill="#8a5527" if form in BOTTLES else "#f8f6ef", outline="#5a4630", width=4
    )
    left, top, right, bottom = body
    pen.rectangle((left + 4, top + 110, right - 4, bottom - 60), fill="#fbf7ea")
    pen.rectangle((left + 4, top + 120, right - 4, top + 140), fill="#b8862f")
    for line in range(3):
        pen.rectangle((left + 40, top + 164 + 26 * line, right - 40 - 30 * line, top + 174 + 26 * line), fill="#1d5b43")
    return _jpeg(made), _jpeg(made.resize((SMALL, SMALL)))


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
