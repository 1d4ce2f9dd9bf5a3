"""Whether database and keys answer."""

from __future__ import annotations

from sqlalchemy import exc

from data.core.errors import NotReady
from data.store.site import site


def problem() -> str | None:
    """The sentence that stands in the way, or None."""
    try:
        with site().engine.connect() as connection:
            site().keys.check(connection)
    except NotReady as not_ready:
        return not_ready.message
    except exc.SQLAlchemyError:
        return "The database does not answer."
    return None
