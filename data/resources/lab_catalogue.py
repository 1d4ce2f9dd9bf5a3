"""What the laboratory can measure: tests, their ranges and panels."""

from __future__ import annotations

from data.core import money
from data.core.resource import Column, Field, Filter, Resource, declare
from data.models import LabTest
from data.rules import lab_catalogue as rules

MONTH = 31 * 24 * 60


def _target(name: str, word: str, default: int | None) -> Field:
    return Field(
        name, "integer", label=f"{word}, minutes", section="Due after", width=2, minimum=1, maximum=MONTH, default=default
    )


def shown_name(test: LabTest, _zone: str) -> str:
    """Name, and beneath it the code and the panels."""
    return "\n".join((test.test_name, ", ".join((test.test_code, *test.panels))))


def targets(test: LabTest, _zone: str) -> str:
    """Minutes for routine, urgent and stat orders."""
    found = (test.target_routine, test.target_urgent, test.target_stat)
    return " / ".join("–" if minutes is None else str(minutes) for minutes in found)


LAB_CATALOGUE = declare(
    Resource(
        name="lab_catalogue",
        model=LabTest,
        title="Lab catalogue",
        singular="test",
        plural="tests",
        icon="journal-medical",
        order="test_name",
        search=("test_name", "test_code"),
        fields=(
            Field("test_code", required=True, label="Code", max_length=20, width=2, section="Test", hint="As on the tube: HB."),
            Field("test_name", required=True, label="Name", width=4, section="Test"),
            Field("kind", "choice", label="Kind of result", choices=rules.KINDS, default="number", width=2, section="Test"),
            Field("unit", max_length=20, width=2, section="Test"),
            Field("decimals", "integer", minimum=0, maximum=4, default=1, width=2, section="Test"),
            Field("sample", max_length=40, width=3, section="Test", hint="Serum, EDTA blood, urine …"),
            Field("price", "money", minimum=0, default=0, width=3, section="Test"),
            Field("panels", "list", width=4, section="Test", hint="Ordered together under one name; a new name makes a panel."),
            Field("is_active", "bool", label="Offered", default=True, width=2, section="Test"),
            _target("target_routine", "Routine", 240),
            _target("target_urgent", "Urgent", 120),
            _target("target_stat", "Stat", 60),
            Field(
                "ranges",
                "ranges",
                section="Ranges",
                width=6,
                hint="Ages in years, or in months as 6 m; the second age is not included. Without a range a result has no flag.",
            ),
        ),
        columns=(
            Column("test_name", "Test", shown_name, sort="test_name"),
            Column("unit", "Unit", lambda t, _z: t.unit or ("text" if t.kind == "text" else ""), width=110),
            Column("ranges", "Ranges", lambda t, _z: str(len(t.ranges) or ""), width=90, phone=False, kind="number"),
            Column("targets", "Due after, min", targets, width=170, phone=False),
            Column("price", "Price", lambda t, _z: money.rupees(t.price), sort="price", kind="number", width=110),
            Column(
                "is_active", "Offered", lambda t, _z: "Yes" if t.is_active else "No", sort="is_active", width=100, phone=False
            ),
        ),
        filters=(Filter("kind", "Kind", choices=rules.KINDS), Filter("is_active", "Offered", kind="bool")),
        label=lambda t: t.test_name,
        rules=(rules.code_is_short, rules.begins_empty, rules.ranges_are_rows, rules.panels_are_rows),
        load=rules.LOAD,
    )
)
