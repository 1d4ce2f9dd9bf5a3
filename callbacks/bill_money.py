"""Money of a bill: taking it in one or several ways, giving it back, giving it up, taking an entry back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update

from callbacks.auth import actor, permission
from callbacks.resources import dialog
from components import bill_acts, bill_payment, bill_return, bill_tables, form, ids
from components.bill_acts import ACTS, DISCARDING, ENTRY, REVERSING, TOLD
from components.bill_payment import AFTER, CODE, CODE_BOX, CODE_TEXT, DAY, KEEP, NOUN, ROWS, SPLIT, TAKE, box, line
from components.bill_writing import NOUN as BILLS
from data.core import money, upi
from data.core.errors import Conflict, Invalid, Refused
from data.rules import bill_desk, bill_drafts, ledger
from data.store.cleaning import read_fields

PARTS = ("amount", "method", "reference")
TYPED = {part: {str(n): State(box(part, n), "value") for n in ROWS} for part in PARTS}
GO = Output(ids.LOCATION, "href", allow_duplicate=True)


def _ways(
    typed: Mapping[str, Mapping[str, Any]], hidden: Mapping[str, Any], balance: int
) -> tuple[list[int], list[dict[str, Any]]]:
    """The open ways of paying by the number of their row, the empty amount filled with what the others leave."""
    shown = [n for n in ROWS if not hidden.get(str(n))]
    found = [{part: typed[part].get(str(n)) or "" for part in PARTS} for n in shown]
    return shown, bill_desk.with_rest(found, balance) if len(shown) > 1 else found


def _balance(row: Any) -> int:
    found = row.get("balance") if isinstance(row, dict) else 0
    return found if isinstance(found, int) else 0


def _paise(text: Any) -> int | None:
    try:
        found = money.to_paise(str(text or ""))
    except ValueError:
        return None
    return found if found > 0 else None


@callback(
    output={
        "after": Output(AFTER, "children"),
        "button": Output(TAKE, "children"),
        "references": {str(n): Output(box("reference", n) + "-box", "hidden") for n in ROWS},
        "rest": {str(n): Output(box("amount", n), "placeholder") for n in ROWS[1:]},
        "code": Output(CODE, "src"),
        "text": Output(CODE_TEXT, "children"),
        "no_code": Output(CODE_BOX, "hidden"),
    },
    inputs={
        "amounts": {str(n): Input(box("amount", n), "value") for n in ROWS},
        "methods": {str(n): Input(box("method", n), "value") for n in ROWS},
        "hidden": {str(n): Input(line(n), "hidden") for n in ROWS},
        "keep": Input(KEEP, "value"),
    },
    state={"row": State(ids.row(NOUN), "data")},
)
@permission("ledger.create")
def show_payment(amounts: dict[str, Any], methods: dict[str, Any], hidden: dict[str, Any], keep: Any, row: Any) -> Any:
    """What is left after the payment, what the button does, and the code over what is paid by UPI."""
    known, balance = row if isinstance(row, dict) else {}, _balance(row)
    shown, ways = _ways({"amount": amounts, "method": methods, "reference": {}}, hidden, balance)
    sums = [_paise(way["amount"]) for way in ways]
    given = sum(one for one in sums if one) if sums and all(sums) else None
    by_upi = sum(one or 0 for one, way in zip(sums, ways, strict=True) if way["method"] == "upi") or balance
    vpa = str(known.get("vpa") or "")
    has_code = bool(vpa) and by_upi > 0
    rest = {
        str(n): "" if n not in shown or amounts.get(str(n)) else str(way["amount"] or "the rest")
        for n, way in [(n, dict(zip(shown, ways, strict=True)).get(n, {"amount": ""})) for n in ROWS[1:]]
    }
    link = upi.address(vpa, str(known.get("payee") or ""), by_upi, str(known.get("number") or "")) if has_code else ""
    return {
        "after": bill_payment.after(balance, given, is_bill=bool(known.get("id")), keeps=bool(keep)),
        "button": bill_payment.button(given, [str(way["method"]) for way in ways]),
        "references": {str(n): methods.get(str(n)) in bill_payment.NEEDS_NO_REFERENCE for n in ROWS},
        "rest": rest,
        "code": upi.picture(link) if has_code else no_update,
        "text": bill_payment.code_text(by_upi, vpa) if has_code else "",
        "no_code": not has_code,
    }


clientside_callback(
    ClientsideFunction("bills", "split"),
    *(Output(line(n), "hidden") for n in ROWS[1:]),
    Output(SPLIT, "disabled"),
    Input(SPLIT, "n_clicks"),
    *(State(line(n), "hidden") for n in ROWS[1:]),
    prevent_initial_call=True,
)


@callback(
    output={
        "errors": {f"{part}-{n}": Output(ids.error(NOUN, f"{part}-{n}"), "children") for part in PARTS for n in ROWS},
        "day": Output(ids.error(NOUN, "day"), "children"),
        "summary": Output(ids.summary(NOUN), "children"),
        "go": GO,
    },
    inputs={"clicks": Input(TAKE, "n_clicks")},
    state={
        "typed": TYPED,
        "hidden": {str(n): State(line(n), "hidden") for n in ROWS},
        "keep": State(KEEP, "value"),
        "day": State(ids.field(NOUN, "day"), "value"),
        "row": State(ids.row(NOUN), "data"),
        "key": State(ids.nonce(NOUN), "data"),
    },
    prevent_initial_call=True,
)
@permission("ledger.create")
def take(clicks: Any, typed: dict[str, Any], hidden: dict[str, Any], keep: Any, day: Any, row: Any, key: Any) -> Any:
    """Take the money in one act; what is refused is said beside its box and stays typed."""
    if not clicks or not isinstance(row, dict):
        return _answer({}, no_update, no_update)
    shown, ways = _ways(typed, hidden, _balance(row))
    once = key if isinstance(key, str) else None
    try:
        when: date | None = read_fields((DAY,), {"day": day})["day"]
        if row.get("id"):
            act = ledger.pay(actor(), row["id"], ways, key=once, day=when, keep_rest=bool(keep))
            return _answer({}, [], f"{bill_tables.PATH}/{act.bill_id or row['id']}?receipt={act.id}")
        act = ledger.deposit(actor(), row.get("patient_id"), ways, key=once, day=when)
        return _answer({}, [], f"{bill_tables.PATH}/receipts/{act.id}")
    except Invalid as invalid:
        return _answer(_placed(invalid.errors, shown), None, no_update)
    except Conflict as conflict:
        return _answer({f"amount-{shown[-1]}" if conflict.field == "amount" else "": conflict.message}, None, no_update)


def _placed(errors: Mapping[str, str], shown: list[int]) -> dict[str, str]:
    """Sentences by the boxes of the page: "tenders.1.amount" stands beside the second open row."""
    found = {}
    for name, sentence in errors.items():
        _, _, rest = name.partition(".")
        number, _, part = rest.partition(".")
        at = int(number) if number.isdigit() else len(shown)
        found[f"{part}-{shown[at]}" if at < len(shown) and part in PARTS else name] = sentence
    return found


def _answer(errors: Mapping[str, str], summary: Any, go: Any) -> dict[str, Any]:
    titles = {f"{part}-{n}": part.capitalize() + (f" {n}" if n > 1 else "") for part in PARTS for n in ROWS} | {"day": DAY.title}
    return {
        "errors": {f"{part}-{n}": form.sentence(errors.get(f"{part}-{n}")) for part in PARTS for n in ROWS},
        "day": form.sentence(errors.get("day")),
        "summary": _summary(errors, titles) if summary is None else summary,
        "go": go,
    }


def _summary(errors: Mapping[str, str], titles: Mapping[str, str]) -> Any:
    """At the head only what stands beside no box, so that the eye finds each sentence once."""
    return form.summary(NOUN, {name: text for name, text in errors.items() if name not in titles}, titles)


@callback(
    output={
        "errors": {f.name: Output(ids.error(bill_return.NOUN, f.name), "children") for f in bill_return.FIELDS},
        "summary": Output(ids.summary(bill_return.NOUN), "children"),
        "go": GO,
    },
    inputs={"clicks": Input(bill_return.DO, "n_clicks")},
    state={
        "typed": {f.name: State(ids.field(bill_return.NOUN, f.name), "value") for f in bill_return.FIELDS},
        "row": State(ids.row(bill_return.NOUN), "data"),
        "key": State(ids.nonce(bill_return.NOUN), "data"),
    },
    prevent_initial_call=True,
)
@permission("ledger.refund")
def give_back(clicks: Any, typed: dict[str, Any], row: Any, key: Any) -> Any:
    """Give an advance back in one act, then show its paper."""
    if not clicks or not isinstance(row, dict):
        return _returned({}, no_update)
    try:
        act = ledger.give_back(actor(), row.get("patient_id"), typed, key=key if isinstance(key, str) else None)
        return _returned({}, f"{bill_tables.PATH}/receipts/{act.id}")
    except Invalid as invalid:
        return _returned(invalid.errors, no_update)
    except Conflict as conflict:
        return _returned({conflict.field or "": conflict.message}, no_update)


def _returned(errors: Mapping[str, str], go: Any) -> dict[str, Any]:
    titles = {f.name: f.title for f in bill_return.FIELDS}
    return {
        "errors": {name: form.sentence(errors.get(name)) for name in titles},
        "summary": form.summary(bill_return.NOUN, {name: text for name, text in errors.items() if name not in titles}, titles),
        "go": go,
    }


Do = Callable[[Mapping[str, Any], Mapping[str, Any], str | None], Any]


def _act(act: bill_acts.Act, needs: str, do: Do, go: str = "") -> None:
    """The dialog of an act: its sentences beside its boxes, its own one-use key."""
    base = bill_acts.prefix(act)
    entry = {"entry": State(ENTRY, "data")} if act is REVERSING else {}
    if act is not REVERSING:
        dialog(BILLS, act.name)

    @callback(
        output={
            "go": GO,
            "errors": {f.name: Output(ids.error(base, f.name), "children") for f in act.fields},
            "error": Output(ids.error(base, "all"), "children"),
        },
        inputs={"clicks": Input(ids.part(base, "do"), "n_clicks")},
        state={
            "row": State(ids.row(BILLS), "data"),
            "key": State(ids.nonce(base), "data"),
            "typed": {f.name: State(ids.field(base, f.name), "value") for f in act.fields},
            **entry,
        },
        prevent_initial_call=True,
    )
    @permission(needs)
    def run(clicks: Any, row: Any, key: Any, typed: dict[str, Any], entry: Any = None) -> Any:
        if not clicks or not isinstance(row, dict) or not row.get("id"):
            return _said(act, no_update)
        target = {**row, "entry": entry}
        try:
            do(target, typed, key if isinstance(key, str) else None)
        except Invalid as invalid:
            return _said(act, no_update, invalid.errors)
        except Refused as refused:
            return _said(act, no_update, {refused.field or "": refused.message})
        return _said(act, go or f"{bill_tables.PATH}/{row['id']}?after={key or row.get('version', 0)}")


def _said(act: bill_acts.Act, go: Any, errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    found, names = errors or {}, {f.name for f in act.fields}
    rest = " ".join(text for name, text in found.items() if name not in names)
    return {
        "go": go,
        "errors": {name: form.sentence(found.get(name)) for name in names},
        "error": form.sentence(rest),
    }


_act(ACTS["refund"], "ledger.refund", lambda row, raw, key: ledger.refund(actor(), row["id"], raw, key=key))
_act(ACTS["write-off"], "ledger.write-off", lambda row, raw, key: ledger.write_off(actor(), row["id"], raw, key=key))
_act(ACTS["credit-note"], "ledger.credit-note", lambda row, raw, key: ledger.credit(actor(), row["id"], raw, key=key))
_act(REVERSING, "ledger.reverse", lambda row, raw, key: ledger.reverse(actor(), row["entry"], raw, key=key))
_act(
    DISCARDING,
    "patient_bills.edit",
    lambda row, raw, _key: bill_drafts.discard(actor(), row["id"], str(raw.get("reason") or "")),
    bill_tables.PATH,
)


clientside_callback(
    ClientsideFunction("bills", "reverse"),
    Output(ids.dialog(BILLS, REVERSING.name), "is_open"),
    Output(ENTRY, "data"),
    Output(ids.part(bill_acts.prefix(REVERSING), "title"), "children"),
    Input({"type": bill_tables.REVERSE, "id": ALL}, "n_clicks"),
    Input(ids.part(bill_acts.prefix(REVERSING), "keep"), "n_clicks"),
    State(TOLD, "data"),
    prevent_initial_call=True,
)
