"""Files as people and strangers make them."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from PIL import Image

CANARY = "Canarycontent"


def picture(form="PNG", size=(640, 480), **more) -> bytes:
    """A picture with a little of everything in it."""
    image = Image.new("RGB", size, "#cfe0d6")
    image.paste("#1d5b43", (size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG that says where it was taken and whose it is."""
    tags = Image.Exif()
    tags[0x010E] = CANARY
    tags[0x0112] = 6
    tags[0x8825] = {1: "N", 2: (10.0, 30.0, 0.0)}
    return picture("JPEG", exif=tags)


def document(pages=2, words=CANARY, change=None) -> bytes:
    """A PDF of some pages; `change` makes it another kind of PDF before it is saved."""
    made = pikepdf.new()
    for number in range(pages):
        page = made.add_blank_page(page_size=(420, 595))
        page.contents_add(f"BT /F1 24 Tf 60 {400 - number} Td ({words}) Tj ET 40 40 120 80 re f".encode())
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_bomb(side=60_000) -> bytes:
    """A few kilobytes that would be a picture of 3 600 million pixels."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes(2_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG whose comment unpacks to 80 megabytes."""
    whole = picture()
    return whole[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000))) + whole[33:]


def pdf_bomb(size=3_000_000_000) -> bytes:
    """A PDF whose list of objects unpacks to more than a machine should give."""
    packer, step = zlib.compressobj(9), 10_000_000
    first = packer.compress(bytes(step)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(step)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = first + again * (size // step) + packer.flush()
    head = b"%PDF-1.5\n"
    stream = b"1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n" % (
        len(packed),
        packed,
    )
    rows = (
        b"\0\0\0\0\0"
        b"\1"
        + struct.pack(">I", len(head))[1:]
        + b"\0"
        + b"\2\0\0\1\0"
        + b"\1"
        + struct.pack(">I", len(head) + len(stream))[1:]
        + b"\0"
    )
    cross = b"3 0 obj<</Type/XRef/Size 4/W[1 3 1]/Root 2 0 R/Length %d>>stream\n%s\nendstream endobj\n" % (len(rows), rows)
    return head + stream + cross + b"startxref\n%d\n%%%%EOF" % (len(head) + len(stream))


def _action(kind, **more):
    def change(made):
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(kind), **more)

    return change


def _on_page(made):
    made.pages[0].Annots = made.make_indirect(
        pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))])
    )  # fmt: skip


def _embedded(made):
    made.attachments["evil.exe"] = pikepdf.AttachedFileSpec(made, b"MZ", filename="evil.exe")


def _named_script(made):
    names = pikepdf.Array([pikepdf.String("go"), pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")])
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))


def _deep(made):
    inner = pikepdf.Array([])
    for _ in range(90):
        inner = pikepdf.Array([inner])
    made.Root.Deep = inner


def _locked() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def archive() -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", bytes(50_000_000))
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# what is attached, and a part of the sentence that refuses it
HOSTILE = {
    "nothing": (lambda: b"", "empty"),
    "svg": (lambda: SVG, "Only PDF, PNG and JPEG"),
    "svg with a byte mark": (lambda: b"\xef\xbb\xbf" + SVG, "Only PDF, PNG and JPEG"),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>", "Only PDF, PNG and JPEG"),
    "program": (lambda: b"MZ" + bytes(600), "Only PDF, PNG and JPEG"),
    "zip bomb": (archive, "Only PDF, PNG and JPEG"),
    "gif": (lambda: picture("GIF"), "Only PDF, PNG and JPEG"),
    "tiff": (lambda: picture("TIFF"), "Only PDF, PNG and JPEG"),
    "magic of a png alone": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(40), "damaged"),
    "magic of a jpeg alone": (lambda: b"\xff\xd8\xff\xe0" + bytes(40), "damaged"),
    "magic of a pdf alone": (lambda: b"%PDF-1.7\n" + bytes(40), "damaged"),
    "html behind the magic of a pdf": (lambda: b"%PDF-1.7\n<script>alert(1)</script>", "damaged"),
    "half a png": (lambda: picture()[:400], "damaged"),
    "half a jpeg": (lambda: picture("JPEG")[:900], "damaged"),
    "png bomb": (png_bomb, "too many pixels"),
    "comment bomb": (text_bomb, "damaged"),
    "pdf that opens with a script": (lambda: document(change=_action("/JavaScript", JS="app.alert(1)")), "carries a script"),
    "pdf that starts a program": (lambda: document(change=_action("/Launch", F="cmd.exe")), "carries a script"),
    "pdf that sends a form": (lambda: document(change=_action("/SubmitForm", F="http://x")), "carries a script"),
    "pdf with a script on a page": (lambda: document(change=_on_page), "carries a script"),
    "pdf with a named script": (lambda: document(change=_named_script), "carries a script"),
    "pdf with a file inside": (lambda: document(change=_embedded), "carries a script"),
    "pdf without an end": (lambda: document(change=_deep), "too complicated"),
    "pdf under a password": (_locked, "password"),
    "pdf without pages": (lambda: document(pages=0), "no pages"),
}
