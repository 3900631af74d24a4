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
from migration_safety.core.trial.schema.difference import Difference
from migration_safety.rules.rule import Hazard, rule

CHANGES = {"lost": "is lost", "added": "is left over", "changed": "is not as it was"}


@rule("MS454", Severity.ERROR, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        back = "the way back of all as one" if trial.whole else "the way back"
        for each in trial.back.damage if trial.back else ():
            yield Hazard(f"After {back} {said(each)}.", tables=tables(each), whole=True)


def said(each: Difference) -> str:
    """The object, what became of it, and what that means."""
    between = f" ({each.before} -> {each.after})" if each.change == "changed" else ""
    meaning = f": {each.consequence}" if each.consequence else ""
    return f"{each.label} {CHANGES[each.change]}{between}{meaning}".rstrip(".")


def tables(each: Difference) -> tuple[str, ...]:
    """The table that it is about, if any."""
    return (each.table,) if each.table else ()
