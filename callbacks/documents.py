"""Documents as PDF: read for printing, set, and handed over as a file."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask, Response, abort, jsonify, request, send_file

from callbacks.auth import actor
from data.core import roles
from data.core.errors import NotAllowed
from data.documents.printed import DOCUMENTS, SHEETS, count, guard
from data.documents.typeset import PAPERS


def serve(server: Flask) -> None:
    """The file, `?paper=a4|a5|roll` where another than the usual one is wanted, and the count of the browser's prints."""

    @server.get("/documents/<noun>/<row_id>.pdf")
    def document(noun: str, row_id: str) -> Any:
        paper = request.args.get("paper", "")
        if noun not in DOCUMENTS or paper not in {"", *PAPERS}:
            abort(404)
        if not roles.allowed(actor(), *guard(noun)):
            raise NotAllowed
        name, content = DOCUMENTS[noun](actor(), row_id, paper)
        return attachment(name, "application/pdf", content)

    @server.post("/documents/<noun>/<row_id>/prints")
    def printed(noun: str, row_id: str) -> Any:
        if noun not in SHEETS:
            abort(404)
        if not roles.allowed(actor(), *guard(noun)):
            raise NotAllowed
        return jsonify(copy=count(actor(), noun, row_id))


def attachment(name: str, media_type: str, content: bytes) -> Response:
    """A file that is saved, never shown in our own page; the answer is kept nowhere."""
    # send_file also writes names in other scripts as a header may carry them (RFC 6266).
    answer = send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
