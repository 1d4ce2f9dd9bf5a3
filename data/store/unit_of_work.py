"""The only place that opens and commits a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import exc
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from data.core.actor import Actor
from data.core.errors import Busy, Stale
from data.store import changes, conflicts
from data.store.site import close, connect, site

T = TypeVar("T")


@contextmanager
def reading(actor: Actor) -> Iterator[Session]:
    """A session that only reads, behind the wall of the actor's clinic."""
    with site().sessions(info={"actor": actor}) as session, session.begin():
        session.connection(execution_options={"writes": False})
        yield session


@contextmanager
def writing(actor: Actor) -> Iterator[Session]:
    """One change: all of it is committed, or nothing; a broken constraint comes back as its sentence."""
    try:
        with site().sessions(info={"actor": actor}) as session, session.begin():
            session.connection(execution_options={"writes": True})
            yield session
            session.flush()
            changes.write(session)
    except exc.IntegrityError as broken:
        raise conflicts.sentence(broken) from broken
    except StaleDataError as stale:
        raise Stale from stale
    except exc.OperationalError as busy:
        if conflicts.is_contention(busy):
            raise Busy("Someone else saved at the same moment. Try again.") from busy
        raise


def patiently(act: Callable[[], T], tries: int = 4) -> T:
    """Do an act whose transaction may meet another one; a lock conflict is tried again three times."""
    for _ in range(tries - 1):
        try:
            return act()
        except Busy:
            continue
    return act()


__all__ = ["close", "connect", "patiently", "reading", "site", "writing"]
