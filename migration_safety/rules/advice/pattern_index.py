"""A text column with an index has a second one, for LIKE.

What happens:
    Django adds an index with pattern operators to each CharField, SlugField and TextField that
    is unique or has db_index=True, for queries that ask for a beginning (startswith).  Each
    write of the column keeps both.

When it is fine:
    Such queries are made, and the server's collation is not C.

Instead:
    # Meta.indexes makes the one index that is asked for; the field without db_index
    models.Index(fields=["{column}"], name="{table}_{column}")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS909", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("CREATE INDEX", "CREATE INDEX CONCURRENTLY"):
        if "pattern" in action.flags and action.name.endswith("_like"):
            yield Hazard(
                f"{action.name} is a second index of {action.table}.{action.columns[0]}, for LIKE "
                "alone.",
                action,
            )
