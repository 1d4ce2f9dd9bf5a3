"""Finished readings, kept until something they rest on changes, or the minute does."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

KEPT = 512


class Shelf:
    """Readings by (what, clinic, whose, range, change number, minute); the oldest go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = Lock()

    def take(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """The kept value, or a new one."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


SHELF = Shelf()
