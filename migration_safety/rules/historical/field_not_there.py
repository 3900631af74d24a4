"""Python names a field that the model does not have at this point.

What happens:
    The models of a migration have the fields of that moment, not today's.  The query raises
    FieldError, and the migration fails on every database that has not applied it yet.

When it is fine:
    Never, unless the error is caught.

Instead:
    # after the migration that adds the field, or with the name that it has at this point
    class Migration(migrations.Migration):
        dependencies = [
            ...,
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import at, faults
from migration_safety.rules.rule import Hazard, rule


@rule("MS612", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for function, fault in faults(step, "field"):
        yield Hazard(f"{fault.text} {at(function, fault)}.")
