"""What a site decides from outside: environment in, one frozen record out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.core.errors import NotReady

KEY_HEX = 64


@dataclass(frozen=True, slots=True)
class Settings:
    """Keys are 32 bytes; `database_url` is a SQLAlchemy address; `cipher` turns SQLCipher off for one test."""

    database_url: str
    secret_key: str
    master_key: bytes
    mode: str = "demo"
    host: str = "127.0.0.1"
    port: int = 8050
    public_url: str = ""
    files_url: str = ""
    smtp_url: str = ""
    instance: Path = Path("instance")
    cipher: bool = True

    @property
    def is_demo(self) -> bool:
        """Demo accounts and generated keys are allowed only here."""
        return self.mode == "demo"

    @property
    def is_https(self) -> bool:
        """Behind a TLS proxy, so cookies are Secure."""
        return self.public_url.startswith("https://")


def from_env(env: Mapping[str, str] = os.environ) -> Settings:
    """Settings of this process; NotReady with one sentence when something needed is missing."""
    mode = env.get("AYURLAHI_MODE", "demo")
    if mode not in {"demo", "production"}:
        raise NotReady("AYURLAHI_MODE is demo or production.")
    instance = Path(env.get("AYURLAHI_INSTANCE", "instance"))
    instance.mkdir(parents=True, exist_ok=True)
    host, public_url = env.get("HOST", "127.0.0.1"), env.get("PUBLIC_URL", "")
    if host not in {"127.0.0.1", "localhost", "::1"} and not public_url.startswith("https://"):
        raise NotReady("Without PUBLIC_URL=https://… only loopback is served. Set PUBLIC_URL or leave HOST alone.")
    return Settings(
        database_url=env.get("DATABASE_URL") or f"sqlite:///{(instance / 'ayurlahi.db').resolve()}",
        secret_key=_key(env, "AYURLAHI_SECRET_KEY", instance / "secret.key", mode),
        master_key=bytes.fromhex(_hex(_key(env, "AYURLAHI_MASTER_KEY", instance / "master.key", mode))),
        mode=mode,
        host=host,
        port=int(env.get("PORT", "8050")),
        public_url=public_url,
        smtp_url=env.get("SMTP_URL", ""),
        files_url=env.get("FILES_URL") or str(instance / "files"),
        instance=instance,
    )


def _key(env: Mapping[str, str], name: str, path: Path, mode: str) -> str:
    if env.get(name):
        return env[name]
    if env.get(name + "_FILE"):
        return Path(env[name + "_FILE"]).read_text().strip()
    if mode == "production":
        raise NotReady(f"{name} is missing. Set it, or {name}_FILE, to 64 hexadecimal characters.")
    if not path.exists():
        _write_key(path)
    return path.read_text().strip()


def _write_key(path: Path) -> None:
    # Two starting workers may race here: the first file stays, the second is dropped.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))


def _hex(text: str) -> str:
    if len(text) != KEY_HEX or any(c not in "0123456789abcdefABCDEF" for c in text):
        raise NotReady("AYURLAHI_MASTER_KEY is not 64 hexadecimal characters.")
    return text
