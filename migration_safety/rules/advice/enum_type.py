"""An enum lives in the database, where its values can be added and never removed.

What happens:
    A value cannot be dropped, nor moved; one that is added cannot be used in the transaction
    that adds it; a rename concerns every process at once.

When it is fine:
    The values are those of nature: days of the week.

Instead:
    # a CharField with choices, which code changes without a migration of rows
    migrations.AddField(
        "{model_lower}", "kind", models.CharField(max_length=20, choices=..., null=True)
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS904", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("CREATE TYPE"):
        if "enum" in action.flags:
            yield Hazard(f"The values of the enum {action.name} can never be removed.", action)
