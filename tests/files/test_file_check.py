"""What a file really is: kinds by content, previews that carry nothing, and strangers' files refused with a sentence."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from data.core.errors import Invalid, TooLarge
from data.store import file_examiner, file_names, files
from data.store.file_check import PREVIEW_SIDE, Unfit, examine
from tests.files import made


@pytest.mark.parametrize("kind", made.HOSTILE)
def test_a_hostile_file_is_refused_with_its_sentence(kind):
    make, sentence = made.HOSTILE[kind]
    with pytest.raises(Unfit, match=sentence):
        examine(make())


@pytest.mark.parametrize(
    ("content", "media_type", "pages"),
    [(made.picture(), "image/png", None), (made.photograph(), "image/jpeg", None), (made.document(3), "application/pdf", 3)],
    ids=["png", "jpeg", "pdf"],
)
def test_the_kind_is_told_by_the_content_and_a_small_picture_is_made(content, media_type, pages):
    seen = examine(content)
    assert (seen.media_type, seen.pages) == (media_type, pages)
    with Image.open(io.BytesIO(seen.preview)) as small:
        assert small.format == "PNG"
        assert max(small.size) <= PREVIEW_SIDE
        assert small.info == {}
        assert small.getextrema() != ((255, 255),) * 3


def test_a_preview_stands_upright_and_says_nothing_of_where_and_who():
    content = made.photograph()
    assert made.CANARY.encode() in content
    preview = examine(content).preview
    with Image.open(io.BytesIO(preview)) as small:
        assert small.size == (480, 640)
        assert not small.getexif()
    assert made.CANARY.encode() not in preview


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_way_to_keep_pixels_has_a_preview(mode):
    out = io.BytesIO()
    Image.new(mode, (3000, 20)).save(out, "PNG")
    assert examine(out.getvalue()).preview


def test_a_link_to_a_page_or_an_address_is_no_script():
    def change(pdf):
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=link)
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))

    assert examine(made.document(change=change)).pages == 2


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([made.picture(size=(40, 30)), made.picture("JPEG", (40, 30)), made.document(1)]), st.data())
def test_a_file_with_bytes_turned_is_seen_or_refused_and_nothing_else(whole, data):
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        assert examine(content).media_type in file_names.ENDINGS
    except Unfit as unfit:
        assert str(unfit)


def test_a_bomb_of_objects_ends_the_checker_and_nothing_else():
    bomb = made.pdf_bomb()
    assert len(bomb) < 3_000_000
    with pytest.raises(Invalid, match="damaged|could not be checked"):
        files.examined(bomb)
    assert files.examined(made.picture()).media_type == "image/png"


def test_a_checker_that_falls_says_so(monkeypatch, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr(file_examiner, "CHECKER", broken)
    with pytest.raises(Invalid, match="could not be checked safely"):
        files.examined(made.picture())
    broken.write_text("import time; time.sleep(9)")
    monkeypatch.setattr(file_examiner, "PATIENCE", 0.5)
    with pytest.raises(Invalid, match="could not be checked safely"):
        files.examined(made.picture())


def test_the_checker_gets_no_keys_and_writes_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("AYURLAHI_MASTER_KEY", "secret")
    asked = tmp_path / "asked.py"
    asked.write_text("import json, os; print(json.dumps({'refused': str(sorted(os.environ))}))")
    monkeypatch.setattr(file_examiner, "CHECKER", asked)
    with pytest.raises(Invalid) as told:
        files.examined(b"x")
    assert "AYURLAHI" not in told.value.message


def test_twenty_megabytes_are_the_most():
    with pytest.raises(TooLarge, match="larger than 20 MB"):
        files.examined(b"%PDF-" + bytes(files.MOST_BYTES))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("report.pdf", "report.pdf"), ("Report.PDF", "Report.pdf"), ("../../etc/passwd", "passwd.pdf"), ("C:\\x\\y.pdf", "y.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "a b Set-Cookie- x.pdf"), ("evil.pdf.exe", "evil.pdf.exe.pdf"), ("\u202efdp.exe", "fdp.exe.pdf"),
        ("", "file.pdf"), ("...", "file.pdf"), (".pdf", "file.pdf"), ("രക്തപരിശോധന ക്‍ഷ.pdf", "രക്തപരിശോധന ക്‍ഷ.pdf"), ("n" * 300 + ".pdf", "n" * 100 + ".pdf"),
        ('a"b<c>|?*.pdf', "a-b-c----.pdf"), ("x/.pdf", "file.pdf"), ("report.jpg", "report.jpg.pdf"),
    ],
)  # fmt: skip
def test_a_name_is_a_name_and_nothing_more(typed, kept):
    assert file_names.clean(typed, "application/pdf") == kept


@given(st.text(max_size=400), st.sampled_from(sorted(file_names.ENDINGS)))
def test_no_name_is_a_path_or_too_long(typed, media_type):
    kept = file_names.clean(typed, media_type)
    assert not set(kept) & set('/\\\0\r\n"<>:|?*')
    assert kept.endswith(file_names.ENDINGS[media_type])
    assert len(kept) <= 106
    assert not kept.startswith(".")
    assert file_names.clean(kept, media_type) == kept


def test_a_picture_is_made_anew_and_carries_only_its_pixels():
    for content in (made.photograph(), made.picture("WEBP"), made.picture(size=(4000, 3000))):
        seen, large = file_examiner.pictured(content)
        for part, most in ((large, 1600), (seen.preview, 480)):
            with Image.open(io.BytesIO(part)) as shown:
                assert (shown.format, max(shown.size) <= most, dict(shown.getexif())) == ("JPEG", True, {})
            assert made.CANARY.encode() not in part
    for bad, why in (
        (made.SVG, "Only PNG, JPEG and WebP"),
        (made.document(), "Only PNG"),
        (b"RIFF and no more", "damaged"),
        (b"", "empty"),
    ):
        with pytest.raises(Invalid, match=why):
            file_examiner.pictured(bad)
