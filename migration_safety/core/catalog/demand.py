"""What is demanded of the rows of a table, and how many of them fall short."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """Each row with values in `columns` refers to a row of `to_table`."""

    name: str
    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]

    @property
    def words(self) -> str:
        """In few words."""
        columns, to = ", ".join(self.columns), ", ".join(self.to_columns)
        return f"{self.table} ({columns}) refers to {self.to_table} ({to})"


@dataclass(frozen=True, slots=True)
class Truth:
    """`expression` is SQL over `columns` that may not be false, as of a CHECK."""

    name: str
    table: str
    columns: tuple[str, ...]
    expression: str

    @property
    def words(self) -> str:
        """In few words."""
        return f"CHECK {self.name} on {self.table}"


@dataclass(frozen=True, slots=True)
class Presence:
    """The column is never NULL."""

    table: str
    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """What it reads."""
        return (self.column,)

    @property
    def words(self) -> str:
        """In few words."""
        return f"NOT NULL on {self.table} ({self.column})"


@dataclass(frozen=True, slots=True)
class Difference:
    """No two rows for which `condition` holds ("" for all) have the same `keys`, which are SQL."""

    name: str
    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    condition: str = ""
    nulls_distinct: bool = True

    @property
    def words(self) -> str:
        """In few words."""
        keys = ", ".join(self.keys).replace('"', "")
        return f"unique {self.name} on {self.table} ({keys})"


Demand = Reference | Truth | Presence | Difference


@dataclass(frozen=True, slots=True)
class Pending:
    """A demand that `migration` is about to make; `mended` by what before it, if anything."""

    migration: str
    demand: Demand
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """`rows` fall short of a demand, with the primary keys of some, or why none were counted."""

    demand: Demand
    rows: int = 0
    keys: tuple[str, ...] = ()
    unanswered: str = ""
