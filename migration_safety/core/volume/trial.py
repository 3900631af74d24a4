"""The trial of sample rows, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """Why a row was refused: `kind` in the database's words ("check violation"), no values.

    `line` counts the sample's rows from 1, None where the database does not tell.
    """

    kind: str
    constraint: str = ""
    columns: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """A sample of `rows` was written in `seconds`, and took so many bytes.

    Nothing was measured where there is a violation.
    """

    rows: int
    seconds: float = 0.0
    table_bytes: int = 0
    index_bytes: int = 0
    violation: Violation | None = None
