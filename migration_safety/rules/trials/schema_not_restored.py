"""The way back does not restore the schema.

What happens:
    After forward and back, objects of the schema are lost, added or changed: a default, an index,
    a constraint that is not valid, a trigger, a grant.  Django does not look, and what it does not
    know of it cannot restore.  The next release meets a schema that no migration describes.

When it is fine:
    Nobody relies on what differs.  Names and the order of columns are told apart: MS456.

Instead:
    # let the reverse make what the operation has dropped, and drop what it has made
    migrations.RunSQL("DROP INDEX person_lower", "CREATE INDEX person_lower ON ...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule
from migration_safety.rules.tried import damaged, lost, table_of


@rule("MS454", Severity.ERROR, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        back = "the way back of all as one" if trial.whole else "the way back"
        for each in trial.back.damage if trial.back else ():
            yield Hazard(
                f"After {back} {damaged(each)}.", tables=table_of(each), whole=True, loss=lost(each)
            )
