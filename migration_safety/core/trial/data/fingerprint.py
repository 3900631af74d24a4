"""Fingerprints of data: what a table holds, in a few numbers for each column."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reading:
    """The sum over all rows of a 64-bit hash of one column's value, seeded by the row's key.

    `method` names how a value was hashed: sums of the same method over the same key are
    equal where the values are, whatever the types are called (integer and bigint, say).
    `cast` is a type that the values had earlier and were read as, or "".
    """

    method: str
    total: int
    cast: str = ""


@dataclass(frozen=True, slots=True)
class ColumnPrint:
    """One column: the first reading is of its own type, others of types that it had before.

    `number` is pg_attribute.attnum, which renaming and retyping keep; `generated` is the
    expression of a generated column, or "".  `unproven` says why its values could not be
    read, or "".
    """

    number: int
    name: str
    type: str
    nulls: int = 0
    readings: tuple[Reading, ...] = ()
    generated: str = ""
    unproven: str = ""


@dataclass(frozen=True, slots=True)
class KeyPart:
    """A column of the key that seeds the hashes of a row, and how it was hashed itself."""

    number: int
    name: str
    method: str


@dataclass(frozen=True, slots=True)
class Witness:
    """What changes whenever a table is written to, without reading it.

    `stamp` holds what makes the numbers comparable: the same database and server, and
    counters that were not reset.
    """

    stamp: tuple[str, ...]
    filenode: int
    written: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class TablePrint:
    """A table: of a partitioned one the sums of all its leaves.

    `schema` and `name` identify it, `label` is what a report calls it.  Without `key`,
    `whole` is of the columns together, in their order: it sees values swapped between rows.
    `unproven` says why it was not read, or "".
    """

    oid: int
    schema: str
    name: str
    label: str
    rows: int = 0
    columns: tuple[ColumnPrint, ...] = ()
    key: tuple[KeyPart, ...] = ()
    whole: Reading | None = None
    leaves: tuple[TablePrint, ...] = ()
    bounds: str = ""
    witness: Witness | None = field(default=None, compare=False)
    unproven: str = ""

    def column(self, number: int) -> ColumnPrint | None:
        """The column with that pg_attribute.attnum."""
        return next((each for each in self.columns if each.number == number), None)

    def named(self, name: str) -> ColumnPrint | None:
        """The column of that name."""
        return next((each for each in self.columns if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What a database holds: every table outside the system's schemas, read or not.

    `exact`: bytes were hashed where a type calls different bytes equal (1.0 and 1.00).
    `labels` sums up the values of all enum types.  `read` names the tables that a scan was
    made of; all others were proven untouched since an earlier print, or are `unproven`.
    """

    tables: tuple[TablePrint, ...]
    exact: bool = False
    labels: str = ""
    read: tuple[str, ...] = ()

    def table(self, oid: int) -> TablePrint | None:
        """The table with that OID."""
        return next((each for each in self.tables if each.oid == oid), None)

    def named(self, schema: str, name: str) -> TablePrint | None:
        """The table of that name."""
        names = (schema, name)
        return next((each for each in self.tables if (each.schema, each.name) == names), None)
