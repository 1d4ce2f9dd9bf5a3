"""One declaration a noun; importing this package furnishes the house."""

from data.resources import clinics, rooms, users

__all__ = ["clinics", "rooms", "users"]
