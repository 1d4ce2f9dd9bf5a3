"""What the tables of patient money refuse whoever writes to them: frozen lines, a ledger nobody edits, bills that do not add up."""

from __future__ import annotations

from data.core.ledger_sums import MOVES
from data.models import Base, Bill, BillItem, LedgerEntry

ENVELOPES = ("ident_sealed", "clinical_sealed", "ident_seal_no", "clinical_seal_no")  # sealed anew when keys are rotated
FOLLOWS = ("patient_id", *ENVELOPES)  # a merge of two patients moves the entries
FROZEN = (
    "id", "clinic_id", "bill_number", "bill_date", "is_interstate", "gross", "line_discount", "subtotal", "discount",
    "cgst", "sgst", "igst", "tax", "total", "issued_at", "issued_by",
)  # fmt: skip
BILLS, ITEMS, LEDGER = (model.__tablename__ for model in (Bill, BillItem, LedgerEntry))
VERBS = ("insert", "update", "delete")
Refusals = list[tuple[str, str, list[tuple[str, str]]]]


def names() -> set[str]:
    """The names of the triggers."""
    return {f"keep_{LEDGER}_{verb}" for verb in VERBS[1:]} | {
        f"keep_{table}_{verb}" for table in (BILLS, ITEMS) for verb in VERBS
    }


def _differ(table: str, *, but: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> str:
    columns = only or [c.name for c in Base.metadata.tables[table].columns if c.name not in but]
    return " OR ".join(f"(OLD.{name} IS DISTINCT FROM NEW.{name})" for name in columns)


def _issued(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {BILLS} b WHERE b.id = {row}.bill_id AND b.status <> 'draft')"


def _unlike_its_lines() -> str:
    own = {"total": "subtotal", "share": "discount", "tax": "tax", "cgst": "cgst", "sgst": "sgst", "igst": "igst"}
    sums = [
        f"(SELECT COALESCE(SUM(i.{part}), 0) FROM {ITEMS} i WHERE i.bill_id = NEW.id) <> NEW.{whole}"
        for part, whole in own.items()
    ]
    none = f"NOT EXISTS (SELECT 1 FROM {ITEMS} i WHERE i.bill_id = NEW.id)"
    return " OR ".join([none, "NEW.due_date IS NULL", "(NEW.status = 'paid' AND NEW.total <> 0)", *sums])


def _moves() -> str:
    known = " OR ".join(
        f"(OLD.status = '{a}' AND NEW.status IN ({', '.join(repr(b) for b in sorted({a, *to}))}))" for a, to in MOVES.items()
    )
    return f"NOT ({known})"


def refusals() -> Refusals:
    """(table, verb, [(when, mark)]): the first condition that holds refuses with its mark."""
    left = "OLD.status = 'draft' AND NEW.status <> 'draft'"
    return [
        (LEDGER, "update", [(_differ(LEDGER, but=FOLLOWS), "keep_ledger_entries")]),
        (LEDGER, "delete", [("1 = 1", "keep_ledger_entries")]),
        (ITEMS, "insert", [(_issued("NEW"), "keep_bill_items")]),
        (
            ITEMS,
            "update",
            [(f"({_issued('OLD')} OR {_issued('NEW')}) AND ({_differ(ITEMS, but=('is_live', *ENVELOPES))})", "keep_bill_items")],
        ),
        (ITEMS, "delete", [(_issued("OLD"), "keep_bill_items")]),
        (BILLS, "insert", [("NEW.status <> 'draft'", "keep_patient_bills_moves")]),
        (
            BILLS,
            "update",
            [
                (_moves(), "keep_patient_bills_moves"),
                (
                    f"OLD.status <> 'draft' AND (NEW.deleted_at IS NOT NULL OR {_differ(BILLS, only=FROZEN)})",
                    "keep_patient_bills",
                ),
                (f"{left} AND ({_unlike_its_lines()})", "keep_patient_bills_sums"),
            ],
        ),
        (BILLS, "delete", [("OLD.status <> 'draft'", "keep_patient_bills")]),
    ]


def postgresql(refused: Refusals) -> list[str]:
    """The statements that put such triggers in place on PostgreSQL."""
    made = []
    for table, verb, when in refused:
        name = f"keep_{table}_{verb}"
        checks = " ".join(
            f"IF {condition} THEN RAISE EXCEPTION '{mark}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            for condition, mark in when
        )
        back = "OLD" if verb == "delete" else "NEW"
        made += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {checks} RETURN {back}; END $$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return made


def sqlite(refused: Refusals) -> list[str]:
    """The statements that put such triggers in place on SQLite."""
    made = []
    for table, verb, when in refused:
        name = f"keep_{table}_{verb}"
        checks = " ".join(f"SELECT RAISE(ABORT, '{mark}') WHERE {condition};" for condition, mark in when)
        made += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} BEGIN {checks} END",
        ]
    return made
