"""The index has more than three columns.

What happens:
    Each column makes it larger and each UPDATE of one of them writes it; a query gains from the
    later ones only if it names all before them.

When it is fine:
    It is unique, or one query that matters names all its columns.

Instead:
    # the columns that choose few rows; the others may be included, or left out
    models.Index(fields=["{column}"], name="{name}")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

MOST = 3


@rule("MS907", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("CREATE INDEX", "CREATE INDEX CONCURRENTLY"):
        if len(action.columns) > MOST and "unique" not in action.flags:
            yield Hazard(f"{action.name} has {len(action.columns)} columns.", action)
