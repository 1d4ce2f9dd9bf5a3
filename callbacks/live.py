"""The live signal: a tiny answer that changes when something of the clinic was saved."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response

from callbacks.auth import actor
from data.store import changes, health
from data.store.unit_of_work import reading


def serve(server: Flask) -> None:
    """The change number for polls, and the health check for a load balancer."""

    @server.get("/live")
    def live() -> Any:
        who = actor()
        with reading(who) as session:
            owner = who.clinic_id or who.manufacturer_id
            number = changes.number(session, owner) if owner else changes.total(session)
        return Response(str(number), mimetype="text/plain")

    @server.get("/healthz")
    def healthz() -> Any:
        problem = health.problem()
        return Response(problem or "ok", 503 if problem else 200, mimetype="text/plain")
