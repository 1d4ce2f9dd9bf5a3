"""A patient's records: on the screen and on paper."""

from __future__ import annotations

from typing import Any

from components import patient_records, routes
from data.analytics.vital_trends import vital_trend
from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource
from data.store import glass, patient_history, patient_rows, printing, read

RECORDS = resource("medical_records")
VERBS = ("view", "create", "print", "export")


def records(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """What was measured and what was written."""
    patient = read.get("patients", actor, id)
    history = patient_history.of_patient(actor, id)
    may = frozenset(v for v in VERBS if roles.allowed(actor, RECORDS.name, v))
    trend = vital_trend(history.measured)
    return patient_records.page(RECORDS, patient, history, trend, actor.zone, may=may, until=glass.open_until(actor, id))


def printed(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - every layout takes the query
    """The whole history under the letterhead of the clinic."""
    patient = read.get("patients", actor, id)
    history = patient_history.of_patient(actor, id, "print")
    others = {noun: patient_rows.of_patient(actor, id, noun, "print") for noun in ("prescriptions", "lab_reports")}
    head = printing.letterhead(actor, patient.clinic_id)
    return patient_records.printed(RECORDS, patient, history, others, head, actor.zone)


routes.page("/dashboard/patients/:id/records", records, "medical_records.list", "Records")
routes.page("/dashboard/patients/:id/records/print", printed, "medical_records.print", "Records on paper")
