"""A writer that takes rows to nowhere: what is left is the making of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def write(
    address: str,
    *,
    run: int,
    table: str,
    columns: Sequence[str],
    chunk: int,
    lines: Iterable[bytes],
    amends: str = "",
) -> int:
    """The doors are those of a database's writer; returns the number of rows."""
    return sum(batch.count(b"\n") for batch in lines)
