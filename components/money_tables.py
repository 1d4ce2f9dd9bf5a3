"""Patient money as tables: what is owed by age, what came in by method and by cashier; each row opens its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from components import ids, values
from components.money_charts import BUCKETS, METHODS
from components.money_glance import BILLS, LEDGER, amount, rows_of
from components.words import link
from data.core.ageing import BOUNDS
from data.core.ledger_sums import TENDERS

NOUN = "money_tables"
OF_BUCKET, OF_METHOD = ("amount", "bills", "share"), ("amount", "refunds", "share")


def _cell(*names: str) -> str:
    return ids.part(NOUN, *(name.replace(">", "over-") for name in names))


def ageing(found: Any, *, opens: bool) -> Any:
    """A row a bucket with its bar, the advances, and the sum."""
    told = cells(found)
    widths, rows = bars(found), []
    for name, (word, colour) in BUCKETS.items():
        href = rows_of(BILLS, bucket=name, as_of=found.t.isoformat()) if opens and name in BOUNDS else ""
        bar = html.Span(id=_cell("bucket", name, "bar"), className=f"bar {colour}", style=widths[_cell("bucket", name, "bar")])
        rows.append(
            [link(word, href) if href else word, html.Span(bar, className="bars"), *_leaves(told, "bucket", name, OF_BUCKET)]
        )
    foot = ["Outstanding", "", *_leaves(told, "bucket", "sum", OF_BUCKET)]
    return _table((("Age", ""), ("", "d-d"), ("Balance", "num"), ("Bills", "num"), ("Share", "num")), rows, foot)


def bars(found: Any) -> dict[str, dict[str, str]]:
    """The style of each bar, by its id; nothing owed, no bar."""
    top = max([1, *(abs(v) for v in found.buckets.values())])
    widths = {name: f"{round(100 * abs(paise) / top)}%" for name, paise in found.buckets.items()}
    return {
        _cell("bucket", name, "bar"): {"width": width, "minWidth": "2px" if found.buckets[name] else "0"}
        for name, width in widths.items()
    }


def methods(found: Any, *, opens: bool) -> Any:
    """A row a method: collected, refunded out of it, its share."""
    told, span = cells(found), _span(found)
    rows = []
    for name, word, _ in METHODS:
        href = rows_of(LEDGER, method=name, **span) if opens else ""
        rows.append([link(word, href) if href else word, *_leaves(told, "method", name, OF_METHOD)])
    foot = ["Collected", *_leaves(told, "method", "sum", OF_METHOD)]
    return _table((("Method", ""), ("Collected", "num"), ("Refunded", "num"), ("Share", "num")), rows, foot)


def cashiers(found: Any, *, opens: bool) -> Any:
    """A row a cashier."""
    if not len(found.collected):
        return html.P("Nothing was collected in these days.", className="muted m-0")
    sums = found.collected.fillna({"user_id": ""}).groupby("user_id")[["amount", "refunds"]].sum()
    rows = []
    for user, row in sums.sort_values("amount", ascending=False).iterrows():
        word = found.names.get(str(user), "Brought in" if not user else "Somebody")
        href = rows_of(LEDGER, user_id=str(user), method=",".join(TENDERS), **_span(found)) if opens and user else ""
        rows.append([link(word, href) if href else word, amount(int(row["amount"])), amount(int(row["refunds"]))])
    return _table((("Cashier", ""), ("Collected", "num"), ("Refunded", "num")), rows)


def _span(found: Any) -> dict[str, str]:
    return {"from": found.glance.start.isoformat(), "to": found.glance.end.isoformat()}


def _leaves(told: dict[str, str], kind: str, name: str, columns: Sequence[str]) -> list[Any]:
    return [html.Span(told[_cell(kind, name, column)], id=_cell(kind, name, column)) for column in columns]


def _table(words: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], foot: Sequence[Any] = ()) -> Any:
    head = html.Thead(html.Tr([html.Th(word, scope="col", className=kind) for word, kind in words]))
    kinds = [kind for _, kind in words]
    line = lambda cells: html.Tr([html.Td(c, className=k) for c, k in zip(cells, kinds, strict=True)])
    last = [html.Tfoot(line(foot))] if foot else []
    table = html.Table([head, html.Tbody([line(row) for row in rows]), *last], className="t money")
    return html.Div(table, className="t-wrap", tabIndex=0)


def cells(found: Any) -> dict[str, str]:
    """What each live cell says, by its id."""
    owed = sum(v for name, v in found.buckets.items() if name in BOUNDS and v > 0)
    told = {}
    for name in BUCKETS:
        paise = found.buckets[name]
        told[_cell("bucket", name, "amount")] = amount(paise)
        told[_cell("bucket", name, "bills")] = str(found.bills.get(name, 0)) if name in BOUNDS else ""
        told[_cell("bucket", name, "share")] = values.percent(paise / owed if owed else None) if name in BOUNDS else ""
    sums = (amount(found.outstanding), str(sum(found.bills.values())), "")
    told |= {_cell("bucket", "sum", column): text for column, text in zip(OF_BUCKET, sums, strict=True)}
    mix = found.mix.set_index("method")
    for name, _, _ in METHODS:
        told[_cell("method", name, "amount")] = amount(int(mix.loc[name, "amount"]))
        told[_cell("method", name, "refunds")] = amount(int(mix.loc[name, "refunds"]))
        told[_cell("method", name, "share")] = values.percent(mix.loc[name, "share"].value)
    whole = (amount(int(mix["amount"].sum())), amount(int(mix["refunds"].sum())), "")
    return told | {_cell("method", "sum", column): text for column, text in zip(OF_METHOD, whole, strict=True)}


IDS = (
    *(_cell("bucket", name, column) for name in BUCKETS for column in OF_BUCKET),
    *(_cell("bucket", "sum", column) for column in OF_BUCKET),
    *(_cell("method", name, column) for name, _, _ in METHODS for column in OF_METHOD),
    *(_cell("method", "sum", column) for column in OF_METHOD),
)
BARS = tuple(_cell("bucket", name, "bar") for name in BUCKETS)
