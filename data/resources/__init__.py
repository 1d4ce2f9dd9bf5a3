"""One declaration a noun; importing this package furnishes the house."""

from data.resources import clinics, rooms

__all__ = ["clinics", "rooms"]
