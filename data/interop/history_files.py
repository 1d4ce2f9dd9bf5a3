"""A patient's whole history as files: a ZIP of the tables a doctor or a spreadsheet reads, and the same as JSON."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from data.core.actor import Actor
from data.core.resource import resource as declared
from data.core.vital_signs import SIGNS
from data.store import access, patient_history, patient_rows, read
from data.store.patient_history import History
from data.store.read import inert

NOUN = "medical_records"
Table = list[dict[str, Any]]


def pack(actor: Actor, patient_id: Any) -> tuple[str, bytes]:
    """(file name, ZIP): records, vital signs, amendments, prescriptions and laboratory as CSV, all as JSON; in the trail first."""
    access.require(declared(NOUN), actor, "export")
    patient = read.get("patients", actor, patient_id)
    history = patient_history.of_patient(actor, patient_id, "export")
    tables = {
        "records": _records(history),
        "vital-signs": _signs(history),
        "amendments": _amendments(history),
        "prescriptions": _prescriptions(patient_rows.of_patient(actor, patient_id, "prescriptions", "export")),
        "lab-reports": _lab_reports(patient_rows.of_patient(actor, patient_id, "lab_reports", "export")),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in tables.items():
            packed.writestr(f"{name}.csv", _csv(rows))
        whole = {"patient_code": patient.get("code"), **{name.replace("-", "_"): rows for name, rows in tables.items()}}
        packed.writestr("history.json", json.dumps(whole, ensure_ascii=False, indent=1, default=str))
    return f"history-{patient.get('code')}.zip", buffer.getvalue()


def _texts() -> list[str]:
    return [f.name for f in declared(NOUN).fields if f.kind not in {"link", "date"}]


def _records(history: History) -> Table:
    return [
        {
            "record": sheet.id,
            "visit_date": sheet.visit_date.isoformat(),
            "status": sheet.status,
            "doctor": sheet.doctor,
            "begun_at": sheet.created_at.isoformat(),
            "finalised_at": sheet.finalised_at.isoformat() if sheet.finalised_at else "",
            **{name: sheet.texts.get(name, "") for name in _texts()},
        }
        for sheet in history.sheets
    ]


def _signs(history: History) -> Table:
    return [
        {
            "taken_at": m.taken_at.isoformat(),
            "record": m.record_id or "",
            "taken_by": m.who,
            **{name: m.values.get(name, "") for name in SIGNS},
        }
        for m in history.measured
    ]


def _amendments(history: History) -> Table:
    return [
        {"record": sheet.id, "at": a.at.isoformat(), "by": a.who, "reason": a.reason, "field": name, "before": value or ""}
        for sheet in history.sheets
        for a, replaced in sheet.replaced()
        for name, value in replaced.items()
    ]


def _prescriptions(found: Table) -> Table:
    """A line a medicine."""
    return [
        {
            "prescription": row.get("prescription_number", ""),
            "date": _iso(row.get("prescription_date")),
            "status": row.get("status", ""),
            "doctor": row.get("doctor", ""),
            "diagnosis": row.get("diagnosis") or "",
            "medicine": line["medicine_name"],
            "how": line["sentence"],
            "quantity": line["amount"],
            "left": line["left"],
        }
        for row in found
        for line in row.get("lines", ())
    ]


def _lab_reports(found: Table) -> Table:
    """A line a test."""
    return [
        {
            "report": row.get("report_number", ""),
            "status": row.get("status", ""),
            "doctor": row.get("doctor", ""),
            "ordered_at": _iso(row.get("ordered_at")),
            "verified_at": _iso(row.get("verified_at")),
            **{name: line[name] or "" for name in ("test_code", "test_name", "result", "unit", "flag", "normal_range")},
        }
        for row in found
        for line in row.get("lines", ())
    ]


def _iso(value: Any) -> str:
    return value.isoformat() if value else ""


def _csv(rows: Table) -> str:
    buffer = io.StringIO()
    if rows:
        writer = csv.writer(buffer)
        writer.writerow(rows[0])
        writer.writerows(_cells(row.values()) for row in rows)
    return buffer.getvalue()


def _cells(cells: Iterable[Any]) -> list[str]:
    return [inert(str(cell)) for cell in cells]
