"""The extension can be created by a superuser alone.

What happens:
    PostgreSQL lets whoever may create objects in a database add the extensions that it trusts.
    Any other asks for a superuser, which the role of an application is not: the migration works
    where developers are superusers and fails where it matters.

When it is fine:
    Where the extension is there already, IF NOT EXISTS (Django's CreateExtension) passes it by;
    some hosted servers let their own roles create more.

Instead:
    # once for each database, by whoever runs the server, before the deployment
    #    CREATE EXTENSION IF NOT EXISTS "{name}"
    # the operation that you have now then finds it
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS803", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("CREATE EXTENSION"):
        if "superuser" in action.flags:
            yield Hazard(
                f"Only a superuser may create the extension {action.name}: the migration fails "
                "where it is not there yet.",
                action,
            )
