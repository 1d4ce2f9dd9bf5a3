"""What several processes do at one counter at once; each opens the database for itself."""

from __future__ import annotations

from data.core.errors import Refused
from data.rules import carts, checkout, shipping
from data.store import write
from tests.trade.conftest import somebody


def buy_for(clinics, product_id, packs):
    """Check out the cart of each of these clinics; the codes of what came of it."""
    found = []
    for clinic in clinics:
        actor = somebody("clinic", clinic_id=clinic)
        carts.add(actor, product_id, packs)
        shown = carts.preview(actor)
        asked = checkout.Asked(shown.address_id, shown.quote.preview_hash, f"key-{clinic}", seen=shown.quote.seen)
        try:
            checkout.checkout(actor, asked)
            found.append("placed")
        except Refused as refused:
            found.append(refused.code or refused.message)
    return found


def press(clinic, asked):
    """One of several presses on the same button."""
    return checkout.checkout(somebody("clinic", clinic_id=clinic), asked).order_id


def ship_or_cancel(maker, part, parts, *, ships):
    """One hand ships what the other cancels."""
    actor = somebody("manufacturer", manufacturer_id=maker)
    try:
        if ships:
            shipping.ship(actor, part, parts)
        else:
            write.step("orders", actor, part, "cancel", {"reason_code": "out_of_stock"})
        return True
    except Refused:
        return False


def ships(maker, part, parts):
    """Ship."""
    return ship_or_cancel(maker, part, parts, ships=True)


def cancels(maker, part, parts):
    """Cancel."""
    return ship_or_cancel(maker, part, parts, ships=False)


def act(name, *given):
    """One of the above by its name, so that processes of one crowd may do different things."""
    return {"ships": ships, "cancels": cancels}[name](*given)


def confirm(maker, part):
    """Two makers confirm the two parts of one order."""
    write.step("orders", somebody("manufacturer", manufacturer_id=maker), part, "confirm")
    return True
