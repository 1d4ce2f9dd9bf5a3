"""A bar on standard error while somebody watches; nothing in a pipe or a log."""

from __future__ import annotations

import sys

WIDTH = 30


def draw(done: int, total: int, what: str) -> None:
    """Put the bar at `done` of `total`; drawn anew only when it moves by a hundredth."""
    step = max(1, total // 100)
    if not sys.stderr.isatty() or (done % step and done != total):
        return
    full = WIDTH * done // max(total, 1)
    end = "\n" if done >= total else ""
    sys.stderr.write(f"\r{what} {'█' * full}{'░' * (WIDTH - full)} {done:,}/{total:,}{end}")
    sys.stderr.flush()
