"""The SQL of shims; each may be run twice."""

from __future__ import annotations

from hashlib import sha256

from psycopg import sql

from migration_safety.databases.postgresql.deploying.schema import CREATE, SCHEMA

Path = tuple[str, str]


def alter_column(path: Path, column: str, clause: str) -> str:
    """ALTER TABLE .. ALTER COLUMN with a clause of our own making."""
    return f"ALTER TABLE {_named(*path)} ALTER COLUMN {_named(column)} {clause}"


def drop_constraint(path: Path, name: str) -> str:
    """Where it is still there."""
    return f"ALTER TABLE {_named(*path)} DROP CONSTRAINT IF EXISTS {_named(name)}"


def drop_index(path: Path, name: str) -> str:
    """Where it is still there."""
    return f"DROP INDEX IF EXISTS {_named(path[0], name)}"


def set_aside(path: Path, name: str) -> tuple[str, str]:
    """Drop a constraint and remember its definition; and make it again as it was.

    Where rows break it meanwhile the second fails, and the definition stays remembered.
    """
    table, kept = sql.Literal(_named(*path)).as_string(None), f"{SCHEMA}.set_aside"
    named = sql.Literal(name).as_string(None)
    make = (
        f"{CREATE}; CREATE TABLE IF NOT EXISTS {kept}"
        " (relation text, name text, definition text, PRIMARY KEY (relation, name));"
        f" INSERT INTO {kept} SELECT {table}, conname, pg_get_constraintdef(oid)"
        f" FROM pg_constraint WHERE conrelid = {table}::regclass AND conname = {named}"
        f" ON CONFLICT DO NOTHING; {drop_constraint(path, name)}"
    )
    undo = (
        "DO $ms$ DECLARE kept record; BEGIN"
        f" IF to_regclass('{kept}') IS NULL THEN RETURN; END IF;"
        f" FOR kept IN DELETE FROM {kept} WHERE relation = {table} AND name = {named} RETURNING *"
        " LOOP EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', kept.relation, kept.name,"
        f" kept.definition); END LOOP; IF NOT EXISTS (SELECT FROM {kept}) THEN DROP TABLE {kept};"
        " END IF; END $ms$"
    )
    return make, undo


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
