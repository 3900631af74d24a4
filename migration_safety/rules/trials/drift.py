"""After the way back something has another name, or columns stand in another order.

What happens:
    The schema means the same, and its names or the order of columns do not.  Whatever goes by a
    name fails later: RemoveConstraint of a name that SQL has given, ON CONFLICT ON CONSTRAINT, a
    script of the database's administrator; whatever goes by order, such as INSERT without a list
    of columns, writes into the wrong ones.

When it is fine:
    Nobody goes by that name or that order.

Instead:
    # give it a name of its own, which both ways keep
    migrations.AddIndex("{model_lower}", models.Index(fields=["..."], name="{table}_..._idx"))
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule
from migration_safety.rules.tried import table_of


@rule("MS456", Severity.INFO, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        for each in trial.back.drift if trial.back else ():
            said = f"After the way back the {each.drift} of {each.label} is another"
            meaning = f" ({each.before} -> {each.after}): {each.consequence}".rstrip(".")
            yield Hazard(f"{said}{meaning}.", tables=table_of(each), whole=True)
