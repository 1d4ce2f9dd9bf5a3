"""The trail is walked, and held against heads that were written down elsewhere."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from data.core.actor import system
from data.models import AuditEntry, AuditHead, Clinic
from data.store import write
from data.store.unit_of_work import site
from tests.thief import behind_the_application


@pytest.fixture
def chain(line, clinic):
    with site().engine.connect() as connection:
        clinic_id = connection.execute(select(Clinic.id)).scalar_one()
    for number in range(4):
        write.create("rooms", system(clinic_id), {"name": f"Room {number}"})
    return clinic_id


def test_an_untouched_trail_holds(line, chain):
    code, out, _ = line("audit", "verify")
    assert code == 0
    assert "Every link holds." in out


def test_a_changed_row_is_named(line, chain):
    behind_the_application(update(AuditEntry).where(AuditEntry.chain_id == chain, AuditEntry.seq == 2).values(verb="view"))
    code, out, err = line("audit", "verify")
    assert code == 1
    assert "THL: Row 2 was changed after it was written." in out
    assert "changed behind the application" in err


def test_a_lost_head_is_noticed(line, chain):
    behind_the_application(delete(AuditHead).where(AuditHead.chain_id == chain))
    assert "THL: The head of the chain is gone." in line("audit", "verify")[1]


def test_a_trail_rewound_with_its_head_is_found_by_the_anchor_alone(line, chain, database):
    anchors = database.settings.instance / "audit.anchors"
    assert line("audit", "anchor")[0] == 0
    assert line("audit", "verify", "--anchor", str(anchors))[0] == 0
    with site().engine.connect() as connection:
        earlier = connection.execute(select(AuditEntry.mac).where(AuditEntry.chain_id == chain, AuditEntry.seq == 2)).scalar_one()
    behind_the_application(
        delete(AuditEntry).where(AuditEntry.chain_id == chain, AuditEntry.seq > 2),
        update(AuditHead).where(AuditHead.chain_id == chain).values(seq=2, mac=earlier),
    )
    assert line("audit", "verify")[0] == 0
    code, out, _ = line("audit", "verify", "--anchor", str(anchors))
    assert code == 1
    assert "The trail was cut or rewound." in out


def test_a_forged_anchor_is_refused(line, chain, database):
    anchors = database.settings.instance / "audit.anchors"
    line("audit", "anchor")
    anchors.write_text(anchors.read_text().replace('"heads"', '"heads" '))
    assert line("audit", "verify", "--anchor", str(anchors))[0] == 0
    anchors.write_text(anchors.read_text().replace(str(chain), "00000000-0000-0000-0000-000000000001"))
    assert "was changed" in line("audit", "verify", "--anchor", str(anchors))[2]
