"""The waiting list with its open offers."""

from __future__ import annotations

from typing import Any

from components import routes, waiting_list
from data.core import roles
from data.core.actor import Actor
from data.core.resource import resource
from data.store import access, read
from pages.resources import readable

LIST = resource("waiting_list")
MOST = 200


def layout(actor: Actor, query: dict[str, str]) -> Any:
    """Who is asked now, and who waits."""
    access.require(LIST, actor, "list")
    links = {"doctor_id": read.options("doctors", actor, "", limit=MOST)}
    return waiting_list.page(
        LIST, access.columns(LIST, actor), query, links, may_create=roles.allowed(actor, "waiting_list", "create")
    )


routes.page(LIST.path, readable(LIST, layout), "waiting_list.list", "Waiting list")
