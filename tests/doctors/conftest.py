"""The clinics of the patient tests, on the same Tuesday."""

from tests.patients.conftest import aster, champaka, tuesday  # noqa: F401 - fixtures
