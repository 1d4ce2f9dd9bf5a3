"""Lists as CSV, streamed row by row; the history of a patient as a ZIP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, abort, request, stream_with_context

from callbacks.auth import actor
from data.core import roles
from data.core.resource import resources
from data.interop import csv_rows, history_files
from data.store import access, read


def serve(server: Flask) -> None:
    """`/export/<noun>` with the filters of the list in the query; `/export/patients/<id>/records`."""

    @server.get("/export/<noun>")
    def export(noun: str) -> Any:
        resource = next((r for r in resources() if r.name == noun), None)
        if resource is None:
            abort(404)
        if not roles.allowed(actor(), noun, "export"):
            abort(403)
        access.require(resource, actor(), "export")
        wanted = {f.name: request.args[f.name] for f in resource.filters if f.name in request.args}
        lines = csv_rows.write_rows(noun, actor(), read.Query(filters=wanted))
        head = {"Content-Disposition": f'attachment; filename="{noun}.csv"'}
        return Response(stream_with_context(_csv(lines)), mimetype="text/csv", headers=head)

    @server.get("/export/patients/<patient_id>/records")
    def export_history(patient_id: str) -> Any:
        if not roles.allowed(actor(), "medical_records", "export"):
            abort(403)
        name, content = history_files.pack(actor(), patient_id)
        return Response(content, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _csv(lines: Iterator[list[str]]) -> Iterator[str]:
    for line in lines:
        buffer = io.StringIO()
        csv.writer(buffer).writerow(line)
        yield buffer.getvalue()
