"""Clinics and their rooms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.core.trade_terms import PHARMACIST_ORDER_LIMIT
from data.models.base import Base, ClinicOwned, Kept, live_unique
from data.models.organisations import Organisation

DISCOUNT_CAPS = {"receptionist": 10, "pharmacist": 5}  # percent of the gross charge, where the clinic has not said


class Clinic(Organisation, Kept, Base):
    """An organisation that treats patients and buys medicines."""

    __tablename__ = "clinics"
    __table_args__ = (
        Index("uq_clinics_clinic_code", "clinic_code", unique=True),
        live_unique("uq_clinics_gstin", "gstin"),
        live_unique("uq_clinics_license_number", "license_number"),
    )

    clinic_code: Mapped[str] = mapped_column(String(3))
    clinic_name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(60), default="Asia/Kolkata")
    share_phone_with_supplier: Mapped[bool] = mapped_column(Boolean, default=False)
    reception_may_complete: Mapped[bool] = mapped_column(Boolean, default=False)
    slot_minutes: Mapped[int] = mapped_column(default=30)
    payment_terms_days: Mapped[int] = mapped_column(default=0, server_default="0")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def lab_second_person(self) -> bool:
        """Whether somebody else than who entered them verifies the results of the laboratory."""
        return bool((self.settings or {}).get("lab_second_person"))

    @lab_second_person.setter
    def lab_second_person(self, value: bool) -> None:
        self.settings = {**(self.settings or {}), "lab_second_person": bool(value)}

    @property
    def pharmacist_order_limit(self) -> int:
        """Up to how many paise a pharmacist orders without asking."""
        return int((self.settings or {}).get("pharmacist_order_limit", PHARMACIST_ORDER_LIMIT))

    @pharmacist_order_limit.setter
    def pharmacist_order_limit(self, paise: int | None) -> None:
        if paise is not None:
            self.settings = {**(self.settings or {}), "pharmacist_order_limit": paise}

    @property
    def clinic_id(self) -> UUID:
        """A clinic belongs to itself."""
        return self.id

    @property
    def discount_cap_reception(self) -> int:
        """The discount reception gives without asking, in percent."""
        return self.discount_cap("receptionist")

    @discount_cap_reception.setter
    def discount_cap_reception(self, percent: int | None) -> None:
        self._keep_cap("receptionist", percent)

    @property
    def discount_cap_pharmacy(self) -> int:
        """The discount the pharmacy gives without asking, in percent."""
        return self.discount_cap("pharmacist")

    @discount_cap_pharmacy.setter
    def discount_cap_pharmacy(self, percent: int | None) -> None:
        self._keep_cap("pharmacist", percent)

    def discount_cap(self, role: str) -> int:
        """What a role may give, in percent; the manager all of it, who is not named nothing."""
        if role == "clinic":
            return 100
        return int((self.settings or {}).get("discount_caps", {}).get(role, DISCOUNT_CAPS.get(role, 0)))

    def _keep_cap(self, role: str, percent: int | None) -> None:
        if percent is not None:
            caps = {**(self.settings or {}).get("discount_caps", {}), role: percent}
            self.settings = {**(self.settings or {}), "discount_caps": caps}


class Room(ClinicOwned, Kept, Base):
    """A room a visit can take place in."""

    __tablename__ = "rooms"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        live_unique("uq_rooms_name", "clinic_id", "name"),
    )

    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20), default="consultation")
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
