"""Fills tables of a sandbox up to a number of rows, past triggers and foreign keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.filling.columns import UnknownTypeError, columns

Session = psycopg.Connection[Any]

# Foreign keys are kept by triggers, which are thereby off.
QUIET = "SET LOCAL session_replication_role = replica"
INSERT = """
    INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE
    SELECT {values} FROM generate_series({first}::int8, {last}::int8) AS i
"""
REPLACE = """
    ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK (TRUE)
"""
# Named as effects name them.
PARENTS = """
    WITH RECURSIVE family (oid) AS (
        SELECT to_regclass(name)::oid FROM unnest(%s::text[]) AS given (name)
        UNION
        SELECT confrelid FROM pg_constraint JOIN family ON conrelid = family.oid
        WHERE contype = 'f'
    )
    SELECT CASE WHEN pg_table_is_visible(c.oid) THEN relname ELSE nspname || '.' || relname END
    FROM family JOIN pg_class AS c ON c.oid = family.oid
        JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p')
    ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one table: its bytes a row, or why it could not be filled."""

    width: float = 0.0
    reason: str = ""


def with_parents(session: Session, tables: Collection[str]) -> list[str]:
    """Those of the tables that exist, and all that their foreign keys lead to.

    A row that its own transaction has written anew is checked again when it is updated.
    """
    names = [sql.Identifier(*each.split(".", 1)).as_string(session) for each in tables]
    return [name for (name,) in session.execute(PARENTS, [names])]


def fill(session: Session, table: str, rows: int, *, empty: Collection[str] = ()) -> Filled:
    """Add rows until there are so many; columns of `empty` stay NULL.

    A CHECK that the values break makes way for one of its name that lets everything pass.
    """
    quoted = sql.Identifier(*table.split(".", 1))
    name = quoted.as_string(session)
    try:
        with session.transaction():
            session.execute(QUIET)
            _fill(session, quoted, rows, empty)
        session.execute(sql.SQL("ANALYZE {}").format(quoted))
        size = session.execute("SELECT pg_table_size(to_regclass(%s))", [name]).fetchone()
        return Filled((size[0] if size else 0) / rows)
    except UnknownTypeError as error:
        return Filled(reason=str(error))
    except psycopg.Error as error:
        return Filled(reason=str(error).partition("\n")[0])


def _fill(session: Session, table: sql.Identifier, rows: int, empty: Collection[str]) -> None:
    name = table.as_string(session)
    has = session.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
    filled = columns(session, name, empty)
    statement = sql.SQL(INSERT).format(
        table=table,
        columns=sql.SQL(", ").join(sql.Identifier(each.name) for each in filled),
        values=sql.SQL(", ").join(each.values for each in filled),
        first=sql.Literal(has[0] + 1 if has else 1),
        last=sql.Literal(rows),
    )
    _inserted(session, table, statement)
    for each in filled:
        if each.sequence:
            session.execute("SELECT setval(%s, %s)", [each.sequence, rows])


def _inserted(session: Session, table: sql.Identifier, statement: sql.Composed) -> None:
    """Each round replaces one CHECK, so that there are as many rounds as these at most."""
    while True:
        try:
            with session.transaction():
                session.execute(statement)
        except errors.CheckViolation as error:
            replaced = sql.SQL(REPLACE).format(
                table=table, name=sql.Identifier(error.diag.constraint_name or "")
            )
            session.execute(replaced)
        else:
            return
