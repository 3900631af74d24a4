"""SQL or Python does not say what squashmigrations and routers want to know.

What happens:
    Without `elidable=True` squashmigrations keeps a change of rows for ever: each new database
    runs it, on empty tables, and operations before and after it cannot be joined.  Without
    `hints` a router knows the app, not the model, and cannot keep rows of one database from
    being changed on the others.

When it is fine:
    A new database needs it too: it makes rows, or what Django has no operation for.  Routers:
    they go by the app alone.

Instead:
    # where rows that are there already need it, and new ones do not; hints are for routers
    migrations.{kind}({arguments}, {says})
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule

# An INSERT is needed by new databases too.
CHANGES = {"UPDATE", "DELETE"}
BY_HAND = ("RunSQL", "RunPython")
AROUND = {"PYTHON", "SELECT"}


@rule("MS912", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    changes = [each for each in step.changes if each.kind in BY_HAND]
    if not (step.shapes & CHANGES and step.shapes <= CHANGES | AROUND):
        return
    lacks = {
        "elidable=True": any(not each.elidable for each in changes),
        'hints={"model_name": "..."}': len(history.plan.databases) > 1
        and any(not each.hinted for each in changes),
    }
    if says := [argument for argument, missing in lacks.items() if missing]:
        what = names(each.kind for each in changes)
        yield Hazard(
            f"{what} changes rows that are there, and lacks {names(says)}.",
            code={"kind": changes[0].kind, "says": ", ".join(says), "arguments": _arguments(step)},
        )


def _arguments(step: Step) -> str:
    """Those that it has now."""
    if step.change.kind not in BY_HAND:
        return "..."
    written = step.source.text.partition("(")[2].rpartition(")")[0]
    return written.rstrip().rstrip(",") or "..."
