"""The SQL of shims; each may be run twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from psycopg import sql

from migration_safety.databases.postgresql.deploying.schema import CREATE, SCHEMA
from migration_safety.databases.postgresql.deploying.set_aside import (
    CONSTRAINT,
    INDEX,
    KEPT,
    NOT_NULL,
    TABLE,
)

Path = tuple[str, str]
# Indexes that are no B-trees cannot be built first and become a constraint then.
DEFINED = """
    SELECT {table}, {kind}, conname, pg_get_constraintdef(c.oid), (
        SELECT pg_get_indexdef(i.oid) FROM pg_class AS i JOIN pg_am ON pg_am.oid = i.relam
        WHERE i.oid = c.conindid AND c.contype = 'u' AND amname = 'btree')
    FROM pg_constraint AS c WHERE conrelid = {table}::regclass AND conname = {name}
"""
# That of a partitioned table is told as if it were to be built without its parts.
BUILT = """
    SELECT {table}, {kind}, relname, NULL, CASE relkind
        WHEN 'I' THEN regexp_replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
        ELSE pg_get_indexdef(indexrelid) END
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = {table}::regclass AND relname = {name} AND NOT {owned}
"""
OWNED = """EXISTS (
        SELECT FROM pg_constraint JOIN pg_class ON pg_class.oid = conindid
        WHERE conrelid = {table}::regclass AND contype IN ('p', 'u', 'x') AND relname = {name})
"""
# From 18 on it is a constraint, and has a name.
DEMANDED = """
    SELECT {table}, {kind}, attname, pg_get_constraintdef(c.oid), conname FROM pg_attribute
    LEFT JOIN pg_constraint AS c
        ON conrelid = attrelid AND contype = 'n' AND conkey = ARRAY[attnum]
    WHERE attrelid = {table}::regclass AND attname = {name} AND attnotnull
"""


def alter_column(path: Path, column: str, clause: str) -> str:
    """ALTER TABLE .. ALTER COLUMN with a clause of our own making."""
    return f"ALTER TABLE {_named(*path)} ALTER COLUMN {_named(column)} {clause}"


def set_aside(path: Path, name: str) -> tuple[str, str]:
    """Drop a constraint and remember its definition; and make it again as it was.

    Where rows break it meanwhile the second fails, and the definition stays remembered.
    """
    drop = f"ALTER TABLE {_named(*path)} DROP CONSTRAINT IF EXISTS {_named(name)}"
    return _set_aside(path, CONSTRAINT, name, DEFINED, drop)


def set_aside_index(path: Path, name: str) -> tuple[str, str]:
    """Likewise with an index, unless it has become a constraint's: that is set aside itself."""
    drop = f"DROP INDEX IF EXISTS {_named(path[0], name)}"
    unowned = f"DO $ms$ BEGIN IF NOT {OWNED} THEN {drop}; END IF; END $ms$"
    return _set_aside(path, INDEX, name, BUILT.replace("{owned}", OWNED), unowned)


def set_aside_not_null(path: Path, column: str) -> tuple[str, str]:
    """Likewise with what a column demands."""
    drop = alter_column(path, column, "DROP NOT NULL")
    return _set_aside(path, NOT_NULL, column, DEMANDED, drop)


def _set_aside(path: Path, kind: str, name: str, found: str, drop: str) -> tuple[str, str]:
    """What is found now counts: another run may have left what it found."""
    values = {"table": _named(*path), "kind": kind, "name": name}
    told = {key: sql.Literal(value).as_string(None) for key, value in values.items()}
    its = "relation = {table} AND kind = {kind} AND name = {name}".format(**told)
    make = (
        f"{TABLE}; INSERT INTO {KEPT} {_filled(found, told)}"
        " ON CONFLICT (relation, kind, name) DO UPDATE"
        " SET definition = excluded.definition, built = excluded.built;"
        f" {_filled(drop, told)}"
    )
    undo = (
        f"DO $ms$ DECLARE kept record; BEGIN IF to_regclass('{KEPT}') IS NULL THEN RETURN; END IF;"
        f" FOR kept IN DELETE FROM {KEPT} WHERE {its} RETURNING * LOOP EXECUTE CASE"
        f" WHEN kept.kind = '{INDEX}' THEN kept.built"
        f" WHEN kept.kind = '{NOT_NULL}' AND kept.definition IS NULL THEN"
        " format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', kept.relation, kept.name)"
        " ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', kept.relation,"
        f" CASE kept.kind WHEN '{NOT_NULL}' THEN kept.built ELSE kept.name END, kept.definition)"
        f" END; END LOOP; IF NOT EXISTS (SELECT FROM {KEPT}) THEN DROP TABLE {KEPT};"
        " END IF; END $ms$"
    )
    return make, undo


def _filled(text: str, told: Mapping[str, str]) -> str:
    """The names are whatever a project has given, braces too."""
    return re.sub(r"\{(table|kind|name)\}", lambda found: told[found[1]], text)


def firing(path: Path, trigger: str, mode: str) -> str:
    """When a trigger fires: "ENABLE ALWAYS", or "ENABLE" as it was made."""
    return f"ALTER TABLE {_named(*path)} {mode} TRIGGER {_named(trigger)}"


def trigger(path: Path, body: str, *, mode: str, what: str) -> tuple[str, str]:
    """A row trigger before INSERT and UPDATE with a body in PL/pgSQL, and what removes it.

    A worker that applies has an empty search_path: the function brings that of the table.
    """
    name = f"ms_{what}_{sha256(f'{path}{body}'.encode()).hexdigest()[:8]}"
    function, table = _named(SCHEMA, name), _named(*path)
    make = (
        f"{CREATE}; CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = {_named(path[0])} AS $ms$\n{body}\n$ms$;"
        f" CREATE OR REPLACE TRIGGER {_named(name)} BEFORE INSERT OR UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}();"
        f" {firing(path, name, mode)}"
    )
    drop = f"DROP TRIGGER IF EXISTS {_named(name)} ON {table}; DROP FUNCTION IF EXISTS {function}()"
    return make, drop


def column_beside(path: Path, old: str, new: str, type_: str) -> tuple[str, str]:
    """The old name of a renamed column: what arrives under it goes to the new one, and back."""
    table, here, there = _named(*path), _named(new), _named(old)
    body = (
        "BEGIN\n  IF current_setting('session_replication_role') = 'replica' THEN\n"
        f"    NEW.{here} := NEW.{there};\n  ELSE\n    NEW.{there} := NEW.{here};\n"
        "  END IF;\n  RETURN NEW;\nEND"
    )
    make, drop = trigger(path, body, mode="ENABLE ALWAYS", what="rename")
    add = f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {there} {type_}"
    fill = f"UPDATE {table} SET {there} = {here} WHERE {there} IS DISTINCT FROM {here}"
    return f"{add}; {fill}; {make}", f"{drop}; ALTER TABLE {table} DROP COLUMN IF EXISTS {there}"


def _named(*parts: str) -> str:
    return sql.Identifier(*parts).as_string(None)


named = _named
