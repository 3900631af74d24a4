"""Python values as cells of COPY's text format that hold what Django stores in SQLite."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field

from migration_safety.core.volume.cell import NULL, escaped, text_of
from migration_safety.errors import VolumeError

# What begins thus in a column of BLOBs is bytes.  All else is text: the affinity of a column
# makes numbers of it, as it does of what Django hands over.
BYTES = "\\x"


class Encoder:
    """Encodes for one connection: its time zone is the one in which times are stored."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def encode(self, field: Field[Any, Any], value: object) -> bytes:
        """The cell of a value, as saving a model instance would store it.

        Raises VolumeError where the field or SQLite refuses the value.
        """
        try:
            stored = field.get_db_prep_save(value, self._connection)
        except Exception as error:
            # A field of anybody's may raise anything; what it says may quote the value.
            raise VolumeError(
                f"{field} does not take a value of type {type(value).__name__} "
                f"({type(error).__name__})",
                "Let the factory give it a value that the field accepts.",
            ) from error
        if hasattr(stored, "as_sql"):
            raise VolumeError(
                f"{field} got an expression of the database, {type(value).__name__}",
                "Give it a plain value: an expression has none before it is evaluated.",
            )
        if not isinstance(stored, str | bool | int | float | Decimal | bytes | memoryview | None):
            raise VolumeError(
                f"{field} stores a {type(stored).__name__}, which is no value of SQLite",
                "Leave the field out, or give it a default.",
            )
        return cell(stored)


def cell(stored: Any) -> bytes:
    """The cell of a value that SQLite stores."""
    if stored is None:
        return NULL
    if isinstance(stored, bytes | memoryview):
        return escaped(f"{BYTES}{bytes(stored).hex()}".encode())
    # A member of an enumeration has another str().
    plain = str.__str__(stored) if isinstance(stored, str) else format(stored, "")
    return escaped((str(int(stored)) if isinstance(stored, bool) else plain).encode())


def stored(cell: bytes, *, binary: bool) -> str | bytes | None:
    """What a cell becomes in a column: the way back."""
    text = text_of(cell)
    if binary and text is not None and text.startswith(BYTES):
        return bytes.fromhex(text.removeprefix(BYTES))
    return text
