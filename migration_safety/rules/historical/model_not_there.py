"""Python asks for a model that is not there, or that nobody makes sure is there.

What happens:
    The registry of a migration holds the models of the migrations that ran before it.  What it
    depends on is sure to have run; the rest depends on the order in which Django happens to go
    through the apps, and on what was migrated alone.  Otherwise get_model() raises LookupError.

When it is fine:
    The LookupError is caught, and nothing has to be done then.

Instead:
    class Migration(migrations.Migration):
        dependencies = [
            ...,
            ("{app}", "{migration}"),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import at, faults
from migration_safety.rules.rule import Hazard, rule


@rule("MS611", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """An error where it is sure to fail, a warning where it depends on the order."""
    for function, fault in faults(step, "model"):
        label, _, name = fault.names.partition(".")
        yield Hazard(
            f"{fault.text} {at(function, fault)}.",
            severity=None if fault.sure else Severity.WARNING,
            code={"app": label or "...", "migration": name or "..."},
        )
