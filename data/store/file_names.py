"""What an attached file is called: a name, never a path, nothing that hides."""

from __future__ import annotations

import re
import unicodedata

ENDINGS = {"application/pdf": (".pdf",), "image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}
LONGEST = 100


def clean(name: str, media_type: str) -> str:
    """The last part of a name without control characters and marks of direction, with the ending of its real type."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c if unicodedata.category(c)[0] != "C" or c in "\u200c\u200d" else " " for c in last)
    kept = re.sub(r'[<>:"|?*]', "-", " ".join(kept.split()))
    endings = ENDINGS[media_type]
    kept = kept.rstrip(" .")
    ending = next((e for e in endings if kept.lower().endswith(e)), "")
    stem = (kept[: -len(ending)] if ending else kept).strip(" .")
    return (stem[:LONGEST].strip(" .") or "file") + (ending.lower() or endings[0])
