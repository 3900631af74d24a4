"""What a database demands of the rows of one table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """A CHECK: `expression` is SQL over `columns`, which a row passes unless it is false."""

    name: str
    columns: tuple[str, ...]
    expression: str


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique constraint or index, the primary key included.

    `columns` are all that its keys read, `expressions` those keys that are no plain column, as
    SQL, `keys` all its keys as SQL, in order.  It holds among the rows for which `condition` is
    true, "" for all; `condition_columns` are the columns that this reads.
    """

    name: str
    columns: tuple[str, ...]
    expressions: tuple[str, ...] = ()
    condition: str = ""
    condition_columns: tuple[str, ...] = ()
    nulls_distinct: bool = True
    primary: bool = False
    keys: tuple[str, ...] = ()

    @property
    def plain(self) -> set[str]:
        """Those of the columns that are keys by themselves."""
        if not self.expressions:
            return set(self.columns)
        keys = (key for key in self.keys if key not in self.expressions)
        return {key[1:-1].replace('""', '"') if key.startswith('"') else key for key in keys}


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An exclusion constraint: `columns` are all that it reads, `definition` its SQL."""

    name: str
    columns: tuple[str, ...]
    definition: str


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns` refer to `to_columns` of `table`, which may be the table itself."""

    name: str
    columns: tuple[str, ...]
    table: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constraints:
    """All that one table's rows must satisfy among themselves.

    `required` are its NOT NULL columns, `sql_types` the type of each of its columns in the
    database's words ("character varying(100)"), `filled` those columns that the database fills
    by itself and lets nobody write: generated columns, and identity columns GENERATED ALWAYS,
    which COPY may write all the same.
    """

    table: str
    sql_types: dict[str, str]
    required: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    checks: tuple[Check, ...] = ()
    uniques: tuple[Unique, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
