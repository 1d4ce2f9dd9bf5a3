"""The address behind a UPI code, and the code itself as a picture."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote, urlencode

import segno

from data.core.money import plain


def address(vpa: str, payee: str, amount: int, note: str) -> str:
    """`upi://pay` with payee, amount (paise) and a note such as the number of a bill."""
    named = {"pa": vpa, "pn": payee, "am": plain(amount), "cu": "INR", "tn": note, "tr": note}
    return "upi://pay?" + urlencode({key: value for key, value in named.items() if value}, safe="@", quote_via=quote)


def picture(link: str) -> str:
    """The code as a data address that a page may show, dark on white so that any phone reads it."""
    return str(segno.make(link, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff"))


def svg(link: str) -> str:
    """The code as an SVG document of its own, for paper."""
    drawn = BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", xmldecl=False, nl=False, scale=4, border=0, dark="#000", omitsize=True)
    return drawn.getvalue().decode()
