"""What shims keep a side from demanding for a while, and how it is demanded again.

PostgreSQL's manual, ALTER TABLE: a constraint that is NOT VALID is added without a look at the
rows; VALIDATE CONSTRAINT takes SHARE UPDATE EXCLUSIVE, beside which rows are read and written, and
so does CREATE INDEX CONCURRENTLY; SET NOT NULL believes a valid CHECK.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.deploying.schema import CREATE, SCHEMA

KEPT = f"{SCHEMA}.set_aside"
# `definition` is that of a constraint, `built` that of an index, be it a constraint's; where a
# column's NOT NULL is a constraint itself, `built` is its name.
TABLE = (
    f"{CREATE}; CREATE TABLE IF NOT EXISTS {KEPT} (relation text, kind text, name text,"
    " definition text, built text, PRIMARY KEY (relation, kind, name))"
)
CONSTRAINT, INDEX, NOT_NULL = "constraint", "index", "not null"
FOUND = f"""
    SELECT relation, kind, name, definition, built, relkind = 'p', EXISTS (
        SELECT FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid
        WHERE indrelid = c.oid AND i.relname = name AND indisvalid)
    FROM {KEPT} JOIN pg_class AS c ON c.oid = to_regclass(relation)
    ORDER BY relation, kind, name
"""
FORGET = f"DROP TABLE IF EXISTS {KEPT}"
DEFERRED = re.compile(r"(?: DEFERRABLE)?(?: INITIALLY DEFERRED)?$")
QUALIFIER = re.compile(r'"(?:[^"]|"")*"\.')
QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Remaking:
    """`scripts` are run one after the other, each in a transaction of its own unless it works
    CONCURRENTLY; `clear` takes away what they have left where rows break it."""

    table: str
    words: str
    scripts: tuple[str, ...]
    clear: str


def concurrent(script: str) -> bool:
    """Whether it may not run in a transaction block."""
    return "CONCURRENTLY" in QUOTED.sub("", script)


def holds_up_nobody(script: str) -> bool:
    """Whether rows are read and written all the while, however long it takes."""
    return concurrent(script) or "VALIDATE CONSTRAINT" in QUOTED.sub("", script)


def is_anything(connection: psycopg.Connection) -> bool:
    """Whether there is such a table, which the driver may ask alone: the schema is its own."""
    query = "SELECT to_regclass(%s) IS NOT NULL"
    return connection.execute(query, [KEPT]).fetchone() == (True,)


def remakings(connection: psycopg.Connection) -> list[Remaking]:
    """Of all that is set aside on this side, where anything is; none is left behind of those
    that come through."""
    return [_Kept(*each).remaking() for each in connection.execute(FOUND).fetchall()]


def forget_all(connection: psycopg.Connection) -> None:
    """Whatever is set aside stays so."""
    connection.execute(FORGET)


@dataclass(frozen=True, slots=True)
class _Kept:
    table: str
    kind: str
    name: str
    definition: str | None
    built: str | None
    parted: bool
    there: bool

    def remaking(self) -> Remaking:
        if self.kind == NOT_NULL:
            return self._demanded()
        if self.built and self.there:
            return self._remaking(self._attached())
        if self.built and not self.parted:
            return self._indexed()
        if not self.definition:
            return self._remaking(f"{self.built}; {self.forget}")
        return self._constrained(self.named)

    def _constrained(self, named: str) -> Remaking:
        """A constraint of that name, by its definition."""
        definition, drop = self.definition or "", _drop(self.table, named)
        if definition.startswith(("CHECK", "NOT NULL")) and not definition.endswith(" NOT VALID"):
            checked = _checked(self.table, named, definition)
            return self._remaking(*checked, self.forget, clear=drop)
        add = f"ALTER TABLE {self.table} ADD CONSTRAINT {named} {definition}"
        return self._remaking(f"{drop}; {add}; {self.forget}")

    def _demanded(self) -> Remaking:
        if self.definition:
            return self._constrained(_named(self.built or self.name))
        digest = sha256(f"{self.table}{self.name}".encode()).hexdigest()[:16]
        check = _named(f"ms_{digest}")
        drop = _drop(self.table, check)
        demand = f"ALTER TABLE {self.table} ALTER COLUMN {self.named} SET NOT NULL"
        return self._remaking(
            *_checked(self.table, check, f"CHECK ({self.named} IS NOT NULL)"),
            f"{demand}; {drop}; {self.forget}",
            clear=drop,
        )

    def _indexed(self) -> Remaking:
        """The index of a constraint has its name."""
        schema = QUALIFIER.match(self.table)
        drop = f"DROP INDEX CONCURRENTLY IF EXISTS {schema[0] if schema else ''}{self.named}"
        build = re.sub(r"^CREATE (UNIQUE )?INDEX ", r"\g<0>CONCURRENTLY ", self.built or "")
        return self._remaking(drop, build, self._attached(), clear=drop)

    def _attached(self) -> str:
        """Where it is a constraint's, once it is built."""
        if not self.definition:
            return self.forget
        when = DEFERRED.search(self.definition)
        using = f"UNIQUE USING INDEX {self.named}{when[0] if when else ''}"
        return f"ALTER TABLE {self.table} ADD CONSTRAINT {self.named} {using}; {self.forget}"

    def _remaking(self, *scripts: str, clear: str = "") -> Remaking:
        return Remaking(self.table, f"{self.kind} {self.named}", scripts, clear)

    @property
    def named(self) -> str:
        return _named(self.name)

    @property
    def forget(self) -> str:
        return (
            f"DELETE FROM {KEPT} WHERE relation = {_literal(self.table)}"
            f" AND kind = {_literal(self.kind)} AND name = {_literal(self.name)}"
        )


def _checked(table: str, named: str, definition: str) -> Iterator[str]:
    add = f"ALTER TABLE {table} ADD CONSTRAINT {named} {definition} NOT VALID"
    yield f"{_drop(table, named)}; {add}"
    yield f"ALTER TABLE {table} VALIDATE CONSTRAINT {named}"


def _drop(table: str, named: str) -> str:
    return f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {named}"


def _named(name: str) -> str:
    return sql.Identifier(name).as_string(None)


def _literal(text: str) -> str:
    return sql.Literal(text).as_string(None)
