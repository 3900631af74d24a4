"""What tables demand of their rows, as SQLite's pragmas and CREATE statements have it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from migration_safety.core.volume.constraint import Check, Constraints, ForeignKey, Unique
from migration_safety.databases.sqlite.load.ddl import Statement
from migration_safety.errors import VolumeError

SQL = "SELECT sql FROM sqlite_master WHERE name = ? AND type = ?"
# The values of `hidden` for generated columns.
GENERATED = frozenset({2, 3})


def read_constraints(session: sqlite3.Connection, tables: Sequence[str]) -> dict[str, Constraints]:
    """The constraints of each table.  Raises VolumeError where one does not exist."""
    return {table: _constraints(session, table) for table in tables}


def quoted(name: str) -> str:
    """A name as an identifier."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _constraints(session: sqlite3.Connection, table: str) -> Constraints:
    columns = session.execute("SELECT * FROM pragma_table_xinfo(?)", [table]).fetchall()
    (sql,) = session.execute(SQL, [table, "table"]).fetchone() or ("",)
    if not columns or not sql:
        raise VolumeError(f"Table {table} does not exist", "Run migrate first.")
    sql_types = {name: sql_type for _, name, sql_type, *_ in columns}
    return Constraints(
        table=table,
        sql_types=sql_types,
        required=frozenset(name for _, name, _, required, *_ in columns if required),
        filled=frozenset(name for _, name, *_, hidden in columns if hidden in GENERATED),
        checks=tuple(
            Check(name, Statement(expression).read(sql_types), expression)
            for name, expression in Statement(sql).checks()
        ),
        uniques=tuple(_uniques(session, table, sql_types)),
        foreign_keys=tuple(_foreign_keys(session, table)),
    )


def _uniques(
    session: sqlite3.Connection, table: str, sql_types: dict[str, str]
) -> Iterator[Unique]:
    columns = session.execute("SELECT name, pk FROM pragma_table_info(?)", [table]).fetchall()
    primary = [name for name, place in sorted(columns, key=lambda column: column[1]) if place]
    if len(primary) == 1:
        # The row's own number has no index.
        yield Unique("", tuple(primary), primary=True, keys=(quoted(primary[0]),))
    indexes = 'SELECT name, origin FROM pragma_index_list(?) WHERE "unique" ORDER BY name'
    for name, origin in session.execute(indexes, [table]).fetchall():
        if origin != "pk" or len(primary) > 1:
            yield _unique(session, name, origin == "pk", sql_types)


def _unique(
    session: sqlite3.Connection, index: str, primary: bool, sql_types: dict[str, str]
) -> Unique:
    names = "SELECT name FROM pragma_index_info(?) ORDER BY seqno"
    plain = [name for (name,) in session.execute(names, [index])]
    (sql,) = session.execute(SQL, [index, "index"]).fetchone() or (None,)
    # What a constraint made has no statement of its own.
    keys = Statement(sql).keys() if sql else [quoted(name) for name in plain]
    condition = Statement(sql).condition() if sql else ""
    expressions = tuple(key for key, name in zip(keys, plain, strict=True) if name is None)
    read = [column for each in expressions for column in Statement(each).read(sql_types)]
    return Unique(
        name=index,
        columns=tuple(dict.fromkeys([*(name for name in plain if name), *read])),
        expressions=expressions,
        condition=condition,
        condition_columns=Statement(condition).read(sql_types) if condition else (),
        primary=primary,
        keys=tuple(keys),
    )


def _foreign_keys(session: sqlite3.Connection, table: str) -> Iterator[ForeignKey]:
    keys: dict[int, list[tuple[str, str, str]]] = {}
    parts = 'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq'
    for number, to_table, column, to_column in session.execute(parts, [table]):
        keys.setdefault(number, []).append((to_table, column, to_column or ""))
    for columns in keys.values():
        own = tuple(column for _, column, _ in columns)
        others = tuple(column for _, _, column in columns)
        yield ForeignKey("", own, columns[0][0], others if all(others) else ())
