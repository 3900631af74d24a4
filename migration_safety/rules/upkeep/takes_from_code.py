"""A migration takes something from the code of the project.

What happens:
    Each new database runs all migrations, for years.  The function or class must stay where
    it is, under its name, as long as the migration does: without it no migration at all can be
    loaded.  When it changes, the old migration changes with it.

When it is fine:
    It is written down as part of the history: custom fields mostly are.  Squashing the
    migration ends the dependency.

Instead:
    # data migrations: copy the function into the migration
    # default, upload_to, validators: leave them where they are until the migration is squashed
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS913", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told of the first operation that takes it."""
    earlier = history.migration.steps[: step.index]
    known = {name for each in earlier for name in each.change.code}
    if new := [name for name in step.change.code if name not in known]:
        yield Hazard(f"{names(new)} must stay in the code as long as {history.migration}.")
