"""A GIN index of jsonb holds every key and every value by itself.

What happens:
    The usual operator class serves ?, ?| and ?& too and is several times as large as
    jsonb_path_ops, which serves @> (contains) alone, and faster.

When it is fine:
    Queries ask whether a key is there (has_key).

Instead:
    from django.contrib.postgres.indexes import GinIndex

    GinIndex(fields=["{field}"], name="{name}", opclasses=["jsonb_path_ops"])
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS910", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("CREATE INDEX", "CREATE INDEX CONCURRENTLY"):
        if "every key of jsonb" in action.flags:
            yield Hazard(
                f"{action.name} holds every key of {action.table}.{action.columns[0]} by itself; "
                "jsonb_path_ops is much smaller.",
                action,
            )
