"""The workload of a release: what its clients send to some tables, made from rows there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import psycopg
from psycopg import sql

from migration_safety.core.operations.model import Code, Model
from migration_safety.core.trial.traffic.felt import Access
from migration_safety.databases.postgresql.load.failures import words
from migration_safety.databases.postgresql.traffic.attending import attended
from migration_safety.databases.postgresql.traffic.session import attached
from migration_safety.databases.postgresql.traffic.transaction import (
    Transaction,
    Unsent,
    Workload,
)
from migration_safety.databases.postgresql.traffic.wording import (
    Row,
    columns_of,
    reads,
    replacements,
    updates,
)

Session = psycopg.Connection[Any]

ROWS = 16

# Of a row that is deleted and inserted anew in one transaction, those would delete or change
# the rows that refer to it, or refuse at once.
DISTURBED = """
    SELECT EXISTS (
        SELECT FROM pg_constraint
        WHERE contype = 'f' AND confrelid = to_regclass(%s)
          AND NOT (condeferred AND confdeltype = 'a'))
"""

NO_MODEL = "no model of the release is on it"
NO_ROWS = "it holds no rows"
NO_KEY = "its model has no primary key of one column"


def prepared(conninfo: str, code: Code, tables: Collection[str], *, clients: int = 1) -> Workload:
    """The workload of a database.  Raises SandboxError where nobody can connect."""
    with attached(conninfo) as session:
        return workload(session, code, tables, clients=clients)


def workload(
    session: Session, code: Code, tables: Collection[str], *, clients: int = 1
) -> Workload:
    """Reads and writes of each table, as the release's models send them.

    Each statement is tried once and undone: what fails before any migration is left out, with
    the reason.  No two clients write the same row.  `session` is in autocommit.
    """
    found: list[tuple[Transaction, ...]] = []
    unsent: list[Unsent] = []
    for table, wanted in attended(code, tables, clients=clients).items():
        model = code.model(table)
        if model is None:
            unsent += [Unsent(table, Access.READS, NO_MODEL)] if _is_there(session, table) else []
            continue
        for access, ready, reason in _of(session, model, wanted):
            found += ready
            unsent += [Unsent(table, access, reason)] if reason else []
    return Workload(tuple(found), tuple(unsent))


def _of(
    session: Session, model: Model, clients: int
) -> Iterator[tuple[Access, list[tuple[Transaction, ...]], str]]:
    """Reads and writes: what each client sends, or why there is nothing to send."""
    try:
        rows = _rows(session, model, ROWS * clients)
    except psycopg.Error as error:
        yield Access.READS, [], f"reading it fails before the migration: {words(error)}"
        return
    yield Access.READS, [reads(model, rows)] * clients, ""
    if not rows or model.key not in model.columns:
        yield Access.WRITES, [], NO_KEY if rows else NO_ROWS
        return
    shares = [share for at in range(clients) if (share := rows[at::clients])]
    kinds, reason = _kinds(session, model, shares[0][:1])
    # Of one row all kinds, then of the next one.
    ready = [
        tuple(each for row in share for kind in kinds for each in kind(model, [row]))
        for share in shares
    ]
    yield Access.WRITES, ready if kinds else [], reason


def _is_there(session: Session, table: str) -> bool:
    name = sql.Identifier(*table.split(".", 1)).as_string(session)
    return session.execute("SELECT to_regclass(%s)", [name]).fetchone() != (None,)


def _kinds(session: Session, model: Model, rows: Sequence[Row]) -> tuple[list[Any], str]:
    """The kinds of writes that work before the migration, and why others do not."""
    kinds, reasons = [], []
    quoted = sql.Identifier(model.table).as_string(session)
    disturbed = session.execute(DISTURBED, [quoted]).fetchone() or (False,)
    for kind in (updates, replacements):
        tried = list(kind(model, rows))
        if not tried or (kind is replacements and disturbed[0]):
            continue
        try:
            _try(session, tried)
            kinds.append(kind)
        except psycopg.Error as error:
            reasons.append(words(error))
    return kinds, "; ".join(dict.fromkeys(reasons)) if not kinds else ""


def _try(session: Session, transactions: Iterable[Transaction]) -> None:
    cursor = psycopg.RawCursor(session)
    with session.transaction(force_rollback=True):
        for statement, values in (sent for each in transactions for sent in each.statements):
            cursor.execute(statement.encode(), values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _rows(session: Session, model: Model, most: int) -> list[Row]:
    """Rows as text, which the server reads back as the same values."""
    ordered = (
        sql.SQL(" ORDER BY {}").format(sql.Identifier(model.key)) if model.key else sql.SQL("")
    )
    query = sql.SQL("SELECT {} FROM {}{} LIMIT {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns_of(model))),
        sql.Identifier(model.table),
        ordered,
        most,
    )
    result = session.execute(query).pgresult
    if result is None:
        return []
    encoding = session.info.encoding
    return [
        tuple(
            None if (value := result.get_value(row, column)) is None else value.decode(encoding)
            for column in range(result.nfields)
        )
        for row in range(result.ntuples)
    ]
