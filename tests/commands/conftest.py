"""The command line on the database of the test."""

from __future__ import annotations

import pytest

from data.commands import run
from tests import servers


@pytest.fixture
def line(database, monkeypatch, capsys):
    """Run one command as from a shell: (exit code, standard output, standard error)."""
    monkeypatch.setenv("DATABASE_URL", database.settings.database_url)
    monkeypatch.setenv("AYURLAHI_INSTANCE", str(database.settings.instance))
    monkeypatch.setenv("AYURLAHI_SECRET_KEY", servers.SECRET)
    monkeypatch.setenv("AYURLAHI_MASTER_KEY", servers.MASTER)
    monkeypatch.setenv("AYURLAHI_MODE", "demo")

    def do(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return do


@pytest.fixture
def clinic(line) -> str:
    """The code of a new clinic."""
    assert line("clinic", "create", "Thanal Vaidyasala", "--code", "thl")[0] == 0
    return "THL"
