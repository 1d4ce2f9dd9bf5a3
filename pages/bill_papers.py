"""A bill and what was paid on it, on paper."""

from __future__ import annotations

from typing import Any

from components import bill_paper, paper, routes
from data.core.actor import Actor
from data.core.errors import Conflict
from data.core.resource import resource
from data.documents import bills, receipts

BILLS = resource("patient_bills")


def invoice(actor: Actor, query: dict[str, str], id: str) -> Any:
    """The tax invoice for the printer, A4, A5 or a roll; opening it is no print yet."""
    back = f"{BILLS.path}/{id}"
    try:
        document = bills.read(actor, id, is_print=False)
    except Conflict as refused:
        return paper.not_printed("Bill", refused.message, [(BILLS.title, BILLS.path), ("Print", "")], back)
    crumbs = [(BILLS.title, BILLS.path), (document.number, back), ("Print", "")]
    return _page(actor, query, document, BILLS.name, id, crumbs, f"{back}/print", "a4")


def receipt(actor: Actor, query: dict[str, str], id: str) -> Any:
    """The receipt of one act of the ledger."""
    document = receipts.read(actor, id, is_print=False)
    crumbs = [(BILLS.title, BILLS.path), (document.number, "")]
    return _page(actor, query, document, "receipts", id, crumbs, f"{BILLS.path}/receipts/{id}", "a5")


def _page(
    actor: Actor,
    query: dict[str, str],
    document: Any,
    noun: str,
    row_id: str,
    crumbs: list[tuple[str, str]],
    back: str,
    usual: str,
) -> Any:
    size = query["paper"] if query.get("paper") in bill_paper.PAPERS else usual
    sheet = bill_paper.sheet(document, actor.zone, size)
    return paper.page(document.title, sheet, noun, row_id, crumbs, size=size, back=back, papers=bill_paper.PAPERS)


routes.page(BILLS.path + "/:id/print", invoice, "patient_bills.print", "Bill")
routes.page(BILLS.path + "/receipts/:id", receipt, "patient_bills.print", "Receipt")
