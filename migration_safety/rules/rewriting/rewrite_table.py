"""A command that writes a whole table anew while nobody can use it.

What happens:
    VACUUM FULL, CLUSTER, SET LOGGED and UNLOGGED, another tablespace or access method copy
    the whole table under ACCESS EXCLUSIVE, which stops even reads.  REFRESH MATERIALIZED
    VIEW does the same to the view.  The copy needs as much free space again.

When it is fine:
    The table is created by the same migration.  A plain VACUUM makes room for new rows while
    everybody goes on; REFRESH .. CONCURRENTLY needs a unique index on the view.

Instead:
    # room for new rows, while everybody goes on
    class Migration(migrations.Migration):
        atomic = False  # VACUUM cannot run inside a transaction

        operations = [
            migrations.RunSQL(
                {vacuum},
                migrations.RunSQL.noop,
            ),
        ]
    # to give space back to the disk, or to sort or move a table: pg_repack, which copies it
    # beside and swaps the two in a moment; no matter for a migration
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, python, rule

SHAPES = (
    "VACUUM FULL",
    "CLUSTER",
    "SET LOGGED",
    "SET UNLOGGED",
    "SET TABLESPACE",
    "SET ACCESS METHOD",
    "REFRESH MATERIALIZED VIEW",
)
EVERY = tuple(f"{shape} (every table)" for shape in SHAPES[:2])
REFRESH = """\
migrations.RunSQL('REFRESH MATERIALIZED VIEW CONCURRENTLY "{table}"', migrations.RunSQL.noop)
"""


@rule("MS210", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*SHAPES, *EVERY):
        if not action.fresh:
            shape = action.shape.partition(" (")[0]
            yield Hazard(
                f"Nobody can read or write {action.table or 'one table after the other'} while "
                f"{shape} writes it anew.",
                action,
                instead=REFRESH if shape.startswith("REFRESH") else "",
                code={"vacuum": python([f'VACUUM (ANALYZE) "{action.table}"'.removesuffix(' ""')])},
            )
