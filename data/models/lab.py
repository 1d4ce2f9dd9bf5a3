"""The laboratory: what it can measure, what was ordered, and what was found."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, ClinicOwned, Exact, Kept, Keyed, live_unique
from data.models.doctors import Doctor
from data.models.patients import Patient
from data.models.sealed import Sealed, SealedRow


class LabTest(ClinicOwned, Kept, Base):
    """One test of the catalogue; targets in minutes from order to verification, `price` in paise."""

    __tablename__ = "lab_tests"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        live_unique("uq_lab_tests_code", "clinic_id", "test_code"),
        Index("ix_lab_tests_name", "clinic_id", "test_name", "id"),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("decimals BETWEEN 0 AND 4", name="decimals"),
    )

    test_code: Mapped[str] = mapped_column(String(20))
    test_name: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(8), default="number")
    decimals: Mapped[int] = mapped_column(default=1)
    sample: Mapped[str | None] = mapped_column(String(40))
    target_routine: Mapped[int | None]
    target_urgent: Mapped[int | None]
    target_stat: Mapped[int | None]
    price: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)

    bands: Mapped[list[LabRange]] = relationship(
        lazy="raise",
        order_by="(LabRange.sex, LabRange.age_from)",
        primaryjoin="and_(LabTest.id == foreign(LabRange.test_id), LabRange.deleted_at.is_(None))",
        cascade="save-update",
    )
    memberships: Mapped[list[LabPanelTest]] = relationship(
        lazy="raise", primaryjoin="LabTest.id == foreign(LabPanelTest.test_id)", cascade="save-update, delete, delete-orphan"
    )

    @property
    def ranges(self) -> list[dict[str, Any]]:
        """The limits as the form has them; a rule makes rows of what was set."""
        if "_ranges" in self.__dict__:
            return list(self.__dict__["_ranges"])
        alive = (band for band in self.bands if band.deleted_at is None)
        return [{name: getattr(band, name) for name in RANGE_PARTS} for band in alive]

    @ranges.setter
    def ranges(self, value: list[dict[str, Any]]) -> None:
        self.__dict__["_ranges"] = value

    @property
    def panels(self) -> list[str]:
        """The names of the panels the test belongs to; a rule makes rows of what was set."""
        if "_panels" in self.__dict__:
            return list(self.__dict__["_panels"])
        return sorted(member.panel.name for member in self.memberships)

    @panels.setter
    def panels(self, value: list[str]) -> None:
        self.__dict__["_panels"] = value


RANGE_PARTS = (
    "sex", "age_from", "age_to", "normal_low", "normal_high", "critical_low", "critical_high", "plausible_low", "plausible_high",
)  # fmt: skip


class LabRange(ClinicOwned, Kept, Base):
    """The limits of a test for a sex ("any" for both) and ages [age_from, age_to) in completed months."""

    __tablename__ = "lab_ranges"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "test_id"], ["lab_tests.clinic_id", "lab_tests.id"], name="fk_lab_ranges_test"),
        Index("ix_lab_ranges_test", "clinic_id", "test_id"),
        CheckConstraint("age_from < age_to", name="age"),
    )

    test_id: Mapped[UUID]
    sex: Mapped[str] = mapped_column(String(6), default="any")
    age_from: Mapped[int] = mapped_column(default=0)
    age_to: Mapped[int] = mapped_column(default=1800)
    normal_low: Mapped[Decimal | None] = mapped_column(Exact)
    normal_high: Mapped[Decimal | None] = mapped_column(Exact)
    critical_low: Mapped[Decimal | None] = mapped_column(Exact)
    critical_high: Mapped[Decimal | None] = mapped_column(Exact)
    plausible_low: Mapped[Decimal | None] = mapped_column(Exact)
    plausible_high: Mapped[Decimal | None] = mapped_column(Exact)


class LabPanel(ClinicOwned, Kept, Base):
    """Tests that are ordered together under one name."""

    __tablename__ = "lab_panels"
    __table_args__ = (UniqueConstraint("clinic_id", "id"), live_unique("uq_lab_panels_name", "clinic_id", "name"))

    name: Mapped[str] = mapped_column(String(120))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)


class LabPanelTest(ClinicOwned, Keyed, Base):
    """One test of a panel, in its order."""

    __tablename__ = "lab_panel_tests"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "panel_id"], ["lab_panels.clinic_id", "lab_panels.id"], name="fk_lab_panel_tests_panel"
        ),
        ForeignKeyConstraint(["clinic_id", "test_id"], ["lab_tests.clinic_id", "lab_tests.id"], name="fk_lab_panel_tests_test"),
        Index("uq_lab_panel_tests", "panel_id", "test_id", unique=True),
        Index("ix_lab_panel_tests_test", "clinic_id", "test_id"),
        Index("ix_lab_panel_tests_panel", "clinic_id", "panel_id"),
    )

    panel_id: Mapped[UUID]
    test_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(default=0)

    panel: Mapped[LabPanel] = relationship(
        lazy="raise", primaryjoin="LabPanel.id == foreign(LabPanelTest.panel_id)", cascade="save-update"
    )


class LabReport(SealedRow, ClinicOwned, Kept, Base):
    """One order with its tests: local dates as the plan names them, beside the six instants that turnaround is made of.

    `target_minutes` is the largest target of its tests for its priority; `critical_open` counts critical results
    nobody has read back yet.
    """

    __tablename__ = "lab_reports"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        Index("uq_lab_reports_number", "report_number", unique=True),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"], name="fk_lab_reports_patient"),
        ForeignKeyConstraint(["clinic_id", "doctor_id"], ["doctors.clinic_id", "doctors.id"], name="fk_lab_reports_doctor"),
        ForeignKeyConstraint(
            ["clinic_id", "appointment_id"], ["appointments.clinic_id", "appointments.id"], name="fk_lab_reports_appointment"
        ),
        Index("ix_lab_reports_patient", "clinic_id", "patient_id", "ordered_at"),
        Index("ix_lab_reports_doctor", "clinic_id", "doctor_id", "ordered_at"),
        Index("ix_lab_reports_appointment", "clinic_id", "appointment_id"),
        Index("ix_lab_reports_status", "clinic_id", "status", "due_at", "id"),
        Index("ix_lab_reports_ordered", "clinic_id", "ordered_at", "id"),
        Index("ix_lab_reports_verified", "clinic_id", "verified_at", "id"),
        Index("ix_lab_reports_received", "clinic_id", "received_at"),
        live_unique("uq_lab_reports_external", "clinic_id", "external_source", "external_id"),
    )

    report_number: Mapped[str] = mapped_column(String(20))
    patient_id: Mapped[UUID]
    doctor_id: Mapped[UUID]
    appointment_id: Mapped[UUID | None]
    order_date: Mapped[date] = mapped_column(Date)
    collection_date: Mapped[date | None] = mapped_column(Date)
    report_date: Mapped[date | None] = mapped_column(Date)
    priority: Mapped[str] = mapped_column(String(8), default="routine")
    status: Mapped[str] = mapped_column(String(16), default="ordered")
    ordered_at: Mapped[datetime]
    collected_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    resulted_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    target_minutes: Mapped[int | None]
    due_at: Mapped[datetime | None]
    resulted_by: Mapped[UUID | None]
    verified_by: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None]
    is_amended: Mapped[bool] = mapped_column(Boolean, default=False)
    critical_open: Mapped[int] = mapped_column(default=0)
    times_printed: Mapped[int] = mapped_column(default=0)
    external_source: Mapped[str | None] = mapped_column(String(30))
    external_id: Mapped[str | None] = mapped_column(String(64))

    delete_reason = Sealed("clinical")
    notes = Sealed("clinical")
    cancellation_reason = Sealed("clinical")

    patient: Mapped[Patient] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Patient.id == foreign(LabReport.patient_id), Patient.clinic_id == LabReport.clinic_id)",
    )
    doctor: Mapped[Doctor] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Doctor.id == foreign(LabReport.doctor_id), Doctor.clinic_id == LabReport.clinic_id)",
    )
    lines: Mapped[list[LabReportTest]] = relationship(
        lazy="raise",
        order_by="LabReportTest.position",
        primaryjoin="LabReport.id == foreign(LabReportTest.report_id)",
        cascade="save-update",
    )

    @property
    def tests(self) -> list[str]:
        """The codes of what was ordered; a rule makes lines of codes and panels that were set."""
        if "_tests" in self.__dict__:
            return list(self.__dict__["_tests"])
        return [line.test_code or line.test_name for line in self.lines]

    @tests.setter
    def tests(self, value: list[str]) -> None:
        self.__dict__["_tests"] = value

    @property
    def results(self) -> list[str]:
        """What was found, as "CODE=value"; a rule puts what was set into the lines."""
        if "_results" in self.__dict__:
            return list(self.__dict__["_results"])
        return [f"{line.test_code or line.test_name}={line.result}" for line in self.lines if line.result]

    @results.setter
    def results(self, value: list[str]) -> None:
        self.__dict__["_results"] = value


class LabReportTest(SealedRow, ClinicOwned, Keyed, Base):
    """One test of a report: its result, and the flag and range as they were when it was entered."""

    __tablename__ = "lab_report_tests"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(
            ["clinic_id", "report_id"], ["lab_reports.clinic_id", "lab_reports.id"], name="fk_lab_report_tests_report"
        ),
        ForeignKeyConstraint(["clinic_id", "test_id"], ["lab_tests.clinic_id", "lab_tests.id"], name="fk_lab_report_tests_test"),
        Index("uq_lab_report_tests_position", "report_id", "position", unique=True),
        Index("ix_lab_report_tests_report", "clinic_id", "report_id"),
        Index("ix_lab_report_tests_test", "clinic_id", "test_id"),
        Index("ix_lab_report_tests_code", "clinic_id", "test_code"),
        Index("ix_lab_report_tests_flag", "clinic_id", "flag", "read_back_at"),
    )

    report_id: Mapped[UUID]
    test_id: Mapped[UUID | None]
    position: Mapped[int]
    test_code: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10), default="pending")
    flag: Mapped[str] = mapped_column(String(14), default="none")
    target_minutes: Mapped[int | None]
    resulted_at: Mapped[datetime | None]
    resulted_by: Mapped[UUID | None]
    read_back_at: Mapped[datetime | None]

    test_name = Sealed("clinical")
    result = Sealed("clinical")
    unit = Sealed("clinical")
    normal_range = Sealed("clinical")
    notes = Sealed("clinical")
    panel = Sealed("clinical")
    critical_range = Sealed("clinical")
    told_to = Sealed("clinical")
    read_back_by = Sealed("clinical")


class LabReportEvent(SealedRow, ClinicOwned, Keyed, Base):
    """One move, rejection, correction or amendment of a report; the history behind the rejection rate and the trail of values."""

    __tablename__ = "lab_report_events"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "report_id"], ["lab_reports.clinic_id", "lab_reports.id"], name="fk_lab_report_events_report"
        ),
        Index("ix_lab_report_events_report", "clinic_id", "report_id", "at"),
        Index("ix_lab_report_events_kind", "clinic_id", "kind", "at"),
    )

    report_id: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[UUID | None]
    from_status: Mapped[str | None] = mapped_column(String(16))
    to_status: Mapped[str | None] = mapped_column(String(16))
    reason_code: Mapped[str | None] = mapped_column(String(20))

    reason = Sealed("clinical")
    before = Sealed("clinical")
    after = Sealed("clinical")
