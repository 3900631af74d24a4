"""Applied again after the way back, the migration makes something else.

What happens:
    The schema or the data after forward, back and forward again are not those after forward.
    Whoever tested the release before the rollback has tested another database.

When it is fine:
    The values are meant to be new at each run: random tokens, the time of the migration.

Instead:
    # leave alone what has a value already
    person.objects.filter(token="").update(token=...)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule
from migration_safety.rules.tried import altered, damaged, emptied, lost, table_of


@rule("MS455", Severity.WARNING, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        found = trial.repeated
        for difference in found.damage if found else ():
            said = f"Applied again, {damaged(difference)}."
            yield Hazard(said, tables=table_of(difference), whole=True, loss=lost(difference))
        for each in found.altered if found else ():
            said = f"Applied again, {altered(each)}."
            yield Hazard(said, tables=(each.table,), whole=True, loss=emptied(each))
