"""The ledger: what is accepted of migrations that nobody can write a comment in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.plan import Migration, Plan


@dataclass(frozen=True, slots=True)
class Entry:
    """An accepted finding of one operation, or of a migration as a whole.

    It holds as long as `meaning` is that of an operation, or of the whole; `operation` tells
    people which one that was.
    """

    app: str
    migration: str
    operation: str
    meaning: str
    suppression: Suppression

    @property
    def key(self) -> tuple[str, str]:
        """Its migration."""
        return self.app, self.migration


def with_entries(plan: Plan, entries: Iterable[Entry]) -> Plan:
    """Each entry stands on what it means; one that means nothing any more is stale."""
    by_migration: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for each in entries:
        by_migration[each.key].append(each)
    return replace(
        plan,
        migrations=tuple(
            _with(each, by_migration[each.app, each.name])
            if (each.app, each.name) in by_migration
            else each
            for each in plan.migrations
        ),
    )


def _with(migration: Migration, entries: list[Entry]) -> Migration:
    found: defaultdict[str, list[Suppression]] = defaultdict(list)
    for entry in entries:
        found[entry.meaning].append(entry.suppression)
    known = {migration.meaning, *(step.meaning for step in migration.steps)}
    stale = [replace(each.suppression, stale=True) for each in entries if each.meaning not in known]
    return replace(
        migration,
        suppressions=(*migration.suppressions, *found[migration.meaning], *stale),
        steps=tuple(
            replace(step, suppressions=(*step.suppressions, *found[step.meaning]))
            for step in migration.steps
        ),
    )
