"""One declaration a noun; importing this package furnishes the house."""

from data.resources import appointments, clinics, rooms, users

__all__ = ["appointments", "clinics", "rooms", "users"]
