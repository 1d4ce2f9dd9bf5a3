"""The documents clinics and manufacturers trade on."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from data.core import clock
from data.core.resource import Column, Derived, Field, Filter, Resource, declare, words
from data.models import OrgDocument
from data.rules import org_documents as rules
from data.store import files


def _about(row: OrgDocument, _zone: str) -> tuple[tuple[str, str, str], ...]:
    at = f"/dashboard/clinics/{row.clinic_id}" if row.clinic_id else f"/dashboard/manufacturers/{row.manufacturer_id}"
    return (("Belongs to", row.whose, at),)


ORG_DOCUMENTS = declare(
    Resource(
        name="org_documents",
        model=OrgDocument,
        title="Documents",
        singular="document",
        icon="file-earmark-check",
        group="Marketplace",
        search=("number",),
        fields=(
            Field(
                "doc_type",
                "choice",
                label="Kind",
                required=True,
                choices=rules.KINDS,
                hint="The file is attached on the next page.",
            ),
            Field("number", max_length=60),
            Field("issued_on", "date"),
            Field("expires_on", "date", hint="The last day it holds."),
        ),
        columns=(
            Column("doc_type", "Kind", lambda r, _z: words(r.doc_type), width=200),
            Column("whose", "Of", lambda r, _z: r.whose, width=260),
            Column("number", "Number", lambda r, _z: r.number or "", width=200, phone=False),
            Column(
                "expires_on",
                "Holds until",
                lambda r, _z: clock.spelt_day(r.expires_on) if r.expires_on else "",
                sort="expires_on",
            ),
            Column("file", "File", lambda r, _z: "Attached" if r.file_id else "Missing", width=110, phone=False),
            Column("status", "Status", lambda r, _z: r.status, kind="status"),
        ),
        filters=(
            Filter("status", "Status", choices=rules.STATUSES),
            Filter("doc_type", "Kind", choices=rules.KINDS),
            Filter("from", "Runs out from", "from", column="expires_on"),
            Filter("to", "Runs out before", "to", column="expires_on"),
        ),
        label=lambda r: ", ".join(part for part in (words(r.doc_type), r.number, r.whose) if part),
        rules=rules.RULES,
        steps=rules.STEPS,
        scope={"own": lambda actor: OrgDocument.manufacturer_id == actor.manufacturer_id},
        derived=(
            Derived("about", _about),
            Derived("status", lambda r, _z: r.status),
            Derived("rejection_reason", lambda r, _z: r.rejection_reason),
        ),
        load=(joinedload(OrgDocument.clinic), joinedload(OrgDocument.manufacturer)),
        own_pages=frozenset({"detail"}),
    )
)
files.TAKES[ORG_DOCUMENTS.name] = files.Takes(
    "create", rules.takes_file, 10 * files.MEGA, most_files=5, is_trade=True, column="file_id"
)
