"""The primary key ends at 2,147,483,647.

What happens:
    Rows that are deleted and inserts that fail use numbers up too.  When they are used up every
    INSERT fails, and to widen the key means to write the table, and all that refer to it, anew.

When it is fine:
    The table holds a list that people keep by hand.

Instead:
    # settings.py; or id = models.BigAutoField(primary_key=True) in the model
    DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

SMALL = ("integer", "smallint", "serial", "smallserial")


@rule("MS902", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("COLUMN"):
        if {"primary key", "numbered"} <= action.flags and action.detail in SMALL:
            yield Hazard(f"The primary key of {action.table} is {action.detail}.", action)
