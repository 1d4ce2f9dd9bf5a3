"""How far an import is: the bar and its buttons, which change by their leaves only while chunks go in."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import ids, shell
from components.words import icon

NOUN, DO = "imports", "imports-do"
MOVING = frozenset({"checking", "running"})
GOING, HEAD, BAR, SO_FAR = (ids.part(NOUN, name) for name in ("going", "head", "bar", "so-far"))
RESUME = ids.part(NOUN, "resume")
LEAVES = {
    "hidden": (GOING, "hidden"),
    "head": (HEAD, "children"),
    "bar": (BAR, "value"),
    "so_far": (SO_FAR, "children"),
    "driven": (RESUME, "hidden"),
}


def bar(job: Any) -> Any:
    """The bar, there from the start: chunks change its leaves only, so that Cancel never goes away under a finger."""
    now = progress(job, driven=False)
    made = shell.card(
        html.Span(now["head"], id=HEAD),
        [
            html.Label("How far it is", htmlFor=BAR, className="visually-hidden"),
            html.Progress(id=BAR, value=now["bar"], max=str(job.total), className="imports-bar"),
            html.P(now["so_far"], id=SO_FAR, className="muted sm"),
            html.Div(
                [
                    html.Span(button("Go on", "resume", "play-fill", "primary"), id=RESUME, hidden=now["driven"]),
                    button("Cancel", "cancel", "x-lg"),
                ],
                className="imports-acts",
            ),
        ],
    )
    return html.Div(made, id=GOING, hidden=now["hidden"])


def progress(job: Any, *, driven: bool) -> dict[str, Any]:
    """The leaves of the bar; `driven` when this window asks for the chunks."""
    is_check = job.status == "checking"
    told = f"{job.imported:,} {'would be ' if is_check else ''}imported, {job.unchanged:,} unchanged, {job.refused:,} refused so far."
    rest = (
        "Keep this page open. Others can work meanwhile."
        if driven
        else "Another window is at it, or the page was closed on the way. Whatever is in stays in."
    )
    verb = "Stands at" if not driven else "Checking" if is_check else "Importing"
    return {
        "hidden": job.status not in MOVING,
        "head": f"{verb} {job.done:,} of {job.total:,} rows",
        "bar": str(job.done),
        "so_far": f"{told} {rest}",
        "driven": driven,
    }


def button(text: str, act: str, sign: str, tone: str = "light") -> Any:
    """A button that does something with the import."""
    return dbc.Button([icon(sign), text], id={"type": DO, "act": act}, color=tone)
