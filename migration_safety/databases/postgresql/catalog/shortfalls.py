"""How many rows fall short of a demand, counted within a budget of time, small tables first."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from psycopg import sql

from migration_safety.core.catalog.demand import (
    Demand,
    Difference,
    Presence,
    Reference,
    Shortfall,
    Truth,
)
from migration_safety.core.catalog.relation import Catalog, Table
from migration_safety.databases.postgresql.catalog.bounded import Bounded

# So many rows are named by their keys.
NAMED = 5
# One pass counts all and names some.
COUNT = sql.SQL("SELECT {key}, count(*) OVER () FROM {rows} LIMIT {named}")
ORPHANS = sql.SQL(
    "{child} AS child WHERE {present} AND NOT EXISTS (SELECT FROM {parent} AS parent WHERE {same})"
)
ALIKE = sql.SQL(
    "(SELECT *, ctid AS ctid, count(*) OVER (PARTITION BY {keys}) AS migration_safety_alike"
    " FROM {table} WHERE {condition}) AS child WHERE migration_safety_alike > 1"
)
AND = sql.SQL(" AND ")
TRUE = sql.SQL("true")


def shortfalls(
    database: Bounded, catalog: Catalog, demands: Iterable[Demand], *, seconds: float
) -> Iterator[Shortfall]:
    """Count for each demand within `seconds` for all; its tables and columns must exist."""
    end = time.monotonic() + seconds
    for demand in sorted(demands, key=lambda each: catalog.tables[each.table].rows or 0):
        left = end - time.monotonic()
        if left <= 0:
            yield Shortfall(demand, unanswered=f"not begun: {seconds:g} s were spent on others")
            continue
        table = catalog.tables[demand.table]
        question = COUNT.format(key=_key(table), rows=_rows(demand, catalog), named=NAMED)
        answer = database.ask(question, seconds=left)
        rows = answer.rows[0][1] if answer.rows else 0
        keys = tuple(key for key, _ in answer.rows)
        yield Shortfall(demand, rows, keys, answer.unanswered)


def _rows(demand: Demand, catalog: Catalog) -> sql.Composable:
    """What stands after FROM: the rows that fall short, as `child`."""
    table = sql.Identifier(*catalog.tables[demand.table].path)
    match demand:
        case Reference():
            return _orphans(demand, table, sql.Identifier(*catalog.tables[demand.to_table].path))
        case Truth():
            false = sql.SQL("{} AS child WHERE NOT ({})")
            return false.format(table, _trusted(demand.expression))
        case Presence():
            null = sql.SQL("{} AS child WHERE {} IS NULL")
            return null.format(table, sql.Identifier(demand.column))
        case Difference():
            return _alike(demand, table)


def _orphans(demand: Reference, child: sql.Composable, parent: sql.Composable) -> sql.Composable:
    pairs = zip(demand.columns, demand.to_columns, strict=True)
    names = [(sql.Identifier("child", own), sql.Identifier("parent", to)) for own, to in pairs]
    return ORPHANS.format(
        child=child,
        parent=parent,
        present=AND.join(sql.SQL("{} IS NOT NULL").format(own) for own, _ in names),
        same=AND.join(sql.SQL("{} = {}").format(own, to) for own, to in names),
    )


def _alike(demand: Difference, table: sql.Composable) -> sql.Composable:
    keys: list[sql.Composable] = [_trusted(key) for key in demand.keys]
    conditions: list[sql.Composable] = [_trusted(demand.condition)] if demand.condition else []
    if demand.nulls_distinct:
        conditions += [sql.SQL("({}) IS NOT NULL").format(key) for key in keys]
    return ALIKE.format(
        keys=sql.SQL(", ").join(keys),
        table=table,
        condition=AND.join(sql.SQL("({})").format(each) for each in conditions or [TRUE]),
    )


def _key(table: Table) -> sql.Composable:
    """The primary key as text; where there is none, the place of the row."""
    names: list[sql.Composable] = [sql.Identifier("child", name) for name in table.key]
    names = names or [sql.SQL("child.ctid")]
    return sql.SQL("concat_ws(', ', {})").format(sql.SQL(", ").join(names))


def _trusted(expression: str) -> sql.SQL:
    """SQL that PostgreSQL's own grammar has written."""
    return sql.SQL(expression.replace("{", "{{").replace("}", "}}"))
