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
# `definition` is that of a constraint, `built` that of an index, be it a constraint's.
TABLE = (
    f"{CREATE}; CREATE TABLE IF NOT EXISTS {KEPT} (relation text, kind text, name text,"
    " definition text, built text, PRIMARY KEY (relation, kind, name))"
)
CONSTRAINT, INDEX, NOT_NULL = "constraint", "index", "not null"
FOUND = f"""
    SELECT relation, kind, name, definition, built,
        (SELECT relkind = 'p' FROM pg_class WHERE oid = relation::regclass)
    FROM {KEPT} ORDER BY relation, kind, name
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


def remakings(connection: psycopg.Connection) -> list[Remaking]:
    """Of all that is set aside on this side; none is left behind of those that come through."""
    (kept,) = connection.execute("SELECT to_regclass(%s)::text", [KEPT]).fetchone() or (None,)
    found = connection.execute(FOUND).fetchall() if kept else []
    return [_Kept(*each).remaking() for each in found]


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

    def remaking(self) -> Remaking:
        if self.kind == NOT_NULL:
            return self._demanded()
        if self.built and not self.parted:
            return self._indexed()
        if not self.definition:
            return self._remaking(f"{self.built}; {self.forget}")
        checks = self.definition.startswith(("CHECK", "NOT NULL"))
        if checks and not self.definition.endswith(" NOT VALID"):
            checked = _checked(self.table, self.named, self.definition)
            return self._remaking(*checked, self.forget, clear=_drop(self.table, self.named))
        add = f"ALTER TABLE {self.table} ADD CONSTRAINT {self.named} {self.definition}"
        return self._remaking(f"{_drop(self.table, self.named)}; {add}; {self.forget}")

    def _demanded(self) -> Remaking:
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
        last = self.forget
        if self.definition:
            when = DEFERRED.search(self.definition)
            using = f"UNIQUE USING INDEX {self.named}{when[0] if when else ''}"
            last = f"ALTER TABLE {self.table} ADD CONSTRAINT {self.named} {using}; {last}"
        return self._remaking(drop, build, last, clear=drop)

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
