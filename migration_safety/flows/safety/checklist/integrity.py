"""Data integrity: rows that lead nowhere, and rows that pending migrations would trip over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from migration_safety.checks.integrity import NAMES, demands_check, references_check
from migration_safety.checks.outcome import skipped
from migration_safety.core.catalog.demand import Demand, Reference
from migration_safety.core.catalog.relation import Catalog
from migration_safety.core.plan import Plan
from migration_safety.core.report import Check
from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.databases.postgresql.catalog.pending import pending, standing
from migration_safety.databases.postgresql.catalog.shortfalls import shortfalls
from migration_safety.reading.relations import unwatched

LEFT_OUT = "rows are not read (--check-seconds 0)"


def integrity_checks(
    plan: Plan, catalog: Catalog, database: Bounded, *, seconds: float
) -> tuple[Check, ...]:
    """Read rows for `seconds` in all: first for what is pending, then for references."""
    if not seconds:
        return tuple(skipped(name, LEFT_OUT) for name in NAMES)
    database = replace(database, seconds=seconds)
    end = time.monotonic() + seconds
    unapplied = (migration for migration in plan.migrations if not migration.applied)
    made = list(pending(unapplied, catalog))
    asked = dict.fromkeys(each.demand for each in made if _fits(each.demand, catalog))
    short = list(shortfalls(database, catalog, asked, seconds=seconds))
    told = [
        f"{each.migration} demands {each.demand.words}, whose values are not there yet"
        for each in made
        if each.demand not in asked and each.demand.table in catalog.tables
    ]
    left = max(end - time.monotonic(), 0)
    lost = shortfalls(
        database, catalog, _references(catalog, database.connection.alias), seconds=left
    )
    return references_check(list(lost)), demands_check(short, made, told)


def _references(catalog: Catalog, alias: str) -> Iterator[Demand]:
    """Each once, be it watched by the database or not."""
    keys = list(catalog.constraints("FOREIGN KEY"))
    yield from (standing(key) for key in keys)
    watched = {(key.table, key.columns) for key in keys}
    for relation in unwatched(alias):
        if (relation.table, relation.columns) not in watched and _fits(relation, catalog):
            yield relation


def _fits(demand: Demand, catalog: Catalog) -> bool:
    """Whether the tables and columns are there to be asked."""
    places = [(demand.table, demand.columns)]
    if isinstance(demand, Reference):
        places.append((demand.to_table, demand.to_columns))
    return all(
        table in catalog.tables and catalog.tables[table].columns.keys() >= set(columns)
        for table, columns in places
    )
