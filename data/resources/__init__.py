"""One declaration a noun; importing this package furnishes the house in the order of the navigation."""

# isort: off
from data.resources import patients, appointments, waiting_list, doctors
from data.resources import rooms, users, clinics
# isort: on

__all__ = ["appointments", "clinics", "doctors", "patients", "rooms", "users", "waiting_list"]
