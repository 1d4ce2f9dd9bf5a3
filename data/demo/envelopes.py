"""Sealed rows that go in by executemany, past the mapped classes: the same envelopes the store would make."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from data.models import Cabinet


def sealed(clinic_id: UUID, table: str, kind: str, row_id: UUID, values: dict[str, Any]) -> bytes:
    """The first envelope of a new row (its seal number is 1)."""
    content = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return Cabinet.seal(clinic_id, kind, content, f"{table}|{kind}|{clinic_id}|{row_id}|1".encode())
