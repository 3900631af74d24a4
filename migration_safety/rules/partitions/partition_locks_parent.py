"""A partition comes or goes, and the whole partitioned table is locked.

What happens:
    CREATE TABLE .. PARTITION OF, DETACH PARTITION and DROP TABLE of a partition take ACCESS
    EXCLUSIVE on the partitioned table: no query on any of its partitions runs from there to the
    commit, and while the lock waits for a long query, all later ones queue behind it.

When it is fine:
    The partitioned table is created by the same migration, or an earlier statement has locked
    it.  ATTACH PARTITION of a table made beside lets reads and writes go on, and so does
    DETACH PARTITION CONCURRENTLY, which no default partition may stand beside.

Instead:
    # a table beside the others, which then becomes a partition: nobody waits
    migrations.RunSQL(
        [
            'CREATE TABLE "{partition}" (LIKE "{parent}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
            'ALTER TABLE "{parent}" ATTACH PARTITION "{partition}" ' {bounds},
        ],
        migrations.RunSQL.noop,
    )
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule

CONCURRENTLY = """\
class Migration(migrations.Migration):
    atomic = False  # CONCURRENTLY cannot run inside a transaction

    operations = [
        migrations.RunSQL(
            'ALTER TABLE "{parent}" DETACH PARTITION "{partition}" CONCURRENTLY',
            migrations.RunSQL.noop,
        ),
    ]
"""
THEN_DROP = (
    CONCURRENTLY
    + """\
# the next migration
migrations.RunSQL('DROP TABLE "{partition}"', migrations.RunSQL.noop)
"""
)
PATIENT = """\
# beside a default partition there is no CONCURRENTLY: give up rather than let all wait
operations = [
    migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop),
    {operation},
]
"""
FORMS = {"CREATE TABLE": "", "DETACH PARTITION": CONCURRENTLY, "DROP TABLE": THEN_DROP}
BOUNDS = re.compile(r"\b(FOR\s+VALUES\s.*|DEFAULT\b.*)", re.IGNORECASE | re.DOTALL)


@rule("MS119", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting(*FORMS):
        parent, partition = _places(action)
        held = history.held(statement, parent)
        patient = _no_other_way(action) and history.gives_up(statement)
        if parent and not patient and not (held and held[1].blocks is Blocks.EVERYTHING):
            bounds = BOUNDS.search(statement.sql.partition("PARTITION OF")[2])
            yield Hazard(
                f"Nobody can read or write any partition of {parent} from {action.shape} "
                f"{partition} until the migration commits.",
                action,
                (parent,),
                instead=PATIENT if _no_other_way(action) else FORMS[action.shape],
                code={
                    "parent": parent,
                    "partition": partition,
                    "bounds": repr(bounds.group() if bounds else "..."),
                },
            )


def _places(action: Action) -> tuple[str, str]:
    """The partitioned table, "" where it is new or there is none, and the partition."""
    if action.shape == "DETACH PARTITION":
        return "" if action.fresh else action.table, action.other("partition")
    return action.other("partitioned"), action.table


def _no_other_way(action: Action) -> bool:
    """CONCURRENTLY is refused where there is a default partition."""
    return action.shape != "CREATE TABLE" and bool(action.other("default"))
