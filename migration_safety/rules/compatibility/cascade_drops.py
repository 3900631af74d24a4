"""What is dropped takes other things along that the operation does not name.

What happens:
    Django drops columns and tables with CASCADE: views that read them and foreign keys of
    other tables that point to them vanish without a word.  Constraints and indexes over
    several columns go with the first of them that is dropped.

When it is fine:
    What goes along is of no use without the rest, or the same migration makes it again.

Instead:
    # say what shall go before it goes, and make again what shall stay:
    #    {lost}
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule

SHAPES = ("DROP COLUMN", "DROP TABLE", "DROP VIEW", "DROP MATERIALIZED VIEW")
OTHERS = {"view": "the view", "referencing": "a foreign key of"}


@rule("MS308", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*SHAPES):
        lost = [f"{OTHERS[role]} {table}" for role, table in action.others if role in OTHERS]
        lost += filter(None, [action.detail])
        if lost and not action.fresh:
            what = f"{action.table}.{action.columns[0]}" if action.columns else action.table
            yield Hazard(
                f"Along with {what} goes {names(lost)}.", action, code={"lost": names(lost)}
            )
