"""What the tables of the marketplace's money refuse whoever writes to them: issued papers and the payout ledger stay as they are."""

from __future__ import annotations

from data.models import (
    Base,
    CommissionInvoice,
    PayoutEntry,
    SupplierCreditNote,
    SupplierCreditNoteLine,
    SupplierInvoice,
    SupplierInvoiceLine,
)  # fmt: skip
from data.store.schema_money import Refusals

PRINTS = "times_printed"
ISSUED = tuple(model.__tablename__ for model in (SupplierInvoice, SupplierCreditNote, CommissionInvoice))
LINES = tuple(model.__tablename__ for model in (SupplierInvoiceLine, SupplierCreditNoteLine))
ENTRIES = PayoutEntry.__tablename__
ALWAYS = "1 = 1"


def names() -> set[str]:
    """The names of the triggers."""
    return {f"keep_{table}_{verb}" for table, verb, _ in refusals()}


def _content(table: str) -> str:
    columns = [c.name for c in Base.metadata.tables[table].columns if c.name != PRINTS]
    return " OR ".join(f"(OLD.{name} IS DISTINCT FROM NEW.{name})" for name in columns)


def refusals() -> Refusals:
    """(table, verb, [(when, mark)]) as in `schema_money`: nothing of an issued paper changes but the count of its prints."""
    found: Refusals = [(table, "update", [(_content(table), "keep_supplier_papers")]) for table in ISSUED]
    found += [(table, "update", [(ALWAYS, "keep_supplier_papers")]) for table in LINES]
    found += [(table, "delete", [(ALWAYS, "keep_supplier_papers")]) for table in (*ISSUED, *LINES)]
    return [*found, *((ENTRIES, verb, [(ALWAYS, "keep_payout_entries")]) for verb in ("update", "delete"))]
