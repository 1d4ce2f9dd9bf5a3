"""`audit verify` and `audit anchor`: has anybody touched the trail behind the application?"""

from __future__ import annotations

import hmac
import json
from argparse import Namespace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.core import clock
from data.core.actor import system
from data.core.errors import Conflict, Invalid
from data.models import AuditEntry, AuditHead, Clinic
from data.store import audit
from data.store.keyring import PLATFORM, mac
from data.store.unit_of_work import reading, site

Heads = dict[str, list[Any]]


def verify(args: Namespace) -> int:
    """Walk each chain from its first link, and hold it against the heads written down earlier."""
    anchors = _anchors(Path(args.anchor)) if args.anchor else []
    with reading(system()) as session:
        faults = [*_chains(session), *(fault for heads in anchors for fault in _missing(session, heads))]
    for fault in dict.fromkeys(faults):
        print(fault)
    if faults:
        raise Conflict("The trail was changed behind the application. Keep this database and look into it.")
    print("Every link holds." + (f" {len(anchors)} anchors fit." if anchors else ""))
    return 0


def _chains(session: Session) -> list[str]:
    names = {clinic.id: clinic.clinic_code for clinic in session.scalars(select(Clinic))}
    headed = set(session.scalars(select(AuditHead.chain_id)))
    faults = []
    for chain in sorted({*headed, *session.scalars(select(AuditEntry.chain_id).distinct())}):
        name = _name(chain, names)
        count, fault = audit.verify(session, chain)
        fault = fault or (None if chain in headed else "The head of the chain is gone.")
        print(f"{name}: {count:,} rows")
        faults += [f"{name}: {fault}"] if fault else []
    return faults


def _name(chain: UUID, names: dict[UUID, str]) -> str:
    return "Platform" if chain == PLATFORM else names.get(chain, str(chain))


def _missing(session: Session, heads: Heads) -> list[str]:
    faults = []
    for chain, (seq, link) in heads.items():
        here = select(AuditEntry.mac).where(AuditEntry.chain_id == UUID(chain), AuditEntry.seq == seq)
        found = session.scalar(here) if seq else bytes.fromhex(link)
        if found is None or found.hex() != link:
            faults.append(f"{chain}: row {seq} is not the one that was written down. The trail was cut or rewound.")
    return faults


def anchor(args: Namespace) -> None:
    """Add the heads of all chains to a file that is kept, or mailed, somewhere else."""
    path = Path(args.to) if args.to else args.settings.instance / "audit.anchors"
    with reading(system()) as session:
        rows = session.execute(select(AuditHead.chain_id, AuditHead.seq, AuditHead.mac)).all()
    heads: Heads = {str(chain): [seq, link.hex()] for chain, seq, link in sorted(rows)}
    line = {"at": clock.now().isoformat(), "heads": heads}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line | {"mac": _seal(line)}) + "\n")
    print(f"The heads of {len(heads)} chains are in {path}. Keep a copy away from this machine.")


def _seal(line: dict[str, Any]) -> str:
    key = site().keys.purpose_key(PLATFORM, "anchor")
    return mac(key, json.dumps(line, sort_keys=True).encode()).hex()


def _anchors(path: Path) -> list[Heads]:
    try:
        lines = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines() if text.strip()]
    except (OSError, ValueError) as bad:
        raise Invalid({"anchor": f"{path} cannot be read as a file of anchors."}) from bad
    for line in lines:
        if not hmac.compare_digest(line.pop("mac", ""), _seal(line)):
            raise Invalid({"anchor": f"{path} was not written by this site, or was changed."})
    return [line["heads"] for line in lines]
