"""What is dropped takes other things along that the operation does not name.

What happens:
    Django drops tables with CASCADE, and columns too up to its version 5.2: views that read
    them and foreign keys of other tables that point to them vanish without a word.
    Constraints and indexes over several columns go with the first of them that is dropped.

When it is fine:
    What goes along is of no use without the rest, or the same migration makes it again.

Instead:
    # what shall go is dropped by its name, before the operation that you have now
    migrations.RunSQL({drops}, migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, names, python, rule

SHAPES = ("DROP COLUMN", "DROP TABLE", "DROP VIEW", "DROP MATERIALIZED VIEW")


@rule("MS308", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*SHAPES):
        lost = [] if action.fresh else list(_lost(action))
        if lost:
            what = ".".join((action.table, *action.columns))
            drops = python([drop for _, drop in lost])
            yield Hazard(
                f"Along with {what} goes {names(said for said, _ in lost)}.",
                action,
                code={"drops": drops},
            )


def _lost(action: Action) -> Iterator[tuple[str, str]]:
    """What goes along, and the SQL that says so."""
    for role, table in action.others:
        if role == "view":
            yield f"the view {table}", f'DROP VIEW "{table}"'
        elif role == "referencing":
            alter = f'ALTER TABLE "{table}"'
            yield f"a foreign key of {table}", f'{alter} DROP CONSTRAINT "..."'
    for each in filter(None, action.detail.split(", ")):
        kind, _, name = each.rpartition(" ")
        if kind == "INDEX":
            yield f"the index {name}", f'DROP INDEX "{name}"'
        else:
            yield (
                f"the {kind} constraint {name}",
                f'ALTER TABLE "{action.table}" DROP CONSTRAINT "{name}"',
            )
