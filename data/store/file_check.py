"""What an uploaded file really is. Run as a program of its own: content in, a line of JSON and a preview image out.

It reads what strangers made, so it gets no environment, no network use, little memory, little time and may write no file;
it imports nothing of the house.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
import zlib
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageOps

MOST_PIXELS = 50_000_000
MOST_OBJECTS = 200_000
DEEPEST = 60
PREVIEW_SIDE = 900
PICTURE_SIDE, SMALL_SIDE, QUALITY = 1600, 480, 82
SMALLEST_SIDE = 1.0
MEMORY, SECONDS = 1_000_000_000, 20
MAGIC = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
PICTURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"RIFF": "WEBP"}
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/Rendition",
    "/RichMediaExecute",
    "/GoToE",
    "/Movie",
    "/Sound",
}
KEYS = {"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent", "/AA", "/RichMediaSettings"}
EMPTY = "This file is empty."
UNKNOWN = "Only PDF, PNG and JPEG files are taken. This one is something else, whatever its name says."
NO_PICTURE = "Only PNG, JPEG and WebP pictures are taken. This one is something else, whatever its name says."
DAMAGED = "This file is damaged or incomplete. Open it on your device, save it again, and attach that."
HUGE = f"This picture has too many pixels; {MOST_PIXELS // 1_000_000} million is the most. Save it smaller."
LOCKED = "This PDF is protected by a password. Save it without one and attach that."
ACTIVE = "This PDF carries a script, a program or other files inside. Print it to a new PDF and attach that."
NO_PAGES = "This PDF has no pages."
TANGLED = "This PDF is too complicated to be checked. Print it to a new PDF and attach that."

# Our own limit is asked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


class Unfit(Exception):
    """A file that is not taken; its text is said to the person."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is: its type by content, pages of a PDF, a PNG of at most PREVIEW_SIDE pixels a side."""

    media_type: str
    pages: int | None
    preview: bytes | None


def examine(content: bytes) -> Seen:
    """The type, pages and preview of a file; Unfit with a sentence when it is not taken."""
    if not content:
        raise Unfit(EMPTY)
    media_type = next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), None)
    if media_type is None:
        raise Unfit(UNKNOWN)
    return _document(content) if media_type == "application/pdf" else _image(content, media_type)


def _image(content: bytes, media_type: str) -> Seen:
    return Seen(media_type, None, _png(_loaded(content, media_type.removeprefix("image/").upper(), PREVIEW_SIDE)))


def picture(content: bytes) -> tuple[bytes, bytes]:
    """A picture made anew from its pixels, large and small, both JPEG; Unfit with a sentence when it is not taken."""
    if not content:
        raise Unfit(EMPTY)
    form = next((kind for magic, kind in PICTURES.items() if content.startswith(magic)), None)
    if form is None:
        raise Unfit(NO_PICTURE)
    large = _flat(_loaded(content, form, PICTURE_SIDE), PICTURE_SIDE)
    small = large.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return _jpeg(large), _jpeg(small)


def _loaded(content: bytes, form: str, side: int) -> Image.Image:
    """The pixels of a picture, no more of them than are needed for a side where the format can leave some out."""
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Unfit(HUGE)
            found.verify()
        with Image.open(io.BytesIO(content), formats=[form]) as found:
            found.draft("RGB", (side, side))
            found.load()
            return found
    except (
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        EOFError,
        OverflowError,
        struct.error,
        zlib.error,
    ) as bad:
        raise Unfit(DAMAGED) from bad


def _flat(found: Image.Image, side: int) -> Image.Image:
    """A picture upright on white that carries nothing but its pixels."""
    if found.mode.startswith("I"):  # sixteen bits of grey, as X-ray pictures have them
        found = found.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    found.thumbnail((side, side))
    shown = ImageOps.exif_transpose(found).convert("RGBA")
    clean = Image.new("RGB", shown.size, "white")
    clean.paste(shown, mask=shown.getchannel("A"))
    return clean


def _png(found: Image.Image) -> bytes:
    out = io.BytesIO()
    _flat(found, PREVIEW_SIDE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _jpeg(found: Image.Image) -> bytes:
    out = io.BytesIO()
    found.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _document(content: bytes) -> Seen:
    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            if opened.is_encrypted:
                raise Unfit(LOCKED)
            _refuse_what_acts(opened)
            pages = len(opened.pages)
    except pikepdf.PasswordError as locked:
        raise Unfit(LOCKED) from locked
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError, OverflowError, RuntimeError) as bad:
        raise Unfit(DAMAGED) from bad
    if not pages:
        raise Unfit(NO_PAGES)
    return Seen("application/pdf", pages, _first_page(content))


def _refuse_what_acts(opened: pikepdf.Pdf) -> None:
    if len(opened.objects) > MOST_OBJECTS:
        raise Unfit(TANGLED)
    for item in (opened.trailer, *opened.objects):
        _look_into(item, 0)


def _look_into(item: Any, depth: int) -> None:
    """Direct contents only: whatever is referred to is an object of the file and looked at by itself."""
    if depth > DEEPEST:
        raise Unfit(TANGLED)
    if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        if KEYS & set(item.keys()) or str(item.get("/S", "")) in ACTIONS or str(item.get("/Type", "")) == "/EmbeddedFile":
            raise Unfit(ACTIVE)
        parts = [item.get(key) for key in item.keys()]  # noqa: SIM118 - a pikepdf dictionary is not iterable by itself
    elif isinstance(item, pikepdf.Array):
        parts = list(item)
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _look_into(part, depth + 1)


def _first_page(content: bytes) -> bytes | None:
    """The first page as a picture; none where the renderer finds nothing to draw."""
    try:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[0]
            width, height = page.get_size()
            if min(width, height) < SMALLEST_SIDE:
                return None
            return _png(page.render(scale=PREVIEW_SIDE / max(width, height)).to_pil())
        finally:
            document.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return None


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """Standard input is the file; standard output a line of JSON, then the preview; asked for a picture, then the large one."""
    _limit()
    told: dict[str, Any]
    rest = b""
    try:
        content = sys.stdin.buffer.read()
        if "picture" in sys.argv[1:]:
            large, small = picture(content)
            told, rest = {"media_type": "image/jpeg", "small": len(small)}, small + large
        else:
            seen = examine(content)
            told, rest = {"media_type": seen.media_type, "pages": seen.pages}, seen.preview or b""
    except Unfit as unfit:
        told = {"refused": str(unfit)}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + rest)


if __name__ == "__main__":
    main()
