"""Which nouns leave as PDF, and who sets them: the name of the file and its bytes, read through the permission to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.core.actor import Actor
from data.documents import lab_reports, prescriptions

# noun: function(actor, row id, paper) → (file name without a person's name, PDF); paper is "" or one of typeset.PAPERS
Document = Callable[[Actor, Any, str], tuple[str, bytes]]
DOCUMENTS: dict[str, Document] = {
    "lab_reports": lab_reports.pdf,
    "prescriptions": prescriptions.pdf,
}
