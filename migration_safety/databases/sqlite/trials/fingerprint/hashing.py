"""Hashes of values as they are stored, seeded by the key of their row."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

Value = int | float | str | bytes | None
MASK = (1 << 64) - 1
VALUE, EXACT = "value", "value and storage class"


def hashed(value: Value, seed: bytes = b"", *, exact: bool = False) -> int:
    """64 bits.  A number is the same whether it is stored as INTEGER or REAL, unless `exact`."""
    return int.from_bytes(digest([value], seed, exact=exact))


def digest(values: Iterable[Value], seed: bytes = b"", *, exact: bool = False) -> bytes:
    """Eight bytes for several values in their order."""
    found = blake2b(seed, digest_size=8)
    for value in values:
        encoded = _encoded(value, exact)
        found.update(b"%d:" % len(encoded) + encoded)
    return found.digest()


def method(*, exact: bool) -> str:
    """What hashes have to have in common to be compared."""
    return EXACT if exact else VALUE


def _encoded(value: Value, exact: bool) -> bytes:
    if value is None:
        return b""
    if isinstance(value, str):
        return b"t" + value.encode("utf-8", "surrogateescape")
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, float) and value.is_integer() and not exact:
        value = int(value)
    return repr(value).encode()
