"""What several processes do at one counter at once; each opens the database for itself."""

from __future__ import annotations

from data.core.errors import Refused
from data.rules import carts, checkout, disputes, order_payments, payouts, shipping
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


def went_through(act):
    """Whether an act was not refused."""
    try:
        act()
    except Refused:
        return False
    return True


def pay_out(_dispute):
    """One of several runs at once."""
    return len(payouts.run(somebody("admin")))


def raise_one(clinic, part, line):
    """A dispute is opened while the payouts run."""
    raw = {"type": "quality", "reason_code": "defective", "description": "The oil smells rancid in four bottles."}
    return bool(disputes.open_case(somebody("clinic", clinic_id=clinic), part, raw, {str(line): "2"}))


def credit(dispute):
    """Staff decide the same dispute."""
    raw = {"outcome": "full_credit", "resolution": "The photos show it clearly, so be it."}
    return went_through(lambda: write.step("disputes", somebody("support"), dispute, "resolve", raw))


def submit(clinic, part, raw):
    """Two people of one clinic record a payment of all that is left."""
    return went_through(lambda: order_payments.submit(somebody("clinic", clinic_id=clinic), part, raw))


def money(name, *given):
    """One of the above by its name."""
    return {"ships": ships, "pays out": pay_out, "raises": raise_one, "credits": credit, "submits": submit}[name](*given)
