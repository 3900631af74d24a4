"""Tables of a file with their columns, as the pragmas tell."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.databases.sqlite.trials.session import Session

# Its own, and that of Django, which changes with every migration, as it shall.
TABLES = """
    SELECT name, coalesce(sql, '') FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
"""
RECORD = "django_migrations"
COLUMNS = """
    SELECT name, upper(type), "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)
    WHERE hidden <> 1 ORDER BY cid
"""
VIRTUAL = "virtual table: its rows are its module's"


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is its place in the primary key, from 1 on, 0 where it is not part of it."""

    name: str
    type: str
    never_null: bool
    default: str | None
    key: int
    generated: bool


@dataclass(frozen=True, slots=True)
class Table:
    """`statement` is the one that would make it."""

    name: str
    statement: str
    columns: tuple[Column, ...]

    @property
    def virtual(self) -> bool:
        """Whether a module keeps its rows, and not the file."""
        return self.statement.upper().startswith("CREATE VIRTUAL")

    @property
    def key(self) -> tuple[Column, ...]:
        """The columns of the primary key, in its order."""
        return tuple(sorted((it for it in self.columns if it.key), key=lambda it: it.key))


def tables(session: Session) -> list[Table]:
    """All but SQLite's own, by name."""
    found = session.execute(TABLES).fetchall()
    return [Table(name, statement, columns(session, name)) for name, statement in found]


def columns(session: Session, table: str) -> tuple[Column, ...]:
    """In their order."""
    rows = session.execute(COLUMNS, [table]).fetchall()
    return tuple(
        Column(name, type_, bool(never), default, key, hidden > 1)
        for name, type_, never, default, key, hidden in rows
    )
