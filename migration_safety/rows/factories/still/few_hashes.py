"""Passwords are hashed slowly on purpose: a factory that hashes one for every row gets a few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import get_hasher

MOST = 4


@contextmanager
def few_hashes() -> Iterator[None]:
    """Within it the same password has the same hash, and many passwords share a few.

    A hash is one that the project's hasher makes: whoever knows the password can log in.
    """
    hasher = get_hasher()
    encode = hasher.encode
    known: dict[str, str] = {}

    def encoded(password: str, salt: str) -> str:
        if password not in known:
            hashes = list(known.values())
            enough = len(set(hashes)) >= MOST
            known[password] = hashes[len(hashes) % MOST] if enough else encode(password, salt)
        return known[password]

    # On the object, which Django keeps and hands to everybody.
    vars(hasher)["encode"] = encoded
    try:
        yield
    finally:
        del vars(hasher)["encode"]
