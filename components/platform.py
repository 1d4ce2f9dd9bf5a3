"""The platform's page: the marketplace by name, the clinics without."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import dcc, html

from components import ids, kpi, platform_market, shell, values
from components.money_glance import amount, rows_of

NOUN = "platform"
THEME, QUERY, AS_OF = (ids.part(NOUN, part) for part in ("theme", "query", "as-of"))
TILES = {
    "clinics": "Clinics to approve", "manufacturers": "Manufacturers to approve", "documents": "Documents to verify", "expiring": "Papers that run out",
    "payments": "Payments to verify", "silent": "Suppliers silent for 48 hours", "pending": "Payouts to send", "processing": "Payouts at the bank", "failed": "Payouts that failed",
}  # fmt: skip
PAYOUTS = ("pending", "processing", "failed")


def readings(found: Any) -> dict[str, kpi.Reading]:
    """What each tile of what waits says."""
    heaps = {name: getattr(found, name) for name in ("clinics", "manufacturers", "documents", "payments", "silent")}
    told = {name: kpi.Reading(f"{heap.count:,}", _since(heap, found.as_of)) for name, heap in heaps.items()}
    told["expiring"] = kpi.Reading(f"{found.expiring.count:,}", "within 60 days")
    told["payments"] = kpi.Reading(
        f"{found.payments.count:,}",
        f"{amount(found.payments.amount)}, {_since(found.payments, found.as_of)}" if found.payments.count else "nothing waits",
    )
    return told | {
        name: kpi.Reading(amount(heap.amount), values.count(heap.count, "payout"))
        for name, heap in found.payouts.items()
        if name in PAYOUTS
    }


def _since(heap: Any, now: Any) -> str:
    if heap.oldest is None:
        return "nothing waits"
    days = (now - heap.oldest).days
    return "the oldest since today" if not days else f"the oldest for {values.count(days, 'day')}"


def lists(soon: tuple[date, date]) -> dict[str, str]:
    """The rows behind each tile; their number, or their sum, is the tile's."""
    pending = {"approval_status": "pending"}
    days = {"from": soon[0].isoformat(), "to": soon[1].isoformat()}
    return {
        "clinics": rows_of("/dashboard/clinics", **pending),
        "manufacturers": rows_of("/dashboard/manufacturers", **pending),
        "documents": rows_of("/dashboard/org-documents", status="uploaded"),
        "expiring": rows_of("/dashboard/org-documents", status="verified", **days),
        "silent": rows_of("/dashboard/orders", counted="silent"),
        "payments": rows_of("/dashboard/order-payments", status="submitted"),
        **{name: rows_of("/dashboard/payouts", status=name) for name in PAYOUTS},
    }


def page(found: Any, soon: tuple[date, date], market: Any, hospital: Any, chosen: Mapping[str, str], zone: str) -> Any:
    """The page; `market` and `hospital` are the sheets of either half, the second for those who see it."""
    told, where = readings(found), lists(soon)
    cells = [
        kpi.tile(
            name,
            _key(key),
            told[key],
            where[key],
            is_hot=key in {"payments", "silent", "failed"} and told[key].value not in {"0", "₹0"},
        )
        for key, name in TILES.items()
    ]
    as_of = [html.Span("as of "), html.Span(values.clock_time(found.as_of, zone), id=AS_OF)]
    return html.Div(
        [
            dcc.Store(id=THEME),
            dcc.Store(id=QUERY, data=dict(chosen)),
            html.Div(hidden=True, **{"data-tells-look": THEME}),
            shell.head("Platform", "The marketplace by name, the clinics without"),
            html.Div(kpi.panel("What waits", "inboxes", [kpi.tiles(*cells)], as_of, is_supplier=True)),
            *market,
            *(hospital or []),
        ]
    )


def _key(name: str) -> str:
    return ids.part(NOUN, name)


def leaves() -> list[tuple[str, str]]:
    """(id, property) of everything a live refresh sets, in the order of `leaf_values`."""
    return [leaf for name in TILES for leaf in kpi.leaves(_key(name))] + platform_market.leaves()


def leaf_values(found: Any, market: Any) -> list[Any]:
    """What those are now."""
    told = readings(found)
    return [value for name in TILES for value in kpi.leaf_values(told[name])] + platform_market.leaf_values(market)
