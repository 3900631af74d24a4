"""Fingerprints of everything that a database holds, reading as little as will prove it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from psycopg import errors

from migration_safety.core.trial.data.fingerprint import Fingerprints, TablePrint
from migration_safety.databases.postgresql.fingerprint.assembling import added_up, written
from migration_safety.databases.postgresql.fingerprint.catalog import Table, tables, visible
from migration_safety.databases.postgresql.fingerprint.planning import Plan, Planner
from migration_safety.databases.postgresql.fingerprint.recall import Recall
from migration_safety.databases.postgresql.fingerprint.scan import (
    REFUSALS,
    Scanned,
    refusal,
    scan,
)
from migration_safety.databases.postgresql.fingerprint.session import Session, pinned, query
from migration_safety.databases.postgresql.fingerprint.types import Types
from migration_safety.databases.postgresql.fingerprint.witness import labels, settled, witnesses

LARGE_OBJECTS = "SELECT EXISTS (SELECT FROM pg_largeobject_metadata)"
NOT_READ = "large objects are not read"


def fingerprints(
    connection: Session,
    *,
    exact: bool = False,
    before: Fingerprints | None = None,
    recent: Fingerprints | None = None,
) -> Fingerprints:
    """The data of a sandbox: each table read once at most, in one scan.

    `before` is the print that this one is going to be compared with: keys and types are
    chosen so that it can be.  `recent` is the last one made of the same database; what was
    not written to since either of them is taken from there (see the witness).

    The connection is between transactions, and a sandbox's: a role that row-level security
    hides rows from has that lifted in a transaction that is rolled back.  Nobody else may be
    writing.  Raises psycopg.OperationalError where the server goes away.
    """
    bare = visible(connection)
    trusted = settled(connection)
    with pinned(connection):
        found = tables(connection, bare)
        marks, sums = witnesses(connection), labels(connection)
        earlier = [each for each in (recent, before) if each and trusted and each.exact is exact]
        planner = Planner(Types(connection), exact=exact)
        reader = Reader(connection, planner, before, Recall(earlier, marks, sums))
        prints = [reader.printed(each, leaves) for each, leaves in _families(found)]
        if query(connection, LARGE_OBJECTS)[0][0]:
            name = "pg_largeobject"
            prints.append(TablePrint(0, "pg_catalog", name, name, unproven=NOT_READ))
    return Fingerprints(tuple(prints), exact, sums, tuple(reader.read))


class Reader:
    """Reads tables, one after the other; `read` are those that were scanned."""

    def __init__(
        self, session: Session, planner: Planner, before: Fingerprints | None, recall: Recall
    ) -> None:
        self.session = session
        self.planner = planner
        self.before = before
        self.recall = recall
        self.read: list[str] = []

    def printed(self, table: Table, leaves: Sequence[Table]) -> TablePrint:
        """The print of a table, whose leaves are given if it is partitioned."""
        blank = TablePrint(
            table.oid, table.schema, table.name, table.label, unproven=table.excluded
        )
        if table.excluded:
            return blank
        try:
            return self._table(blank, table, leaves)
        except errors.InsufficientPrivilege as error:
            return replace(blank, unproven=f"may not be read: {refusal(error)}")
        except REFUSALS as error:
            return replace(blank, unproven=refusal(error))

    def _table(self, blank: TablePrint, table: Table, leaves: Sequence[Table]) -> TablePrint:
        if kept := self.recall.unchanged(table, self.before):
            return kept
        former = self._former(table)
        plan = self.planner.plan(table, former)
        found = self._planned(blank, table, leaves, plan)
        if plan.recast and any(each.unproven for each in found.columns):
            # A value of the key cannot be written as it was.
            plan = self.planner.plan(table, former, own_key=True)
            return self._planned(blank, table, leaves, plan)
        return found

    def _planned(
        self, blank: TablePrint, table: Table, leaves: Sequence[Table], plan: Plan
    ) -> TablePrint:
        if table.kind != "p":
            return self._part(blank, table, table, plan)
        parts = tuple(self._leaf(table, leaf, plan) for leaf in leaves)
        missing = next((each for each in parts if each.unproven), None)
        if missing:
            return replace(blank, unproven=f"partition {missing.label}: {missing.unproven}")
        return replace(added_up(blank, table, plan, parts), leaves=parts)

    def _former(self, table: Table) -> TablePrint | None:
        if self.before is None:
            return None
        return self.before.table(table.oid) or self.before.named(table.schema, table.name)

    def _leaf(self, table: Table, leaf: Table, plan: Plan) -> TablePrint:
        blank = TablePrint(leaf.oid, leaf.schema, leaf.name, leaf.label, bounds=leaf.bounds)
        if leaf.excluded:
            return replace(blank, unproven=leaf.excluded)
        return self._part(blank, table, leaf, plan)

    def _part(self, blank: TablePrint, table: Table, part: Table, plan: Plan) -> TablePrint:
        known = self.recall.known(table, part, plan)
        totals = known.totals if known else {}
        wanted = [each for each in plan.sums if (each.number, each.method, each.cast) not in totals]
        found = known or Scanned()
        if wanted or known is None:
            fresh = scan(self.session, part, table.columns, wanted)
            self.read.append(part.label)
            found = Scanned(
                fresh.rows,
                {**found.nulls, **fresh.nulls},
                {**totals, **fresh.totals},
                fresh.refused,
            )
        witness = self.recall.witnesses.get(part.oid)
        return replace(written(blank, table, plan, found), witness=witness)


def _families(found: Sequence[Table]) -> list[tuple[Table, list[Table]]]:
    """Each table with its leaves; leaves and what lies between are no tables of their own."""
    leaves: dict[int, list[Table]] = defaultdict(list)
    for each in found:
        if each.root and each.kind != "p":
            leaves[each.root].append(each)
    return [(each, leaves[each.oid]) for each in found if not each.root]
