"""Days between two dates, in the words of each database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, Integer, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it stands for
    """Whole days from the second date to the first; both columns or values."""

    type = Integer()
    inherit_cache = True

    def __init__(self, until: Any, since: Any) -> None:
        super().__init__(*(one if hasattr(one, "__clause_element__") else literal(one, Date()) for one in (until, since)))


@compiles(days_between, "sqlite")
def _sqlite(element: Any, compiler: Any, **more: Any) -> str:
    until, since = (compiler.process(clause, **more) for clause in element.clauses)
    return f"CAST(julianday({until}) - julianday({since}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _postgresql(element: Any, compiler: Any, **more: Any) -> str:
    until, since = (compiler.process(clause, **more) for clause in element.clauses)
    return f"({until} - CAST({since} AS DATE))"
