"""The portrait of a file's schema: from the pragmas, and from the texts of sqlite_master."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migration_safety.core.trial.schema.portrait import Fact, Portrait
from migration_safety.databases.sqlite.trials.catalog import RECORD, Table, tables
from migration_safety.databases.sqlite.trials.declared import (
    Declared,
    bare,
    declared,
    tokens_of,
    told,
)
from migration_safety.databases.sqlite.trials.session import Session

FOREIGN = """
    SELECT id, "table", group_concat("from", '|'), group_concat(coalesce("to", ''), ', '),
        on_update, on_delete
    FROM (SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq) GROUP BY id
"""
INDEXES = """
    SELECT i.name, i."unique", i.origin, coalesce(m.sql, '') FROM pragma_index_list(?) AS i
    LEFT JOIN sqlite_master AS m ON m.type = 'index' AND m.name = i.name
"""
INDEXED = "SELECT coalesce(name, '') FROM pragma_index_info(?) ORDER BY seqno"
OTHERS = "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
OPTIONS = {"STRICT": "strict", "WITHOUT": "without rowid"}


def portrait(session: Session) -> Portrait:
    """Everything in it but SQLite's own tables and Django's record of migrations."""
    own = [each for each in tables(session) if each.name != RECORD]
    found = [fact for table in own for fact in _of(session, table)]
    found += _others(session)
    return Portrait(tuple(sorted(found, key=lambda fact: fact.key)))


def _of(session: Session, table: Table) -> Iterator[Fact]:
    said = declared(table.statement)
    yield _itself(table, said)
    yield from _columns(table, said)
    if table.key:
        key = tuple(each.name for each in table.key)
        listed = ", ".join(key)
        yield _fact("primary key", table.name, listed, {"definition": listed}, key)
    yield from _checks(table, said)
    yield from _references(session, table.name)
    yield from _indexes(session, table.name)


def _itself(table: Table, said: Declared) -> Fact:
    tail = {each.upper() for each in tokens_of(table.statement.rpartition(")")[2])}
    aspects = {name: "yes" for word, name in OPTIONS.items() if word in tail}
    if said.autoincrement:
        aspects["autoincrement"] = "yes"
    if table.virtual:
        aspects["definition"] = told(tokens_of(table.statement))
    return _fact("table", table.name, "", aspects, tuple(each.name for each in table.columns))


def _columns(table: Table, said: Declared) -> Iterator[Fact]:
    for column in table.columns:
        aspects = {
            "type": column.type,
            "not null": "yes" if column.never_null else "",
            "default": column.default or "",
            "generated": "yes" if column.generated else "",
            "collation": said.collations.get(column.name, ""),
        }
        yield _fact("column", table.name, column.name, aspects)


def _checks(table: Table, said: Declared) -> Iterator[Fact]:
    for name, expression in dict.fromkeys(said.checks):
        words = {bare(each) for each in tokens_of(expression)}
        on = tuple(each.name for each in table.columns if each.name in words)
        aspects = {"definition": expression}
        yield _fact("check constraint", table.name, name or expression, aspects, on)


def _references(session: Session, table: str) -> Iterator[Fact]:
    for _, target, columns, to, update, delete in session.execute(FOREIGN, [table]).fetchall():
        on = tuple(columns.split("|"))
        says = f"({', '.join(on)}) REFERENCES {target} ({to}) ON UPDATE {update} ON DELETE {delete}"
        yield _fact("foreign key", table, f"{', '.join(on)} to {target}", {"definition": says}, on)


def _indexes(session: Session, table: str) -> Iterator[Fact]:
    for name, unique, origin, statement in session.execute(INDEXES, [table]).fetchall():
        columns = tuple(row[0] for row in session.execute(INDEXED, [name]))
        if origin == "u":
            listed = ", ".join(columns)
            yield _fact("unique constraint", table, listed, {"definition": listed}, columns)
        elif origin == "c":
            aspects = {"definition": _after_table(statement), "unique": "yes" if unique else ""}
            yield _fact("index", table, name, aspects, columns)


def _after_table(statement: str) -> str:
    """What CREATE INDEX says after the names."""
    tokens = tokens_of(statement)
    at = next(at for at, each in enumerate(tokens) if each.upper() == "ON")
    return told(tokens[at + 2 :])


def _others(session: Session) -> Iterator[Fact]:
    for kind, table, name, statement in session.execute(OTHERS).fetchall():
        text = {"definition": told(tokens_of(statement))}
        yield _fact(kind, name, "", text) if kind == "view" else _fact(kind, table, name, text)


def _fact(
    kind: str, table: str, name: str, aspects: Mapping[str, str], columns: tuple[str, ...] = ()
) -> Fact:
    told = sorted((aspect, value) for aspect, value in aspects.items() if value)
    return Fact(kind, table, name, tuple(told), columns)
