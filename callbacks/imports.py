"""Uploads, and the buttons of an import; while it runs the window asks for one chunk after the other."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update
from flask import Flask, Response, abort, jsonify, request

from callbacks import uploads
from callbacks.auth import actor, permission
from callbacks.presses import pressed
from components import import_progress, imports
from data.core import roles
from data.core.errors import Conflict, Invalid, NotAllowed, Refused
from data.core.resource import resource as declared
from data.interop import catalogues, file_columns, job_course, job_refusals, jobs, table_files

ACTS = {"checking": job_course.check, "running": job_course.run, "resume": job_course.resume, "cancel": job_course.cancel}


def serve(server: Flask) -> None:
    """`POST /imports` takes a file in; `/imports/<job>/refused.csv` gives back what was refused of it.

    `POST /products/import` takes a maker's catalogue in and says after each part how far it is, a line of JSON each.
    """

    @server.post("/imports")
    def upload() -> Any:
        request.max_content_length = table_files.MOST_BYTES + uploads.AROUND_THE_FILE
        if (request.content_length or 0) > request.max_content_length:
            return _refused("This file is larger than 20 MB. Divide it into several files.", 413)
        if not file_columns.nouns(actor()):
            raise NotAllowed
        name, form, content = uploads.posted()
        try:
            made = jobs.start(actor(), form.get("noun", ""), name, table_files.read(name, content))
        except Invalid as invalid:
            return _refused(invalid.message, invalid.status)
        return jsonify(go=f"{imports.PATH}/{made}"), 201

    @server.get("/imports/<job_id>/refused.csv")
    def refused(job_id: str) -> Any:
        lines = io.StringIO()
        csv.writer(lines).writerows(job_refusals.refused_lines(actor(), job_id))
        head = {"Content-Disposition": 'attachment; filename="refused.csv"'}
        return Response("\ufeff" + lines.getvalue(), mimetype="text/csv", headers=head)

    @server.post("/products/import")
    def catalogue() -> Any:
        if not roles.allowed(actor(), catalogues.NOUN, catalogues.VERB):
            raise NotAllowed
        request.max_content_length = table_files.MOST_BYTES + uploads.AROUND_THE_FILE
        name, _, content = uploads.posted()
        try:
            found = catalogues.read(actor(), name, content)
        except Invalid as invalid:
            return _refused(invalid.message, invalid.status)
        told = (json.dumps(asdict(so_far)) + "\n" for so_far in catalogues.bring(actor(), found))
        return Response(told, mimetype="application/x-ndjson", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


def _refused(message: str, status: int) -> Any:
    return jsonify(status=status, message=message), status


@callback(
    output={
        "panel": Output(imports.PANEL, "children"),
        "state": Output(imports.STATE, "data"),
        "told": Output(imports.TOLD, "children"),
        "leaves": {name: Output(*leaf) for name, leaf in import_progress.LEAVES.items()},
    },
    inputs={"_clicks": Input({"type": import_progress.DO, "act": ALL}, "n_clicks")},
    state={
        "chosen": State({"type": imports.COLUMN, "place": ALL}, "value"),
        "places": State({"type": imports.COLUMN, "place": ALL}, "id"),
        "state": State(imports.STATE, "data"),
    },
    prevent_initial_call=True,
)
@permission(None)
def act(_clicks: Any, chosen: Any, places: Any, state: Any) -> Any:
    """Check, import, go on or cancel; what stands in the way is said above."""
    still = {
        "panel": no_update,
        "state": no_update,
        "told": no_update,
        "leaves": dict.fromkeys(import_progress.LEAVES, no_update),
    }
    asked = pressed()
    if not asked or asked.get("act") not in ACTS:
        return still
    job_id = _job_of(state)
    try:
        if chosen:
            jobs.match(actor(), job_id, _columns(chosen, places))
        job = ACTS[asked["act"]](actor(), job_id)
    except Refused as refused:
        return still | {"told": imports.refusal(refused.message)}
    return _answer(job, state) | {"panel": _panel(job), "told": []}


@callback(
    output={
        "panel": Output(imports.PANEL, "children", allow_duplicate=True),
        "state": Output(imports.STATE, "data", allow_duplicate=True),
        "leaves": {name: Output(*leaf, allow_duplicate=True) for name, leaf in import_progress.LEAVES.items()},
    },
    inputs={"step": Input(imports.STEP, "data")},
    state={"state": State(imports.STATE, "data")},
    prevent_initial_call=True,
)
@permission(None)
def go_on(step: Any, state: Any) -> Any:
    """Take the next chunk; who came second to somebody else's save asks again."""
    if not isinstance(step, dict):
        return {"panel": no_update, "state": no_update, "leaves": dict.fromkeys(import_progress.LEAVES, no_update)}
    job_id = _job_of(state)
    try:
        job = job_course.take_next(actor(), job_id)
    except Conflict:
        job = jobs.show(actor(), job_id)
    return _answer(job, state) | {"panel": no_update if job.status in import_progress.MOVING else _panel(job)}


clientside_callback(
    ClientsideFunction("imports", "next"),
    Output(imports.PAUSED, "data"),
    Input(imports.STATE, "data"),
    prevent_initial_call=True,
)


def _job_of(state: Any) -> Any:
    if not isinstance(state, dict):
        abort(400)
    return state.get("id")


def _columns(chosen: Any, places: Any) -> dict[int, str]:
    if not isinstance(chosen, list) or not isinstance(places, list) or len(chosen) != len(places):
        abort(400)
    if not all(isinstance(p, dict) and isinstance(p.get("place"), int) for p in places):
        abort(400)
    return {
        p["place"]: name if isinstance(name, str) and name != imports.LEAVE_OUT else ""
        for p, name in zip(places, chosen, strict=True)
    }


def _answer(job: jobs.Job, state: Any) -> dict[str, Any]:
    """How far it is; another number every time, so that the window asks for the next chunk."""
    n = state.get("n")
    following = {"id": str(job.id), "go": job.status in import_progress.MOVING, "n": n + 1 if isinstance(n, int) else 1}
    return {"state": following, "leaves": import_progress.progress(job, driven=True)}


def _panel(job: jobs.Job) -> Any:
    resting = job.status not in import_progress.MOVING
    return imports.panel(
        job,
        declared(job.noun),
        jobs.columns(actor(), job.id) if resting else [],
        file_columns.targets(actor(), job.noun),
        job_refusals.refusals(actor(), job.id) if resting else [],
    )
