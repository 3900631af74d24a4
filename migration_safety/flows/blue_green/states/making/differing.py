"""What has to be equal on both sides, and what differs because the release wants it to."""

from __future__ import annotations

from migration_safety.core.deployment.verdict import Direction, Fate
from migration_safety.databases.postgresql.publishing.comparing.comparer import Compared
from migration_safety.databases.postgresql.publishing.comparing.reading import Comparison
from migration_safety.databases.postgresql.publishing.making.counting import counted
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.states.making.stream import tables

# Under the name of this state the rows are noted that migrate has made or removed itself.
MIGRATED = "migrated"
BEFORE, OWN = "rows before of ", "own rows of "


def compared(run: Run) -> tuple[Compared, ...]:
    """The tables of the plan, with the columns that are to be equal on both sides."""
    apart = transformed(run)
    return tuple(
        Compared(
            each.table,
            f"{each.schema}.{each.green or each.name}",
            tuple(
                name
                for name in (each.reverse if run.backward else each.forward)
                if (each.table, name) not in apart
            ),
        )
        for each in run.deployment.published
    )


def transformed(run: Run) -> frozenset[tuple[str, str]]:
    """Columns, by table and name, that the release changes the values of."""
    verdicts = (each for placed in run.deployment.operations for each in placed.verdicts)
    return frozenset(
        (each.table if "." in each.table else f"public.{each.table}", column)
        for each in verdicts
        if each.direction is Direction.FORWARD and each.fate in (Fate.SILENT, Fate.LOSSY)
        for column in each.columns
    )


def wrong(run: Run, found: Comparison) -> str:
    """What makes the sides differ that nobody wanted, in words, or "".

    Rows that migrate itself has made on green, or removed, are known by their number.
    """
    own = int(run.journal.facing(backward=False).recall(MIGRATED).get(f"{OWN}{found.table}", "0"))
    if found.unproven:
        return f"{found.table} cannot be compared ({found.unproven})"
    if not found.changed and found.missing <= max(-own, 0) and found.extra <= max(own, 0):
        return ""
    return (
        f"{found.table} ({found.missing} rows missing on green, {found.extra} too many,"
        f" {found.changed} different)"
    )


def count_before(run: Run) -> None:
    """Note the rows of each table of green before the first try to migrate it."""
    if not any(name.startswith(BEFORE) for name in run.journal.recall(MIGRATED)):
        found = counted(run.green.connection, tables(run))
        run.journal.note(MIGRATED, **{f"{BEFORE}{name}": str(rows) for name, rows in found.items()})


def count_own(run: Run) -> None:
    """Note what migrate has made or removed of them; nothing else has written."""
    now = {each.green: each.blue for each in compared(run)}
    noted = run.journal.recall(MIGRATED)
    for green, rows in counted(run.green.connection, now).items():
        table = now[green]
        own = rows - int(noted.get(f"{BEFORE}{table}", rows))
        if own:
            run.journal.note(MIGRATED, **{f"{OWN}{table}": str(own)})
            run.tell(f"migrate has {'made' if own > 0 else 'removed'} {abs(own)} rows of {table}")
