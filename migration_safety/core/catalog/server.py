"""What else a database says of itself: its sequences, and who is at work in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sequence:
    """Gives `column` of `table` its values: `upcoming` is the next, `most` the last that it may
    and the column's type can hold.

    `largest` is the largest value of the column, None where the table is empty; `unanswered` says
    why one of these is not known.
    """

    name: str
    table: str
    column: str
    upcoming: int
    most: int
    largest: int | None = None
    unanswered: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Another session, or a prepared transaction, by a `name` that an operator can act on.

    `seconds` is the age of its transaction, None where it has none; `visible`: whether this
    role may know.
    """

    name: str
    seconds: float | None = None
    visible: bool = True
