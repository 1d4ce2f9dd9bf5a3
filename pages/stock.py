"""The inventory: list, item, stock take, recalls (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import routes, stock_sheets
from components import stock as view
from data.core import roles
from data.core.actor import Actor
from data.core.resource import Field, resource
from data.rules import stock, stock_pages, stock_recalls
from data.store import history
from pages.resources import list_page

STOCK = resource("stock")


def shelf(actor: Actor, query: dict[str, str]) -> Any:
    """The clinic's own list; the plain one of all clinics for the platform."""
    if actor.clinic_id is None:
        return list_page(STOCK)(actor, query)
    show, search = query.get("show", ""), query.get("search", "")[:80]
    show = show if show in stock_pages.SHOWN else ""
    return view.page(
        stock_pages.shelf(actor, show, search),
        show,
        search,
        may_create=roles.allowed(actor, "stock", "create"),
        may_adjust=roles.allowed(actor, "stock", "adjust"),
        may_order=roles.allowed(actor, "carts", "create"),
    )


def one(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """One item with what its opener may do."""
    opened = stock_pages.opened(actor, id)
    dialogs = _dialogs(opened.level.batches) if roles.allowed(actor, "stock", "adjust") else {}
    return view.item(
        opened,
        history.of_row("stock", actor, id),
        actor.zone,
        dialogs,
        may_edit=roles.allowed(actor, "stock", "edit"),
        may_order=roles.allowed(actor, "carts", "create"),
    )


def _dialogs(batches: Any) -> dict[str, tuple[Field, ...]]:
    """What can be done to the batches, with the batch to be chosen first."""
    held = [b for b in batches if b.quantity_on_hand] or list(batches)
    if not held:
        return {view.PUT_IN: stock.PUT_IN}
    names = tuple(f"{b.batch_number}, {b.quantity_on_hand} on hand" for b in held)
    chosen = Field(
        "batch_id",
        "choice",
        label="Batch",
        required=True,
        choices=tuple(str(b.id) for b in held),
        names=names,
        default=str(held[0].id),
    )
    return {view.ADJUST: (chosen, *stock.ADJUSTED), view.PUT_IN: stock.PUT_IN, view.ASIDE: (chosen, *stock.SET_ASIDE)}


def count(actor: Actor, query: dict[str, str]) -> Any:
    """The sheet of a stock take, of all or of one item."""
    return stock_sheets.sheet(stock_pages.sheet(actor, query.get("item", "")))


def recalls(actor: Actor, query: dict[str, str]) -> Any:
    """What is called back, or where one batch of a maker went."""
    found = stock_recalls.clinics_holding(actor, query["batch"]) if query.get("batch") else stock_recalls.recalls(actor)
    may_trace = actor.clinic_id is not None and roles.allowed(actor, "prescriptions", "view")
    return stock_sheets.recalls(found, of_platform=actor.is_platform, may_trace=may_trace)


def reached(actor: Actor, query: dict[str, str], id: str) -> Any:  # noqa: ARG001 - the variable of the address
    """Who got a batch."""
    held, found = stock_recalls.patients(actor, id)
    return stock_sheets.reached(held, found, actor.zone)


routes.page(STOCK.path, shelf, "stock.list", "Stock")
routes.page(view.COUNT_PATH, count, "stock.adjust", "Stock take")
routes.page(view.RECALLS_PATH, recalls, "stock.list", "Recalls")
routes.page(view.RECALLS_PATH + "/:id", reached, "stock.view", "Who got a batch")
routes.page(STOCK.path + "/:id", one, "stock.view", "Stock item")
