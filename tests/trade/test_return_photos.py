"""Photos with a return: the clinic shows what is wrong, both other sides look."""

from __future__ import annotations

import pytest

from data.core.errors import Conflict, NotAllowed, NotFound
from data.rules import returns
from data.store import files, write
from tests.files import made
from tests.trade.conftest import buy, make_market, order_lines, parts, somebody
from tests.trade.money import carried, maker_of, paid


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_photos_of_a_return_are_the_clinics_to_add_and_both_sides_to_see(database):
    shop = make_market()
    order = buy(shop, {"B1": 15})
    paid(shop, order)
    carried(shop, order)
    part = parts(order)[0]
    clerk, maker = shop.at("clinic"), maker_of(part)
    asked = returns.request(clerk, order_lines(part.id)[0].id, {"quantity": "4", "reason": "Leaking"})
    content = made.picture("JPEG", (80, 60))
    photo = files.attach(clerk, "returns", asked, "leak.jpg", content)
    for reader in (clerk, maker, somebody("support"), somebody("admin")):
        assert files.content(reader, photo) == ("leak.jpg", "image/jpeg", content)
        assert files.preview(reader, photo)
        assert [f.name for f in files.of_row(reader, "returns", asked)] == ["leak.jpg"]
    strangers = (
        somebody("manufacturer", manufacturer_id=shop.mal), somebody("clinic", clinic_id=shop.other_clinic), shop.at("pharmacist"),
    )  # fmt: skip
    for stranger in strangers:
        for act in (files.content, files.preview):
            with pytest.raises((NotFound, NotAllowed)):
                act(stranger, photo)
    for other in (maker, somebody("support"), *strangers):
        assert not files.may_attach(other, "returns", asked)
        with pytest.raises((NotFound, NotAllowed)):
            files.attach(other, "returns", asked, "x.jpg", content)
        with pytest.raises((NotFound, NotAllowed)):
            files.remove(other, photo, "It looks bad.")
    write.step("returns", maker, asked, "approve")
    files.remove(clerk, photo, "A sharper one follows.")
    files.attach(clerk, "returns", asked, "sharp.jpg", content)
    write.step("returns", maker, asked, "take-in", {"resaleable": "0", "damaged": "4"})
    with pytest.raises(Conflict, match="is over"):
        files.attach(clerk, "returns", asked, "late.jpg", content)
