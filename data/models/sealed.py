"""Patient data at rest: two sealed envelopes a row, opened only when somebody reads from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, event
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

CLASSES = ("ident", "clinical")


class Cabinet:
    """Where the functions that seal and open are hung by the store; models know no key."""

    seal: Callable[[UUID, str, bytes, bytes], bytes]
    open: Callable[[UUID, str, bytes, bytes], bytes]


class Sealed:
    """A row attribute that lives inside an envelope."""

    def __init__(
        self,
        envelope: str,
        key: str = "",
        decode: Callable[[Any], Any] | None = None,
        encode: Callable[[Any], Any] | None = None,
    ) -> None:
        self.envelope, self.key, self.decode, self.encode = envelope, key, decode, encode

    def __set_name__(self, _owner: type, name: str) -> None:
        self.key = self.key or name

    def __get__(self, row: Any, _owner: type) -> Any:
        if row is None:
            return self
        value = row.envelope(self.envelope).get(self.key)
        return self.decode(value) if self.decode and value is not None else value

    def __set__(self, row: Any, value: Any) -> None:
        row.put(self.envelope, self.key, self.encode(value) if self.encode and value is not None else value)


class SealedRow:
    """Columns of the envelopes; `*_seal_no` rises each time that envelope is sealed anew."""

    # People write here whom and what a deleted row was about; clinical nouns keep it with their clinical texts.
    delete_reason: Any = Sealed("ident")
    ident_seal_no: Mapped[int] = mapped_column(default=0)
    clinical_seal_no: Mapped[int] = mapped_column(default=0)

    @declared_attr
    def ident_sealed(cls) -> Mapped[bytes | None]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return mapped_column(LargeBinary)

    @declared_attr
    def clinical_sealed(cls) -> Mapped[bytes | None]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return mapped_column(LargeBinary, deferred=True)

    def envelope(self, name: str) -> dict[str, Any]:
        """The opened envelope; a changed seal number means it was read anew and is opened again."""
        opened = self.__dict__.setdefault("_opened", {})
        number = getattr(self, name + "_seal_no") or 0
        if name not in opened or opened[name][0] != number:
            blob = getattr(self, name + "_sealed")
            text = Cabinet.open(self.clinic_id, name, blob, self.seal_label(name)) if blob else b"{}"  # type: ignore[attr-defined]
            opened[name] = (number, json.loads(text))
        content: dict[str, Any] = opened[name][1]
        return content

    def seal_label(self, name: str) -> bytes:
        """What the ciphertext is bound to: table, class, clinic, row and seal number."""
        number = getattr(self, name + "_seal_no")
        return f"{self.__tablename__}|{name}|{self.clinic_id}|{self.id}|{number}".encode()  # type: ignore[attr-defined]

    def put(self, name: str, key: str, value: Any) -> None:
        """Change one value of an envelope; it is sealed anew at the flush."""
        content = self.envelope(name)
        if content.get(key) == value:
            return
        unsealed = self.__dict__.setdefault("_unsealed", set())
        content = {**content, key: value}
        if name not in unsealed:
            unsealed.add(name)
            setattr(self, name + "_seal_no", (getattr(self, name + "_seal_no") or 0) + 1)
        self.__dict__["_opened"][name] = (getattr(self, name + "_seal_no"), content)


def _seal_envelopes(_mapper: Any, _connection: Any, row: SealedRow) -> None:
    for name in sorted(row.__dict__.pop("_unsealed", ())):
        content = json.dumps(row.__dict__["_opened"][name][1], ensure_ascii=False, separators=(",", ":")).encode()
        setattr(row, name + "_sealed", Cabinet.seal(row.clinic_id, name, content, row.seal_label(name)))  # type: ignore[attr-defined]


event.listen(SealedRow, "before_insert", _seal_envelopes, propagate=True)
event.listen(SealedRow, "before_update", _seal_envelopes, propagate=True)
