"""A posted file, read into memory."""

from __future__ import annotations

import io
from collections.abc import Mapping

from flask import abort, request
from werkzeug.formparser import FormDataParser

AROUND_THE_FILE = 64 * 1024


def posted() -> tuple[str, Mapping[str, str], bytes]:
    """Name, other values and content of the posted file: Flask's own parser would put large files on the disk."""
    parser = FormDataParser(stream_factory=lambda *_size, **_about: io.BytesIO(), silent=False)
    try:
        _, form, files = parser.parse(request.stream, request.mimetype, request.content_length, request.mimetype_params)
    except ValueError:
        abort(400)
    file = files.get("file")
    if file is None or not file.filename:
        abort(400)
    return file.filename, form, file.stream.read()
