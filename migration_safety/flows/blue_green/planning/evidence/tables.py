"""The tables that are replicated, with the columns that both schemas have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.catalog.relation import Catalog, Table
from migration_safety.core.deployment.follow import Followed, Names
from migration_safety.core.deployment.published import Published
from migration_safety.core.plan import Migration
from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.databases.postgresql.catalog.read import read_catalog
from migration_safety.databases.postgresql.catalog.replicable import schemas, unlogged

SECONDS = 15.0
ONCE = "copied once with the schema, as each side numbers what it adds itself"
# Django writes these itself while it migrates green.
OWN = {
    "django_migrations": "each side has its own history",
    "django_content_type": ONCE,
    "auth_permission": ONCE,
}
UNLOGGED = "it is unlogged: no publication may name it, and green starts with none of its rows"
REMOVED = "the release removes it"

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """`published`, and what is `left_out`, each with its reason; `new` are those of green alone.

    `lost` are columns (table, column) of blue alone, `gained` those of green alone.
    """

    published: tuple[Published, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    new: tuple[str, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    gained: tuple[tuple[str, str], ...] = ()


def tables(connection: BaseDatabaseWrapper, migrations: Sequence[Migration]) -> Tables:
    """Of blue's catalog, and of what those migrations do on green.  Raises CatalogError."""
    database = Bounded(connection, SECONDS)
    catalog = read_catalog(database, schemas(database))
    return compared(catalog, migrations, unlogged(database))


def compared(
    catalog: Catalog, migrations: Sequence[Migration], unwritten: Collection[Path] = ()
) -> Tables:
    """`unwritten` are the unlogged tables, by schema and name."""
    names = Names()
    for migration in migrations:
        for statement in migration.statements():
            names.follow(statement.actions)
    published, left_out = [], []
    for table in catalog.tables.values():
        change = names.tables.get(table.name, Followed(table.name))
        if why := _reason(table, change, unwritten):
            left_out.append((".".join(table.path), why))
        else:
            published.append(_published(table, change))
    return Tables(
        tuple(published),
        tuple(left_out),
        tuple(names.new),
        tuple(_columns(names, "removed")),
        tuple(_columns(names, "added")),
    )


def _reason(table: Table, change: Followed, unwritten: Collection[Path]) -> str:
    """Why no publication has it, or ""."""
    if table.path[0] == "public" and table.path[1] in OWN:
        return OWN[table.path[1]]
    if table.path in unwritten:
        return UNLOGGED
    return "" if change.now else REMOVED


def _published(table: Table, change: Followed) -> Published:
    both = tuple(
        column.name
        for column in table.columns.values()
        if not column.generated and column.name not in change.removed
    )
    bare = change.now.rpartition(".")[2]
    green = "" if change.now == table.name else bare
    schema, name = table.path
    return Published(schema, name, both, both, identity(table), green)


def identity(table: Table) -> str:
    """How a row is found on the other side: by a key that is there for each row, else by all."""
    if table.key:
        return "default"
    for index in table.indexes:
        plain = index.unique and index.valid and not index.condition and "" not in index.columns
        if plain and all(table.columns[name].not_null for name in index.columns):
            return f"index {index.name}"
    return "full"


def _columns(names: Names, kind: str) -> Iterator[tuple[str, str]]:
    for name, change in names.tables.items():
        if change.now:
            yield from ((name, column) for column in sorted(getattr(change, kind)))
