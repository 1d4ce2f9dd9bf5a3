"""Keys: one data key a clinic, wrapped by the master key, which is never in the database."""

from __future__ import annotations

import hmac
import os
from functools import lru_cache
from hashlib import blake2b
from threading import Lock
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Engine, insert, select

from data.core import clock
from data.core.errors import NotReady
from data.models import ClinicKey, SiteValue

PLATFORM = UUID(int=0)
NONCE, NUMBER = 12, 2
WRONG_KEY = "The master key does not open this database. Set AYURLAHI_MASTER_KEY (or its file) to the key it was made with."


@lru_cache(maxsize=4096)
def derive(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


class Keyring:
    """The unwrapped clinic keys of this process; a key not yet known is fetched and unwrapped once."""

    def __init__(self, master: bytes, engine: Engine) -> None:
        self._master, self._engine = master, engine
        self._keys: dict[tuple[UUID, int], bytes] = {}
        self._newest: dict[UUID, int] = {}
        self._lock = Lock()

    def check(self, connection: Connection) -> None:
        """Refuse to start with another master key than the database was made with."""
        expected = derive(self._master, "check").hex()
        found = connection.execute(select(SiteValue.value).where(SiteValue.name == "key-check")).scalar()
        if found is None:
            connection.execute(insert(SiteValue).values(name="key-check", value={"is": expected}))
        elif not hmac.compare_digest(found["is"], expected):
            raise NotReady(WRONG_KEY)

    def make(self, connection: Connection, clinic_id: UUID) -> None:
        """The first data key of a new clinic, or the next one at a rotation."""
        number = self._newest.get(clinic_id, 0) + 1
        key = os.urandom(32)
        wrapped = self._wrap(clinic_id, number, key)
        connection.execute(insert(ClinicKey).values(clinic_id=clinic_id, number=number, wrapped=wrapped, created_at=clock.now()))
        self._remember(clinic_id, number, key)

    def _wrap(self, clinic_id: UUID, number: int, key: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(derive(self._master, "wrap")).encrypt(nonce, key, f"{clinic_id}|{number}".encode())

    def _remember(self, clinic_id: UUID, number: int, key: bytes) -> None:
        with self._lock:
            self._keys[clinic_id, number] = key
            self._newest[clinic_id] = max(number, self._newest.get(clinic_id, 0))

    def _fetch(self, clinic_id: UUID) -> None:
        with self._engine.connect() as connection:
            rows = connection.execute(select(ClinicKey.number, ClinicKey.wrapped).where(ClinicKey.clinic_id == clinic_id)).all()
        for number, wrapped in rows:
            try:
                key = AESGCM(derive(self._master, "wrap")).decrypt(
                    wrapped[:NONCE], wrapped[NONCE:], f"{clinic_id}|{number}".encode()
                )
            except InvalidTag as bad:
                raise NotReady(WRONG_KEY) from bad
            self._remember(clinic_id, number, key)

    def newest(self, clinic_id: UUID) -> int:
        """The number of the key new envelopes of this clinic are sealed with."""
        if clinic_id not in self._newest:
            self._fetch(clinic_id)
        return self._newest[clinic_id]

    def _key(self, clinic_id: UUID, number: int, purpose: str) -> bytes:
        if clinic_id == PLATFORM:
            return derive(self._master, "platform|" + purpose)
        if (clinic_id, number) not in self._keys:
            self._fetch(clinic_id)
        if (clinic_id, number) not in self._keys:
            raise InvalidTag
        return derive(self._keys[clinic_id, number], purpose)

    def seal(self, clinic_id: UUID, purpose: str, content: bytes, label: bytes) -> bytes:
        """AES-256-GCM with the key number in front and the label authenticated."""
        number = 0 if clinic_id == PLATFORM else self.newest(clinic_id)
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self._key(clinic_id, number, purpose)).encrypt(nonce, content, label)
        return number.to_bytes(NUMBER, "big") + nonce + sealed

    def open(self, clinic_id: UUID, purpose: str, blob: bytes, label: bytes) -> bytes:
        """The content of an envelope; InvalidTag when it was changed, moved or rewound."""
        if len(blob) < NUMBER + NONCE:
            raise InvalidTag
        number = int.from_bytes(blob[:NUMBER], "big")
        key = self._key(clinic_id, number, purpose)
        return AESGCM(key).decrypt(blob[NUMBER : NUMBER + NONCE], blob[NUMBER + NONCE :], label)

    def purpose_key(self, clinic_id: UUID, purpose: str) -> bytes:
        """A stable key of the clinic that outlives rotation: the first one (search tokens, audit chain)."""
        return self._key(clinic_id, 0 if clinic_id == PLATFORM else 1, purpose)


def database_key(master: bytes) -> str:
    """The raw SQLCipher key in hexadecimal."""
    return derive(master, "sqlcipher").hex()


def mac(key: bytes, *parts: bytes) -> bytes:
    """A keyed BLAKE2b digest over length-prefixed parts."""
    digest = blake2b(key=key, digest_size=32)
    for part in parts:
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


__all__ = ["PLATFORM", "WRONG_KEY", "Keyring", "database_key", "derive", "mac"]
