"""The laboratory's figures, for the clinic, the laboratory, and a doctor about her own orders (register_page through the routes)."""

from __future__ import annotations

from typing import Any

from components import lab_figures, routes, table
from data.analytics import lab_home as figures
from data.analytics.figures import FIGURES
from data.core import clock, roles
from data.core.actor import Actor
from data.core.errors import NotAllowed


def layout(actor: Actor, query: dict[str, str]) -> Any:
    """Figures of the chosen days, test and clock."""
    if not figures.sees(actor):
        raise NotAllowed
    test, time = query.get("test_code", ""), query.get("time", lab_figures.CALENDAR)
    wrong = [
        word
        for word, is_read in (("Test", len(test) <= figures.LONGEST_CODE), ("Time", time in lab_figures.TIMES))
        if not is_read
    ]
    test, time = ("" if "Test" in wrong else test), (lab_figures.CALENDAR if "Time" in wrong else time)
    query = {**query, "test_code": test, "time": time} if wrong else query
    start, end = figures.last_days(query.get("days", ""), lab_figures.RANGES, clock.today(actor.zone))
    found = figures.readings(actor, start, end, test, time)
    own = "" if figures.sees_whole(actor) else str(actor.doctor_id)
    opens_lists = roles.allowed(actor, "lab_reports", "list")
    made = lab_figures.page(found, query, FIGURES, actor.zone, own, opens_lists=opens_lists)
    return table.without(made, wrong) if wrong else made


routes.page("/dashboard/lab-reports/figures", layout, "analytics.view", "Laboratory figures")
