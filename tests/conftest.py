"""Databases, people and the product, for every test."""

from __future__ import annotations

import gc
import shutil
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from sqlalchemy import Engine

import data.resources  # noqa: F401 - declares the nouns
from data.core import clock
from data.core.settings import Settings
from data.store import engine, migrate
from data.store import site as open_site
from data.store.unit_of_work import close, connect, site
from tests import fresh, servers

_engines: dict[str, Engine] = {}
# No test pulls the plug of this process, so its SQLite does not wait for the disk; the product's own processes do.
engine.PRAGMAS = tuple(p.replace("synchronous=FULL", "synchronous=OFF") for p in engine.PRAGMAS)
gc.freeze()  # what is imported stays; a tenth of the time of the database tests went into looking at it again and again
gc.set_threshold(50_000)


LONGEST = ("test_look.py", "test_jobs.py", "test_synthea.py")  # the second and third need no demo while the first one loads it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, then what uses a browser, so that no worker is left alone with one of them."""
    items.sort(key=lambda item: _length(item.path))


def _length(file: Path) -> tuple[int, bool]:
    return LONGEST.index(file.name) if file.name in LONGEST else len(LONGEST), "browser" not in file.parts


def one_engine(settings: Settings) -> Engine:
    """The engine of an address, opened once: what SQLAlchemy has compiled serves every fresh database that stands there."""
    if settings.database_url not in _engines:
        _engines[settings.database_url] = engine.open_engine(settings)
    return _engines[settings.database_url]


def settings_for(url: str, folder: Path, **more) -> Settings:
    """Settings with the keys of the tests."""
    return Settings(url, servers.SECRET, bytes.fromhex(servers.MASTER), instance=folder, files_url=str(folder / "files"), **more)


def prepare() -> None:
    """Tables, triggers and the key check on the open database."""
    migrate.upgrade()
    with site().engine.begin() as connection:
        site().keys.check(connection)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """A migrated SQLite file that each test copies."""
    folder = tmp_path_factory.mktemp("sqlite")
    connect(settings_for(f"sqlite:///{folder}/template.db", folder))
    prepare()
    close()
    return folder / "template.db"


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory):
    """One server for all tests, with a migrated template."""
    folder = tmp_path_factory.mktemp("pg")
    with servers.postgresql(folder) as address:
        servers.run_sql(address, "CREATE DATABASE template_ay")
        connect(settings_for(sqlalchemy_address(address, "template_ay"), folder))
        prepare()
        close()
        yield address


def sqlalchemy_address(address: str, name: str) -> str:
    """The same server, another database, through psycopg."""
    return address.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, monkeypatch):
    """A fresh database of each kind, open in this process; each stands where the one before it stood."""
    monkeypatch.setattr(open_site, "open_engine", one_engine)
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        file = template.with_name("test.db")
        for left in template.parent.glob("test.db*"):
            left.unlink()
        shutil.copyfile(template, file)
        url = f"sqlite:///{file}"
    else:
        server = request.getfixturevalue("postgresql_server")
        fresh.database(server, "test", "template_ay")
        url = sqlalchemy_address(server, "test")
    yield connect(settings_for(url, tmp_path))
    close()


@pytest.fixture(autouse=True)
def machine_clock():
    """No test leaves its clock behind."""
    yield
    clock.set_now(None)


@pytest.fixture(scope="session")
def demo(tmp_path_factory, worker_id) -> Path:
    """The small demo, loaded once by the product's own command for all workers; nobody writes to it."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "demo"
    with (folder.parent / "demo.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not (folder / "loaded").exists():
            servers.demo_instance(folder)
            (folder / "loaded").touch()
    return folder
