"""Every tile of every home opens a list whose rows add up to it, or says here why it has none (metrics.md §1.6, §6)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import select

from components.market_glance import amount
from components.values import DASH
from data.analytics import billing, billing_home, market_home
from data.core import clock, trade_terms
from data.core.actor import Actor, system
from data.core.money import rupees
from data.core.resource import resources
from data.models import (
    Clinic,
    Doctor,
    LedgerEntry,
    Manufacturer,
    OrderLine,
    PayoutHold,
    SubOrder,
    SupplierCreditNote,
    User,
)
from data.rules import bill_charges, payouts, queue, stock_pages
from data.store import read
from data.store.read import as_id
from data.store.unit_of_work import reading
from tests.web.conftest import ACCOUNTS

PATHS = {r.path: r.name for r in resources()}


def actor_of(role):
    with reading(system()) as session:
        user = session.scalars(select(User).where(User.email == f"{ACCOUNTS[role]}@ayurlahi.example")).one()
        doctor = session.scalars(select(Doctor.id).where(Doctor.user_id == user.id)).first()
    return Actor(
        user.full_name, frozenset({role}), user_id=user.id, clinic_id=user.clinic_id, manufacturer_id=user.manufacturer_id, doctor_id=doctor
    )  # fmt: skip


class Tile:
    """One tile as it was sent: value, note, address."""

    def __init__(self, node):
        told = node["props"]["children"]
        self.name, self.href = text(told[0]), node["props"].get("href", "")
        self.value, self.note = text(told[1]), text(told[2])
        self.path, self.filters = urlsplit(self.href).path, dict(parse_qsl(urlsplit(self.href).query))

    def parts(self):
        """ "17 of 23" of the note, or of the value where there are few."""
        return tuple(int(n.replace(",", "")) for n in re.search(r"([\d,]+) of ([\d,]+)", f"{self.note} {self.value}").groups())


def text(node):
    if isinstance(node, list):
        return "".join(text(child) for child in node)
    if isinstance(node, dict):
        return text(node.get("props", {}).get("children"))
    return "" if node is None else str(node)


def tiles(node):
    """Every tile of a page, as the browser gets it."""
    if isinstance(node, list):
        return [found for child in node for found in tiles(child)]
    if not isinstance(node, dict):
        return []
    props = node.get("props", {})
    own = [Tile(node)] if str(props.get("className", "")).split(" ")[0] == "tile" else []
    return own + tiles(props.get("children"))


def listed(actor, tile):
    noun = PATHS[tile.path]
    return read.page(noun, actor, read.Query(filters=tile.filters, limit=1), live=True).total


def rows(actor, tile):
    """All rows of a tile's list, a page after the other."""
    found, after = [], None
    while True:
        page = read.page(PATHS[tile.path], actor, read.Query(filters=tile.filters, limit=500, after=after), live=True)
        found, after = found + page.rows, page.next
        if after is None:
            return found


def paise(cell):
    plain = cell.replace("−", "-").replace("₹", "").replace(",", "")
    return int(Decimal(plain or "0") * 100)


def count(actor, tile):
    return tile.value.replace(",", ""), str(listed(actor, tile))


def first_of(actor, tile):
    return tile.parts()[0], listed(actor, tile)


def second_of(actor, tile):
    return tile.parts()[1], listed(actor, tile)


def added(*columns):
    return lambda actor, tile: (tile.value, amount(sum(paise(row[c]) for row in rows(actor, tile) for c in columns)))


def of_n(actor, tile):
    """The note's "n 12", or the few there are."""
    told = re.search(r"\bn (\d+)", tile.note) or re.search(r"(\d+) orders? only", tile.note)
    return int(told[1]) if told else 0, listed(actor, tile)


def shelf(actor, tile):
    return stock_pages.shelf(actor, tile.filters["show"])


def ordered(actor, tile):
    found = shelf(actor, tile)
    shown = sum(found.to_order[level.item.id][1] for level in found.levels)
    return (tile.value, len(found.levels), tile.note) if tile.value.isdigit() else (tile.value,), (
        (str(len(found.levels)), len(found.levels), f"{amount(shown)} before GST") if tile.value.isdigit() else (amount(shown),)
    )  # fmt: skip


def shelved(actor, tile):
    return tile.value, str(len(shelf(actor, tile).levels))


def wasted(actor, tile):
    return tile.value, amount(sum(level.cost_at_risk for level in shelf(actor, tile).levels))


def to_pay(actor, tile):
    return tile.value, amount(sum(one.left for one in market_home.to_pay(actor)))


def waiting(actor, tile):
    board = queue.board(actor, live=True)
    return tile.value, str(len(board.waiting) + len(board.called))


def disputed(actor, tile):
    found = rows(actor, tile)
    assert f"{amount(sum(paise(row['value']) for row in found))} in dispute" in tile.note
    return tile.value, str(len(found))


def owed(actor, tile):
    books, today = billing_home.books(actor), clock.today(actor.zone)
    kept = sum(paise(row["balance"]) for row in rows(actor, tile))
    return tile.value, amount(kept - billing.unapplied(books, today))


SIGNS = {"payment": 1, "advance": 1, "refund": -1}


def into_the_till(actor, tile):
    """The entries of a tile's ledger list with what each moved: refunds go out, a reversal takes back what it names."""
    with reading(actor) as session:
        every = {one.id: one for one in session.scalars(select(LedgerEntry))}
    found = []
    for row in rows(actor, tile):
        entry = every[as_id(row["id"])]
        told = every[entry.reverses_id] if entry.reverses_id else entry
        sign = SIGNS.get(told.entry_type, 0) * (-1 if entry.reverses_id else 1) * (told.method != "advance")
        found.append((entry, sign * entry.amount, told.method))
    return found


def collected(actor, tile):
    return tile.value, amount(sum(moved for _, moved, _ in into_the_till(actor, tile)))


def unbilled(actor, tile):
    work = bill_charges.unbilled(actor, live=True)
    priced = sum(one.charge.quantity * (one.charge.unit_price or 0) for one in work)
    pieces = f"{len(work)} pieces of work" if "₹" in tile.value else str(len(work))
    return (tile.value, pieces in f"{tile.note} {tile.value}"), (amount(priced) if "₹" in tile.value else tile.value, True)


def at_the_till(*methods):
    """What the ledger's list holds of this cashier's own hand today."""

    def added_up(actor, tile):
        today = clock.today(actor.zone)
        days = {"from": today.isoformat(), "to": (today + timedelta(days=1)).isoformat()}
        tile.path, tile.filters = "/dashboard/ledger", days
        own = [(moved, method) for entry, moved, method in into_the_till(actor, tile) if entry.user_id == actor.user_id]
        return tile.value, rupees(sum(moved for moved, method in own if not methods or method in methods))

    return added_up


def invoiced(actor, tile):
    start, end = tile.filters["from"], tile.filters["to"]
    total = sum(paise(row["total_amount"]) for row in rows(actor, tile))
    with reading(actor) as session:
        notes = session.scalars(select(SupplierCreditNote)).all()
        credited = sum(n.total_amount for n in notes if start <= n.credit_note_date.isoformat() < end)
    return (tile.value, tile.note), (amount(total), f"{amount(total - credited)} net of credit notes")


def statement(of):
    """From the entries its page lists and the holds: `of(all, not yet, held)`."""

    def added_up(actor, tile):
        entries = payouts.statement(actor)[1]
        assert 0 < len(entries) < payouts.MOST_SHOWN
        later = sum(one["amount"] for one in entries if one["available_on"] and one["available_on"] > trade_terms.today())
        with reading(actor) as session:
            held = sum(hold.amount for hold in session.scalars(select(PayoutHold)) if hold.status == "active")
        return tile.value, amount(of(sum(one["amount"] for one in entries), later, held))

    return added_up


def sent(of):
    """Packs or lines of the orders the list shows."""

    def added_up(actor, tile):
        parts = {as_id(row["id"]) for row in rows(actor, tile)}
        with reading(actor) as session:
            own = [line for line in session.scalars(select(OrderLine)) if line.sub_order_id in parts]
        return tile.parts()[1], sum(of(line) for line in own)

    return added_up


LISTS = {
    "Waiting now": waiting,
    "No-show": first_of,
    "Without an outcome": count,
    "In target": first_of,
    "Overdue now": count,
    "Open": count,
    "Critical, not read back": count,
    "Outstanding": owed,
    "Collected": collected,
    "Done but not billed": unbilled,
    "Taken today": at_the_till(),
    "Cash today": at_the_till("cash"),
    "Open bills": count,
    "Waiting for receipt": count,
    "Suppliers on time, 90 days": second_of,
    "To reorder": ordered,
    "Orders to pay": to_pay,
    "Will expire unused": wasted,
    "Open disputes": lambda a, t: count(a, t) if a.manufacturer_id else disputed(a, t),
    "Low": shelved,
    "Near expiry": shelved,
    "Ordered, 90 days": added("total_amount", "closed"),
    "Invoiced, 90 days": invoiced,
    "Disputed deliveries, 90 days": first_of,
    "On time, in full": second_of,
    "Packs in the first parcel": sent(lambda line: line.quantity),
    "Orders whole at first": second_of,
    "Lines whole at first": sent(lambda line: 1),
    "Hours to confirm": of_n,
    "Days to deliver": of_n,
    "Can be paid out": statement(lambda whole, later, held: max(0, whole - later - held)),
    "Not yet": statement(lambda whole, later, held: later),
    "Held for disputes": statement(lambda whole, later, held: held),
}
# Why the rows of a list do not add up to these: they are no counts and no sums of rows.
NO_SUM = {
    "Booked time": "minutes inside the hours, overlaps once; the list shows the visits",
    "Attended time": "minutes inside the hours, overlaps once; the list shows the visits",
    "Median wait": "a percentile of visits whose check-in is known",
    "Third next slot": "a reading of free time at 08:00; opens the calendar",
    "Booked ahead": "a percentile over visits by their recording",
    "Refilled": "pairs of visits, one for the other's time",
    "Days in receivables": "outstanding over a day's charges",
}
# Who may not open a list sees the figure without a link: a doctor opens no ledger and writes no bills.
CLOSED = {("doctor", "Collected"), ("doctor", "Done but not billed")}
HOMES = {
    "clinic": 23,
    "doctor": 17,
    "receptionist": 13,
    "lab_technician": 4,
    "pharmacist": 4,
    "manufacturer": 13,
    "support": 0,
    "admin": 0,
}


def test_the_rows_behind_each_tile_of_each_home_add_up_to_it(web):
    wrong, seen = [], {}
    for role in HOMES:
        answer = web.page(web.person(role), "/dashboard").get_json()
        found = tiles(answer["response"]["_pages_content"]["children"])
        seen[role] = len(found)
        actor = actor_of(role)
        for tile in found:
            if tile.name in NO_SUM or (role, tile.name) in CLOSED:
                continue
            if not tile.href:
                wrong.append((role, tile.name, "opens nothing"))
                continue
            shown, behind = LISTS[tile.name](actor, tile)
            if shown != behind and tile.value != DASH:
                wrong.append((role, tile.name, tile.value, tile.note, shown, behind))
    assert not wrong, "\n".join(map(str, wrong))
    assert seen == HOMES


def test_a_manufacturers_home_holds_no_other_maker_and_no_contact_of_a_clinic(web):
    page = web.page(web.person("manufacturer"), "/dashboard").get_data(as_text=True)
    own = actor_of("manufacturer").manufacturer_id
    with reading(system()) as session:
        foreign = session.scalars(select(SubOrder.sub_order_number).where(SubOrder.manufacturer_id != own)).all()
        others = session.scalars(select(Manufacturer.company_name).where(Manufacturer.id != own)).all()
        contacts = [
            told for clinic in session.scalars(select(Clinic)) for told in (clinic.legal_name, clinic.phone, clinic.email) if told
        ]
    assert contacts
    assert not [told for told in (*foreign, *others, *contacts) if told in page]


def test_both_ends_of_the_cash_view_are_what_their_books_say(web):
    actor = actor_of("clinic")
    found = market_home.cash(actor, stock_pages.shelf)
    last = found.view["steps"][-1]
    assert sum(found.buckets.values()) == found.outstanding
    assert last["unpaid"] == sum(one.left for one in market_home.to_pay(actor)) > 0
    refunds = read.page("refunds", actor, read.Query(filters={"status": "pending,processing"}, limit=200)).rows
    assert last["refunds"] == sum(paise(row["amount"]) for row in refunds) > 0
    assert last["reorder"] == stock_pages.shelf(actor, "low").low_value
    assert last["net"] == last["patients"] + last["refunds"] - last["unpaid"]
    assert found.patients_tie
    assert found.suppliers_tie
    bought = market_home.buying(actor, stock_pages.shelf)
    off = replace(bought, to_pay=(replace(bought.to_pay[0], payable=bought.to_pay[0].payable + 1),))
    assert not off.ties
