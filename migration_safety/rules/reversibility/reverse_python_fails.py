"""The Python of the way back asks for what is not there.

What happens:
    The reverse of RunPython gets the models as they are right after its migration.  It asks
    for a model, a field or a method that they do not have, and raises: the way back stops there,
    in the middle of an incident.

When it is fine:
    The error is caught.

Instead:
    # the models of this moment, by their names of this moment
    def backwards(apps, schema_editor):
        rows = apps.get_model("{app}", "...").objects.using(schema_editor.connection.alias)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import at
from migration_safety.rules.rule import Hazard, rule

FAILS = ("model", "field", "attribute")


@rule("MS407", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for function in step.reverses:
        for fault in function.faults:
            if fault.kind in FAILS and fault.sure:
                yield Hazard(f"The way back fails: {fault.text} {at(function, fault)}.")
