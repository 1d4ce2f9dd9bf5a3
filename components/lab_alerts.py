"""Critical results that somebody must still be told: panels with the read-back form, which nobody can dismiss."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from components import ids, values
from data.core import clock

NOUN = "lab_alerts"
DATA, DRAWN, ACT, ANSWER, OF = (ids.part(NOUN, part) for part in ("data", "drawn", "act", "answer", "of"))


def box(alerts: list[Any], zone: str, report_id: str = "") -> Any:
    """Where the panels stand; the browser draws them from the store and keeps what is typed. `report_id` narrows to one report."""
    return html.Div(
        [
            dcc.Store(id=DATA, data=drawing(alerts, zone, on_report=bool(report_id))),
            dcc.Store(id=DRAWN),
            dcc.Store(id=ACT),
            dcc.Store(id=ANSWER),
            dcc.Store(id=OF, data=report_id),
            html.Div(**{"data-lab-alerts": ""}),
        ]
    )


def over(alerts: list[Any], zone: str, page: Any) -> Any:
    """The panels above a page."""
    return html.Div([box(alerts, zone), page])


def drawing(alerts: list[Any], zone: str, *, on_report: bool) -> list[dict[str, str]]:
    """One panel an alert, as text."""
    now = clock.now()
    return [
        {
            "line": alert.line_id,
            "report": alert.report_id,
            "title": f"{'' if on_report else alert.patient + ': '}{alert.test} {alert.result} {alert.unit}".strip()
            + " is critical",
            "detail": _detail(alert, now, zone),
            "href": "" if on_report else f"/dashboard/lab-reports/{alert.report_id}",
            "told": alert.doctor,
            "time": values.clock_time(now, zone),
        }
        for alert in alerts
    ]


def _detail(alert: Any, now: Any, zone: str) -> str:
    old = values.minutes((now - alert.resulted_at).total_seconds() / 60)
    limit = f"Critical {alert.critical_range}. " if alert.critical_range else ""
    return f"{limit}Resulted {values.instant(alert.resulted_at, zone)}, {old} ago. Tell a doctor and hear the number read back within 60 minutes."
