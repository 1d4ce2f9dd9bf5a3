"""A bar on standard error while somebody watches; nothing in a pipe or a log."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

WIDTH = 30
Item = TypeVar("Item")


def shown(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    """The items as they are, with a bar that follows them."""
    done = 0
    for item in items:
        yield item
        done += 1
        draw(done, total, what)


def draw(done: int, total: int, what: str) -> None:
    """Put the bar at `done` of `total`; drawn anew only when it moves by a hundredth."""
    step = max(1, total // 100)
    if not sys.stderr.isatty() or (done % step and done != total):
        return
    full = WIDTH * done // max(total, 1)
    end = "\n" if done >= total else ""
    sys.stderr.write(f"\r{what} {'█' * full}{'░' * (WIDTH - full)} {done:,}/{total:,}{end}")
    sys.stderr.flush()
