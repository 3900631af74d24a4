"""Values that are the row's number, written as their type wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Address

from migration_safety.rows.sources.chunk import Chunk

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def code(number: int) -> str:
    """In base 36: short, and another one whatever the collation makes of capitals."""
    text = ""
    while number or not text:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text


def moment(microseconds: int) -> str:
    """The time so long after 1970, without an offset."""
    return f"{EPOCH + timedelta(microseconds=microseconds):%Y-%m-%d %H:%M:%S.%f}"


def time_of_day(microseconds: int) -> str:
    """The time so long after midnight."""
    return f"{EPOCH + timedelta(microseconds=microseconds):%H:%M:%S.%f}"


FORMATS: dict[str, Callable[[int], str]] = {
    "number": str,
    "code": code,
    "date": lambda days: date.fromordinal(days).isoformat(),
    "moment": moment,
    "time": time_of_day,
    "address": lambda number: str(IPv4Address(number)),
    "uuid": lambda number: f"{number:032x}",
    "bytes": lambda number: f"\\\\x{number:016x}",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """`before` + the number `low + step * row` in `format` + `after`; `capacity` rows of it."""

    column: str
    format: str = "number"
    low: int = 1
    step: int = 1
    capacity: int | None = None
    before: str = ""
    after: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        shown, low, step = FORMATS[self.format], self.low, self.step
        before, after = self.before, self.after
        return (f"{before}{shown(low + step * row)}{after}".encode() for row in rows)
