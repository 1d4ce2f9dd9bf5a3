"""How many packs can be ordered: the smallest order, the step, and what is there (marketplace.md §12)."""

from __future__ import annotations


def fitting(wanted: int, *, smallest: int, step: int, available: int) -> int:
    """Packs raised to the smallest order, up to the step, then down to the largest valid number there is; 0 when none is."""
    packs = -(-max(wanted, smallest) // step) * step
    packs = min(packs, available // step * step)
    return packs if packs >= smallest else 0
