"""What an earlier print still tells of a table that was not written to since."""

from __future__ import annotations

from collections.abc import Sequence

from migration_safety.core.trial.data.fingerprint import Fingerprints, TablePrint, Witness
from migration_safety.databases.postgresql.fingerprint.catalog import Table
from migration_safety.databases.postgresql.fingerprint.planning import Plan
from migration_safety.databases.postgresql.fingerprint.scan import Scanned


class Recall:
    """The sums that need no reading again; `witnesses` are today's."""

    def __init__(
        self, earlier: Sequence[Fingerprints], witnesses: dict[int, Witness], labels: str
    ) -> None:
        self.earlier = earlier
        self.witnesses = witnesses
        self.labels = labels

    def unchanged(self, table: Table, before: Fingerprints | None) -> TablePrint | None:
        """The print of before itself, where neither rows nor columns nor names are others."""
        trusted = any(each is before for each in self.earlier)
        if before is None or not trusted or before.labels != self.labels:
            return None
        old = before.table(table.oid)
        if old is None or old.unproven or old.witness is None:
            return None
        alike = (old.schema, old.name, _columns(old)) == (table.schema, table.name, _columns(table))
        return old if alike and old.witness == self.witnesses.get(table.oid) else None

    def known(self, table: Table, part: Table, plan: Plan) -> Scanned | None:
        """Of a table, or of its leaf `part`; the totals may lack some of the plan's."""
        found: Scanned | None = None
        for prints in self.earlier:
            whole = prints.table(table.oid)
            old = whole and _part(whole, part.oid)
            if whole and old and self._untouched(old, part, plan):
                known = _scanned(table, old, plan, same_labels=prints.labels == self.labels)
                found = known if found is None else _united(found, known)
        return found

    def _untouched(self, old: TablePrint, part: Table, plan: Plan) -> bool:
        witness = self.witnesses.get(part.oid)
        keys = [[(each.number, each.method) for each in key] for key in (old.key, plan.key)]
        return (
            witness is not None
            and old.witness == witness
            and not old.unproven
            and keys[0] == keys[1]
        )


def _part(whole: TablePrint, oid: int) -> TablePrint | None:
    parts = whole.leaves or (whole,)
    return next((each for each in parts if each.oid == oid), None)


def _scanned(table: Table, old: TablePrint, plan: Plan, *, same_labels: bool) -> Scanned:
    nulls, totals = {}, {}
    for column in table.columns:
        then = old.column(column.number)
        stale = column.number in plan.volatile and not same_labels
        if then and not then.unproven and not stale and then.generated == column.generated:
            nulls[column.number] = then.nulls
            for each in then.readings:
                totals[column.number, each.method, each.cast] = each.total
    numbers = [each.number for each in table.columns]
    if old.whole and numbers == [each.number for each in old.columns] == list(nulls):
        totals[0, old.whole.method, ""] = old.whole.total
    return Scanned(old.rows, nulls, totals)


def _united(one: Scanned, other: Scanned) -> Scanned:
    return Scanned(one.rows, {**other.nulls, **one.nulls}, {**other.totals, **one.totals})


def _columns(table: Table | TablePrint) -> list[tuple[int, str, str, str]]:
    return [(each.number, each.name, each.type, each.generated) for each in table.columns]
