"""Documents as they are printed by the browser: the same letterhead, lines and signature as their PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from components import ids, shell, values
from components.words import icon, link, name
from data.core import clock

SIZES = {"a4": "A4", "a5": "A5"}
PLAIN_FLAGS = {"", "Normal", "No range"}


def page(
    title: str,
    sheet: Any,
    noun: str,
    row_id: Any,
    crumbs: list[tuple[str, str]],
    *,
    size: str,
    back: str,
    papers: Mapping[str, str] = SIZES,
) -> Any:
    """The sheet with what is done with it; the buttons stay off the paper."""
    sizes = [link(word, f"{back}?paper={key}", className="btn btn-light") for key, word in papers.items() if key != size]
    file = html.A(
        [icon("file-earmark-pdf"), "Download PDF"],
        href=f"/documents/{noun}/{row_id}.pdf?paper={size}",
        className="btn btn-light",
        download="",
    )
    # What it says is where a print is counted, before the printer is asked.
    counted = {"data-print": f"/documents/{noun}/{row_id}/prints"}
    button = html.Button([icon("printer"), "Print"], type="button", className="btn btn-primary", **counted)
    return html.Div([html.Div(shell.head(title, "", [*sizes, file, button], crumbs), className="no-print"), sheet])


def not_printed(title: str, why: str, crumbs: list[tuple[str, str]], back: str) -> Any:
    """Why there is no sheet, and the way back."""
    action = link("Back", back, className="btn btn-light")
    return html.Div([shell.head(title, "", [action], crumbs), shell.banner(why, "turm", "printer")])


def frame(head: Any, title: str, number: str, day: str, body: Any, *, zone: str, copy: int = 1, size: str = "a4") -> Any:
    """Letterhead, title and body; from the second print on it says "Duplicate"."""
    about = [f"Phone {values.phone(head.phone)}" if head.phone else ""]
    about += [f"GSTIN {head.gstin}" if head.gstin else "", f"Licence {head.licence}" if head.licence else ""]
    return html.Section(
        [
            html.Header(
                [
                    html.Div(
                        [
                            name(head.name, html.B),
                            name(head.address, html.Span) if head.address else None,
                            html.Span(" · ".join(a for a in about if a)),
                        ]
                    ),
                    html.Span("Duplicate" if copy > 1 else "", id=ids.SHEET_COPY, className="sheet-copy"),
                ]
            ),
            html.Div([html.H2(title), html.Span([html.B(number), " ", day])], className="sheet-title"),
            *(body if isinstance(body, list) else [body]),
            html.Footer(f"Printed {clock.spelt(clock.now(), zone)}"),
        ],
        className=f"card-a sheet sheet-{size}",
        **{"aria-label": f"{title} {number}"},
    )


def facts(pairs: list[tuple[str, Any]]) -> Any:
    """Names and values, two a line; empty ones are left out."""
    return html.Dl(
        [html.Div([html.Dt(term), name(value, html.Dd)]) for term, value in pairs if value],
        className="sheet-facts",
    )


def allergic(found: tuple[str, ...]) -> Any:
    """What the patient does not bear, in a box; nothing when nothing is known."""
    return html.P([html.B("Allergic to "), "; ".join(found)], className="sheet-box") if found else None


def signature(signed: Any) -> Any:
    """Who answers for the paper, under a line to sign on."""
    registration = f"Registration no. {signed.registration}" if signed.registration else ""
    return html.Div(
        [name(signed.name, html.B), *(html.Span(line) for line in (signed.qualification, registration, signed.at) if line)],
        className="sheet-sign",
    )


def lines(heads: tuple[tuple[str, str], ...], rows: list[list[Any]], notes: str, signed: Any, closing: Any = None) -> Any:
    """A table whose last line stays on one page with `closing`, the remarks and the signature; `heads` are (word, class)."""
    cells = [html.Tr([html.Td(cell, className=tone or None) for cell, (_, tone) in zip(row, heads, strict=True)]) for row in rows]
    remarks = [name(line, html.P) for line in notes.splitlines() if line.strip()]
    end = html.Tr(html.Td([closing, *remarks, signature(signed)], colSpan=len(heads), className="sheet-end"))
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(word, className=tone or None, scope="col") for word, tone in heads])),
            html.Tbody(cells[:-1]),
            html.Tbody([*cells[-1:], end], className="sheet-kept"),
        ],
        className="sheet-lines",
    )


def prescription(document: Any, zone: str, size: str = "a5") -> Any:
    """A prescription on paper; `document` as data.documents.shapes has it."""
    patient = document.patient
    known = [("Patient", patient.name), ("Code", patient.code), ("Age, sex", patient.about)]
    known += [("Doctor", document.signature.name), ("Diagnosis", document.diagnosis)]
    heads = (
        ("", "nowrap"),
        ("Medicine", ""),
        ("Pattern", "strong nowrap"),
        ("For", "nowrap"),
        ("Taken", ""),
        ("Quantity", "num nowrap"),
    )
    rows = [
        [
            str(n),
            _named(item.name, ". ".join(p for p in (item.dosage, item.instructions) if p), html.B),
            item.pattern,
            item.days,
            name(", ".join(p for p in (item.food, item.anupana) if p)),
            item.quantity,
        ]
        for n, item in enumerate(document.items, 1)
    ]
    body = [facts(known), allergic(patient.allergies), lines(heads, rows, document.notes, document.signature)]
    day = clock.spelt_day(document.day)
    return frame(document.head, "Prescription", document.number, day, body, zone=zone, copy=document.copy, size=size)


def lab_report(document: Any, zone: str, size: str = "a4") -> Any:
    """A laboratory report on paper; `document` as data.documents.shapes has it."""
    patient = document.patient
    known = [("Patient", patient.name), ("Code", patient.code), ("Age, sex", patient.about)]
    known += [("Ordered by", document.ordered_by), *document.times]
    heads = (("Test", ""), ("Result", ""), ("Flag", "nowrap"), ("Normal range", ""), ("Before", "sheet-quiet"))
    rows = [[_named(t.name, t.notes), _result(t), _marked(t, t.flag), t.range, t.previous] for t in document.tests]
    amended = html.P([html.B("Amended report. "), "It replaces what was handed out before."], className="sheet-box")
    body = [facts(known), allergic(patient.allergies), amended if document.amended else None]
    body.append(lines(heads, rows, document.notes, document.signature))
    day = clock.spelt_day(document.day)
    return frame(document.head, "Laboratory report", document.number, day, body, zone=zone, copy=document.copy, size=size)


def _named(text: str, under: str, tag: Any = html.Span) -> Any:
    return [name(text, tag), html.Div(name(under), className="sheet-quiet")] if under else [name(text, tag)]


def _result(test: Any) -> Any:
    return _marked(test, " ".join(p for p in (test.result, test.unit) if p))


def _marked(test: Any, text: str) -> Any:
    return name(text, html.Span if test.flag in PLAIN_FLAGS else html.B)
