"""Small pieces of text and sign that every screen uses."""

from __future__ import annotations

from typing import Any

from dash import dcc, html


def icon(name: str, className: str = "") -> Any:
    """A decorative sign."""
    return html.I(className=f"bi bi-{name} {className}".strip(), **{"aria-hidden": "true"})


def link(content: Any, href: str, className: str = "", **rest: Any) -> Any:
    """A link inside the application: no reload."""
    return dcc.Link(content, href=href, className=className or None, **rest)


def script_of(text: str) -> str | None:
    """The language mark of a text in another script, so that fonts and readers follow."""
    if any("ഀ" <= c <= "ൿ" for c in text):
        return "ml"
    return "hi" if any("ऀ" <= c <= "ॿ" for c in text) else None


def name(text: str, tag: Any = html.Span, **rest: Any) -> Any:
    """A person's name, marked with its language when it is not in Latin letters."""
    language = script_of(text)
    return tag(text, lang=language, **rest) if language else tag(text, **rest)
