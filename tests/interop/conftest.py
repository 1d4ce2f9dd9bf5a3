"""A new clinic on a fresh database of each kind, and files to bring in."""

from __future__ import annotations

import csv

import pytest

import data.resources  # noqa: F401 - declares the nouns
from data.core.actor import system
from data.interop import csv_rows, incoming
from data.store import write


def clinic(name: str, code: str):
    """The program inside a new clinic."""
    return system(write.create("clinics", system(), {"clinic_name": name, "clinic_code": code}))


@pytest.fixture
def thanal(database):
    return clinic("Thanal Vaidyasala", "THL")


@pytest.fixture
def kaveri(database):
    return clinic("Kaveri Chikitsalaya", "KVR")


@pytest.fixture
def file(tmp_path):
    """Rows (dicts) as a CSV file."""

    def make(noun: str, *rows: dict):
        path = tmp_path / f"{noun}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return make


@pytest.fixture
def bring(file):
    """Import rows of a noun into an actor's clinic; the report."""

    def do(actor, noun: str, *rows: dict, **more):
        return incoming.take_in(actor, csv_rows.read_file(noun, file(noun, *rows)), **more)

    return do


def carried(source, target, noun: str, tmp_path):
    """Export a noun from one clinic and import the file into another; the report."""
    path = tmp_path / f"{noun}-out.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(csv_rows.write_rows(noun, source))
    return incoming.take_in(target, csv_rows.read_file(noun, path))


def exported(actor, noun: str) -> list[dict[str, str]]:
    """The rows of an export by column, in the order of their codes or ids."""
    header, *lines = csv_rows.write_rows(noun, actor)
    return [dict(zip(header, line, strict=True)) for line in sorted(lines)]
