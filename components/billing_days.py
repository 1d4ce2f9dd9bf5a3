"""The cashier's day: what should be in the till, what was counted, the difference, whom it went to; then the days before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import form, ids, shell, values
from components.money_glance import BILLS, DAY, LEDGER, rows_of
from components.words import icon, link
from data.core.ledger_sums import TENDERS
from data.core.money import rupees
from data.core.resource import Field

NOUN = "day_close"
ASKED, CLOSE, AGAIN, SUM, SAID = (ids.part(NOUN, part) for part in ("asked", "close", "again", "sum", "said"))
METHODS = {"cash": "Cash", "card": "Card", "online": "Online", "cheque": "Cheque", "upi": "UPI"}
ERRORS = ("opening", *TENDERS, "handed_to", "notes", "business_day")
TYPED = ("opening", *TENDERS, "handed_to", "notes")
REASON = Field("reason", "text", label="Reason to open it again", required=True, width=6)
OPENING = Field("opening", "money", label="In the till at the start", required=True, width=2)
NOTES = Field("notes", "longtext", label="Notes", width=6)


def page(
    sheet: Any,
    names: Mapping[str, str],
    zone: str,
    today: date,
    closings: Sequence[Any],
    left_open: Sequence[tuple[Any, date]],
    *,
    is_manager: bool,
) -> Any:
    """One day of one cashier, and the closed and open days of the last month."""
    who = str(sheet.user_id)
    asked = {"day": sheet.business_day.isoformat(), "user": who, "closing": str(sheet.closing.id) if sheet.closing else ""}
    sub = f"{values.long_day(sheet.business_day)}, {names[who]}"
    body = _closed(sheet, names, zone, is_manager=is_manager) if sheet.closing else _open(sheet, names)
    return html.Div(
        [
            dcc.Store(id=ASKED, data=asked),
            shell.head("Day close", sub, [_choose(sheet, names, today, is_manager=is_manager)], [("Billing", BILLS), ("Day close", "")]),
            html.Div(id=SAID, **{"aria-live": "polite"}),
            body,
            _left_open(left_open, names),
            _before(closings, names, zone),
        ]
    )  # fmt: skip


def address(day: date, user: Any) -> str:
    """Where a cashier's day stands."""
    return rows_of(DAY, day=day.isoformat(), user_id=str(user))


def _choose(sheet: Any, names: Mapping[str, str], today: date, *, is_manager: bool) -> Any:
    day, user = ids.part(NOUN, "choose", "day"), ids.part(NOUN, "choose", "user")
    date_ = dbc.Input(id=day, type="date", value=sheet.business_day.isoformat(), max=today.isoformat(), debounce=True)
    options = [{"label": text, "value": key} for key, text in names.items()]
    who = dbc.Select(id=user, options=options, value=str(sheet.user_id))
    return html.Div(
        [
            html.Span([html.Label("Day", htmlFor=day), date_], className="filt"),
            html.Span([html.Label("Cashier", htmlFor=user), who], className="filt", hidden=not is_manager),
        ],
        className="d-flex gap-2 flex-wrap",
    )


def _open(sheet: Any, names: Mapping[str, str]) -> Any:
    """The form: opening, counted beside expected, difference, handover."""
    rows = [_method(name, word, sheet) for name, word in METHODS.items()]
    words = (("Method", ""), ("By the ledger", "num"), ("Counted", "num"), ("Difference", "num"))
    head = html.Thead(html.Tr([html.Th(word, scope="col", className=kind) for word, kind in words]))
    foot = html.Tfoot(
        html.Tr([html.Td("All"), html.Td(rupees(sum(sheet.expected.values())), className="num"), html.Td(), html.Td(html.Span("–", id=SUM), className="num")])
    )  # fmt: skip
    hand = html.Div(
        [
            html.Label(["Handed to", html.Span(" optional", className="opt")], htmlFor=ids.field(NOUN, "handed_to"), className="form-label"),
            dbc.Select(id=ids.field(NOUN, "handed_to"), options=[{"label": "", "value": ""}, *({"label": t, "value": k} for k, t in names.items())], value=""),
            html.Div(id=ids.error(NOUN, "handed_to"), className="field-error"),
        ],
        className="c3 field",
    )  # fmt: skip
    inside = [
        html.Div(form.labelled(NOUN, OPENING, 0, {}), className="frm"),
        html.Div(html.Table([head, html.Tbody(rows), foot], className="t money till"), className="t-wrap my-3"),
        html.Div([hand, form.labelled(NOUN, NOTES, "", {})], className="frm"),
        html.Div(id=ids.error(NOUN, "business_day"), className="field-error"),
        html.Div(
            shell.button(f"Close {values.short_day(sheet.business_day)}", CLOSE, "lock", "primary", type="button"),
            className="mt-3",
        ),
    ]
    entries = link(f"{values.count(sheet.entries, 'entry', 'entries')} in the ledger", _entries(sheet))
    return shell.card(
        "Open", inside, entries, foot="Cash counted includes what lay in the till at the start. A closed day takes no more money."
    )


def _entries(sheet: Any) -> str:
    day = sheet.business_day
    after = date.fromordinal(day.toordinal() + 1).isoformat()
    return rows_of(LEDGER, user_id=str(sheet.user_id), from_=day.isoformat(), to=after)


def _method(name: str, word: str, sheet: Any) -> Any:
    id_ = ids.field(NOUN, name)
    box = html.Div(
        [html.Span("₹"), dbc.Input(id=id_, type="text", inputMode="decimal", value="", autoComplete="off", debounce=True)],
        className="phw rs",
    )
    refunds = sheet.refunds[name]
    told = [
        rupees(sheet.expected[name]),
        html.Span(f"{rupees(refunds)} refunded", className="sm muted d-block") if refunds else None,
    ]
    return html.Tr(
        [
            html.Td(html.Label(word, htmlFor=id_)), html.Td(told, className="num"),
            html.Td([box, html.Div(id=ids.error(NOUN, name), className="field-error")], className="num"),
            html.Td(html.Span("–", id=ids.part(NOUN, "off", name)), className="num"),
        ]
    )  # fmt: skip


def differences(opening: int | None, counted: Mapping[str, int | None], expected: Mapping[str, int]) -> dict[str, int | None]:
    """Counted less expected by method, in paise; what lay in the till at the start is cash. None where nothing can be said yet."""
    starts = {"cash": opening or 0}
    return {
        name: None if counted[name] is None else (counted[name] or 0) - expected[name] - starts.get(name, 0) for name in TENDERS
    }


def difference(paise: int | None) -> str:
    """−₹50.00, +₹10.00, a dash for not yet."""
    if paise is None:
        return values.DASH
    return rupees(paise) if paise <= 0 else f"+{rupees(paise)}"


def _closed(sheet: Any, names: Mapping[str, str], zone: str, *, is_manager: bool) -> Any:
    closing = sheet.closing
    off = differences(
        closing.opening, {m: closing.counted.get(m, 0) for m in TENDERS}, {m: closing.expected.get(m, 0) for m in TENDERS}
    )
    rows = [
        html.Tr([html.Td(word), html.Td(rupees(closing.expected.get(name, 0)), className="num"), html.Td(rupees(closing.counted.get(name, 0)), className="num"), html.Td(difference(off[name]), className="num")])
        for name, word in METHODS.items()
    ]  # fmt: skip
    words = (("Method", ""), ("By the ledger", "num"), ("Counted", "num"), ("Difference", "num"))
    head = html.Thead(html.Tr([html.Th(word, scope="col", className=kind) for word, kind in words]))
    sums = (sum(closing.expected.values()), sum(closing.counted.values()))
    foot = html.Tfoot(
        html.Tr(
            [
                html.Td("All"),
                *(html.Td(rupees(s), className="num") for s in sums),
                html.Td(difference(closing.difference), className="num"),
            ]
        )
    )
    facts = {
        "In the till at the start": rupees(closing.opening), "Handed to": names.get(str(closing.handed_to), values.DASH), "Notes": closing.notes or values.DASH,
    }  # fmt: skip
    told = html.Dl([cell for term, text in facts.items() for cell in (html.Dt(term), html.Dd(text))], className="dl")
    moved = sheet.expected != {m: closing.expected.get(m, 0) for m in TENDERS}
    warn = (
        shell.banner("The ledger of this day has moved since it was closed.", "turm", "exclamation-triangle") if moved else None
    )
    table = html.Div(html.Table([head, html.Tbody(rows), foot], className="t money"), className="t-wrap my-3", tabIndex=0)
    aside = link(f"{values.count(sheet.entries, 'entry', 'entries')} in the ledger", _entries(sheet))
    title = f"Closed at {values.clock_time(closing.closed_at, zone)}"
    return shell.card(
        title,
        [warn, told, table, _again() if is_manager else None],
        aside,
        foot="A closed day takes no more money. The manager opens it again.",
    )


def _again() -> Any:
    return html.Div(
        [
            html.Div(form.labelled(NOUN, REASON, "", {}), className="frm"),
            html.Div(shell.button("Open this day again", AGAIN, "unlock", "light", type="button"), className="mt-2"),
        ]
    )


def _left_open(found: Sequence[tuple[Any, date]], names: Mapping[str, str]) -> Any:
    if not found:
        return None
    links = [html.Li(link(f"{values.day(day)}, {names.get(str(user), 'Somebody')}", address(day, user))) for user, day in found]
    told = html.Div([html.B(f"{values.count(len(found), 'day')} with money not closed"), html.Ul(links, className="m-0")])
    return html.Div(shell.banner(told, "turm", "hourglass-split"), className="mt-3")


def _before(closings: Sequence[Any], names: Mapping[str, str], zone: str) -> Any:
    if not closings:
        text = "A day that is closed stands here with its difference."
        return html.Section(
            shell.empty("No day was closed in the last month", text, sign="calendar-check"), className="card-a mt-3"
        )
    rows = [
        html.Tr(
            [
                html.Td(link(values.day(c.business_day), address(c.business_day, c.user_id))), html.Td(names.get(str(c.user_id), "Somebody"), className="d-d"),
                html.Td(rupees(sum(c.expected.values())), className="num"),
                html.Td([icon("exclamation-triangle") if c.difference else None, " " if c.difference else None, difference(c.difference)], className="num"),
                html.Td(names.get(str(c.handed_to), values.DASH), className="d-d"), html.Td(values.clock_time(c.closed_at, zone), className="d-d"),
            ]
        )
        for c in closings
    ]  # fmt: skip
    words = (
        ("Day", ""),
        ("Cashier", "d-d"),
        ("Collected", "num"),
        ("Difference", "num"),
        ("Handed to", "d-d"),
        ("Closed", "d-d"),
    )
    head = html.Thead(html.Tr([html.Th(word, scope="col", className=kind) for word, kind in words]))
    table = html.Table([head, html.Tbody(rows)], className="t money")
    return html.Div(
        shell.card("Closed days of the last month", html.Div(table, className="t-wrap", tabIndex=0)), className="mt-3"
    )
