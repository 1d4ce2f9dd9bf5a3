"""Who works in a clinic of the tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from data.core.actor import Actor


class Staffed:
    """A clinic that has people; what has `clinic_id` gives them."""

    clinic_id: UUID

    def actor(self, *roles: str, **more: Any) -> Actor:
        """Somebody of this clinic with some roles; the same person for the same roles."""
        user_id = uuid5(self.clinic_id, " ".join(roles))
        return Actor("Somebody", frozenset(roles), user_id=user_id, clinic_id=self.clinic_id, **more)

    @property
    def desk(self) -> Actor:
        return self.actor("receptionist")

    @property
    def manager(self) -> Actor:
        return self.actor("clinic")
