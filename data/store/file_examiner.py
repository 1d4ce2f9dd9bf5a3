"""Finding out what a stranger's file is, by a program of its own: one that breaks it breaks nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from data.core.errors import Invalid, TooLarge

MEGA = 1024 * 1024
MOST_BYTES = 20 * MEGA
PATIENCE = 40
TOO_LARGE = "This file is larger than 20 MB. Save it smaller, or divide it."
UNREADABLE = "This file could not be checked safely. Print it to a new PDF, or save the picture anew, and attach that."
CHECKER = Path(__file__).with_name("file_check.py")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checker saw: type by content, pages of a PDF, a preview as PNG (of a picture made anew: JPEG)."""

    media_type: str
    pages: int | None
    preview: bytes | None


_at_once = BoundedSemaphore(2)


def examined(content: bytes) -> Seen:
    """What a file is; Invalid with its sentence when it is not taken."""
    told, rest = _checked(content)
    return Seen(told["media_type"], told["pages"], rest or None)


def pictured(content: bytes) -> tuple[Seen, bytes]:
    """A picture made anew from its pixels alone, and what it is; Invalid with its sentence for anything else."""
    told, rest = _checked(content, "picture")
    return Seen(told["media_type"], None, rest[: told["small"]]), rest[told["small"] :]


def _checked(content: bytes, *words: str) -> tuple[dict[str, Any], bytes]:
    """The line the checker says, and what comes after it."""
    if len(content) > MOST_BYTES:
        raise TooLarge(TOO_LARGE)
    program = [sys.executable, "-I", str(CHECKER), *words]
    try:
        with _at_once:
            done = subprocess.run(program, input=content, capture_output=True, timeout=PATIENCE, env={}, check=True)
        head, _, rest = done.stdout.partition(b"\n")
        told = json.loads(head)
    except (subprocess.SubprocessError, ValueError) as broken:
        raise Invalid({"file": UNREADABLE}) from broken
    if "refused" in told:
        raise Invalid({"file": told["refused"]})
    return told, rest
