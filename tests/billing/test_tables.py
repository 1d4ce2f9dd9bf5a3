"""The tables themselves refuse what must never be, whoever writes to them, on both databases."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import pytest
from sqlalchemy import exc, select

from components import bills, values
from data.core.actor import system
from data.core.errors import Conflict
from data.core.ledger_sums import MOVES, STATUSES, Sums, status
from data.models import Bill, BillItem, LedgerEntry
from data.models.base import new_id
from data.rules import ledger
from data.store import conflicts, migrate, read, schema
from data.store.unit_of_work import site, writing
from tests.billing.conftest import REASON, line

BILLS, ITEMS, LEDGER = Bill.__table__, BillItem.__table__, LedgerEntry.__table__


def run(*statements):
    with site().engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def refused(*statements):
    """The sentence a broken guard stands for."""
    with pytest.raises(exc.IntegrityError) as broken:
        run(*statements)
    return conflicts.sentence(broken.value).message


def item_of(till, bill_id):
    with site().engine.connect() as connection:
        return connection.execute(select(ITEMS).where(ITEMS.c.bill_id == bill_id)).mappings().first()


def test_a_ledger_entry_is_never_changed_or_deleted_but_follows_its_patient(till):
    entry = till.pay(till.issued(), "100").entries[0]
    mine = LEDGER.c.id == entry
    sentence = "The ledger is never changed. Reverse the entry instead."
    for change in (
        {"amount": 1},
        {"method": "upi"},
        {"business_day": None},
        {"user_id": new_id()},
        {"receipt_number": "X"},
        {"bill_id": None},
    ):
        assert refused(LEDGER.update().where(mine).values(**change)) == sentence
    assert refused(LEDGER.delete().where(mine)) == sentence
    run(LEDGER.update().where(mine).values(patient_id=till.other.id))


def test_lines_are_frozen_once_their_bill_is_issued(till):
    bill_id, draft = till.issued(), till.draft()
    item = item_of(till, bill_id)
    mine, sentence = (
        ITEMS.c.id == item["id"],
        "This bill was issued, so its lines stay as they are. Correct it with a credit note.",
    )
    for change in ({"quantity": 2}, {"unit_price": 1}, {"total": 0}, {"item_type": "other"}, {"bill_id": draft}, {"position": 7}):
        assert refused(ITEMS.update().where(mine).values(**change)) == sentence
    assert refused(ITEMS.delete().where(mine)) == sentence
    assert refused(ITEMS.insert().values(**{**item, "id": new_id(), "position": 9})) == sentence
    run(ITEMS.update().where(mine).values(is_live=False))
    run(ITEMS.delete().where(ITEMS.c.bill_id == draft))


def test_a_bill_that_does_not_add_up_cannot_leave_its_draft(till):
    sentence = "This bill does not add up, so it cannot be issued."
    for change in ({"total": 1, "taxable": 1}, {"tax": 2, "igst": 2}, {"share": 5, "taxable": 499_95}):
        bill_id = till.draft()
        out = (
            BILLS.update()
            .where(BILLS.c.id == bill_id)
            .values(status="pending", bill_number=f"X{str(bill_id)[-12:]}", due_date=BILLS.c.bill_date)
        )
        assert refused(ITEMS.update().where(ITEMS.c.bill_id == bill_id).values(**change), out) == sentence
        assert refused(ITEMS.delete().where(ITEMS.c.bill_id == bill_id), out) == sentence
        assert refused(out.values(due_date=None)) == sentence
        assert refused(out.values(status="paid")) == sentence  # that is for bills over nothing
        run(out)


def test_no_bill_comes_into_being_issued(till):
    with site().engine.connect() as connection:
        row = connection.execute(select(BILLS).where(BILLS.c.id == till.issued())).mappings().one()
    number = {"id": new_id(), "bill_number": "OTHER"}
    assert refused(BILLS.insert().values(**{**row, **number})) == "A bill does not go from this status to that one."


def test_the_sums_of_an_issued_bill_stay(till):
    bill_id = till.issued()
    mine, sentence = BILLS.c.id == bill_id, "This bill was issued, so it stays as it is. Correct it with a credit note."
    for change in (
        {"subtotal": 1, "total": 1, "balance": 1},
        {"bill_number": "X"},
        {"gross": 1},
        {"deleted_at": BILLS.c.created_at},
        {"issued_by": None},
    ):
        assert refused(BILLS.update().where(mine).values(**change)) == sentence
    assert refused(BILLS.delete().where(mine)) == sentence
    for change in (
        {"balance": 499_00},
        {"paid_amount": 1},
        {"paid_amount": 500_01, "balance": -1},
        {"written_off": -1, "balance": 500_01},
    ):
        with pytest.raises(exc.IntegrityError):
            run(BILLS.update().where(mine).values(**change))


# Where each status is reached with what the checks of the table ask for.
SETTLED = {"pending": {"paid_amount": 0, "balance": 500_00}, "partial": {"paid_amount": 100_00, "balance": 400_00},
           "paid": {"paid_amount": 500_00, "balance": 0}, "cancelled": {"credited": 500_00, "paid_amount": 0, "balance": 0},
           "draft": {"paid_amount": 0, "balance": 500_00, "credited": 0}}  # fmt: skip
ROADS = {
    "draft": (),
    "pending": ("pending",),
    "partial": ("pending", "partial"),
    "paid": ("pending", "paid"),
    "cancelled": ("pending", "cancelled"),
}


@pytest.mark.parametrize(("start", "end"), [pair for pair in product(STATUSES, STATUSES) if pair[0] != pair[1]])
def test_every_pair_of_statuses_that_is_no_move_is_refused(till, start, end):
    bill_id = till.draft()

    def go(to):
        values = {"status": to, "credited": 0, **SETTLED[to], "due_date": BILLS.c.bill_date}
        number = {"bill_number": f"N{str(bill_id)[-12:]}"} if to == "pending" else {}
        return BILLS.update().where(BILLS.c.id == bill_id).values(**values, **number)

    for step in ROADS[start]:
        run(go(step))
    if end in MOVES[start] and (start, end) != ("draft", "paid"):  # that one only over nothing, as above
        run(go(end))
        return
    with pytest.raises(exc.IntegrityError):
        run(go(end))
    assert till.bill(bill_id).status == start


def test_a_status_follows_what_is_settled():
    assert status(0, Sums()) == "paid"
    assert [status(500, s) for s in (Sums(), Sums(paid=1), Sums(credited=500), Sums(written_off=499), Sums(200, 200, 100))] == [
        "pending", "partial", "paid", "pending", "paid",
    ]  # fmt: skip


def test_only_money_pays_a_part_and_what_no_money_settled_is_not_called_paid(till):
    bill_id = till.issued(line("500"))
    ledger.credit(till.manager, bill_id, {"amount": "50", **REASON})
    assert (till.bill(bill_id).status, shown(till, bill_id)) == ("pending", "pending")
    run(BILLS.update().where(BILLS.c.id == bill_id).values(status="partial"))  # as it was kept before
    migrate.downgrade("0010")
    migrate.upgrade()
    assert till.bill(bill_id).status == "pending"
    ledger.credit(till.manager, bill_id, {"amount": "450", **REASON})
    assert (till.bill(bill_id).status, shown(till, bill_id)) == ("paid", "settled")
    paid, lost = till.issued(line("500")), till.issued(line("500"))
    till.pay(paid, "500")
    till.pay(lost, "400")
    assert shown(till, lost) == "partial"
    ledger.write_off(till.manager, lost, {"amount": "100", **REASON})
    assert (shown(till, paid), shown(till, lost), shown(till, till.issued(line("0")))) == ("paid", "settled", "settled")
    found = read.page("patient_bills", till.desk, read.Query(filters={"status": "paid"})).total
    assert found == 4  # the filter finds both words


def shown(till, bill_id):
    """The word of the list, which the page says too."""
    rows = read.page("patient_bills", till.desk, read.Query()).rows
    word = next(row["status"] for row in rows if row["id"] == str(bill_id))
    record = read.get("patient_bills", till.desk, bill_id)
    assert values.STATUSES[word][0] in str(bills._about(record, SimpleNamespace(issued_by=""), record.get("bill_date")))
    return word


def test_rebuilt_tables_of_money_keep_rows_and_guards(till, tmp_path):
    bill_id = till.issued(line("500"))
    till.pay(bill_id, "100")
    folder = tmp_path / "revisions"
    folder.mkdir()
    (folder / "9998_rebuild.py").write_text(REBUILD.format(head=_head()))
    migrate.upgrade("9998", folder)
    assert till.bill(bill_id).balance == 400_00
    assert refused(ITEMS.delete().where(ITEMS.c.bill_id == bill_id)).startswith("This bill was issued")
    migrate.downgrade("-1", folder)
    with site().engine.connect() as connection:
        schema.check(connection)
    assert (till.bill(bill_id).balance, len(till.entries())) == (400_00, 1)


def _head():
    from alembic.migration import MigrationContext

    with site().engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


REBUILD = '''"""A test revision that rebuilds the tables of money."""

import sqlalchemy as sa
from alembic import op

revision = "9998"
down_revision = "{head}"
branch_labels = None
depends_on = None
TABLES = ("patient_bills", "bill_items", "ledger_entries")


def upgrade():
    for table in TABLES:
        with op.batch_alter_table(table, recreate="always" if op.get_bind().dialect.name == "sqlite" else "auto") as batch:
            batch.add_column(sa.Column("added_by_a_test", sa.Integer(), nullable=True))


def downgrade():
    for table in TABLES:
        with op.batch_alter_table(table, recreate="always" if op.get_bind().dialect.name == "sqlite" else "auto") as batch:
            batch.drop_column("added_by_a_test")
'''


def test_a_broken_guard_inside_a_verb_is_a_sentence(till):
    bill_id = till.issued()
    with pytest.raises(Conflict, match="was issued"), writing(system(till.clinic_id)) as session:
        item = session.scalars(select(BillItem).where(BillItem.bill_id == bill_id)).one()
        item.quantity = 3
