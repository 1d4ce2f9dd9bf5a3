"""Pictures of products: made anew from what the maker sends, shown to whoever may see the product."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select

from components import products
from data.core.errors import Conflict, Invalid, NotAllowed, NotFound
from data.models import AuditEntry, Product
from data.rules import catalogue
from data.store import files
from tests.files import made
from tests.trade.conftest import change, get, make_market, rows, somebody

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@ONE_DATABASE
def test_a_picture_is_seen_by_whoever_may_see_the_product(database):
    market = make_market()
    maker, clinic, a1 = market.at("manufacturer"), market.at("clinic"), market.products["A1"]
    rival = somebody("manufacturer", manufacturer_id=market.kav)
    version = get(Product, a1).version
    first = files.attach(maker, "products", a1, "bottle.JPG", made.photograph())
    name, kind, content = files.content(maker, first)
    assert (name, kind) == ("bottle.jpg", "image/jpeg")
    assert made.CANARY.encode() not in content  # where it was taken stays with who took it
    with Image.open(io.BytesIO(files.preview(clinic, first))) as small:
        assert (small.format, max(small.size)) == ("JPEG", 480)
    for reader in (
        maker,
        clinic,
        market.at("pharmacist"),
        market.at("support"),
        market.at("admin"),
        somebody("clinic", clinic_id=market.other_clinic),
    ):
        assert files.content(reader, first)[2] == content
        assert files.preview(reader, first)
    for stranger in (rival, somebody("doctor", clinic_id=market.clinic), somebody("receptionist", clinic_id=market.clinic)):
        for act in (files.content, files.preview):
            with pytest.raises((NotFound, NotAllowed)):
                act(stranger, first)
    for stranger in (rival, clinic, market.at("support")):
        with pytest.raises((NotFound, NotAllowed)):
            files.attach(stranger, "products", a1, "x.png", made.picture())
        with pytest.raises((NotFound, NotAllowed)):
            files.remove(stranger, first, "It is ugly.")
    assert get(Product, a1).version == version  # a picture needs no review
    assert rows(select(AuditEntry.verb).where(AuditEntry.verb == "preview-file")) == []  # the catalogue is no opening
    shown_in_the_catalogue(market, first)
    change(Product, a1, status="inactive")
    for act in (files.content, files.preview):
        with pytest.raises(NotFound):
            act(clinic, first)
    assert files.content(maker, first)[2] == content


def shown_in_the_catalogue(market, first):
    clinic, a1, a2 = market.at("clinic"), market.products["A1"], market.products["A2"]
    cards, _ = catalogue.shelf(clinic, {}, 30, 0)
    assert {c.product.id: c.picture for c in cards if c.product.id in {a1, a2}} == {a1: first, a2: None}
    facets = catalogue.facets(clinic)
    assert str(products.catalogue(cards, len(cards), {}, facets, in_cart=0, may_buy=True)).count("/preview") == 1
    assert catalogue.opened(clinic, a1)["pictures"] == [first]
    assert catalogue.opened(clinic, a2)["pictures"] == []


@ONE_DATABASE
def test_five_pictures_and_nothing_that_is_none(database):
    market = make_market()
    maker, a1 = market.at("manufacturer"), market.products["A1"]
    for content, why in ((made.SVG, "Only PNG, JPEG and WebP"), (made.document(1), "Only PNG, JPEG and WebP")):
        with pytest.raises(Invalid, match=why):
            files.attach(maker, "products", a1, "x.png", content)
    last = None
    for number in range(5):
        last = files.attach(maker, "products", a1, f"{number}.webp", made.picture("WEBP", (60, 40)))
    with pytest.raises(Conflict, match="5 files are here already"):
        files.attach(maker, "products", a1, "6.png", made.picture(size=(60, 40)))
    files.remove(maker, last, "One too many.")
    assert [f.media_type for f in files.of_row(maker, "products", a1)] == ["image/jpeg"] * 4
