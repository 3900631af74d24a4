"""Validated: green holds what blue holds, as far as both schemas can say it."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.databases.postgresql.publishing.comparing.comparer import while_flowing
from migration_safety.databases.postgresql.publishing.comparing.orphans import (
    new_foreign_keys,
    orphans,
)
from migration_safety.databases.postgresql.publishing.making.claim import forget, note, noted
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.publishing.progress import counters
from migration_safety.errors import DeploymentError, RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.making import streaming
from migration_safety.flows.blue_green.states.making.differing import (
    compared,
    transformed,
    wrong,
)
from migration_safety.flows.blue_green.states.making.frozen import refuse_drift
from migration_safety.flows.blue_green.states.making.smoke import smoke
from migration_safety.flows.blue_green.states.making.stream import (
    catch_up,
    forward,
    green_may_be_gone,
    refuse_trouble,
)

NAME = "validated"
# Counted from 18 on: a row was not there, or was there already.
LOST = ("confl_update_missing", "confl_delete_missing")


def check(run: Run) -> None:
    """Green follows blue, whose schema is as it was."""
    refuse_drift(run)
    if not streaming.done(run):
        raise RefusedError("Green does not follow blue.", "Let it catch up: --run streaming.")


def act(run: Run) -> None:
    """Compare all rows while they flow, and ask what no constraint has asked."""
    found = [*_differing(run), *_orphaned(run), *_lost(run)]
    refuse_trouble(run)
    if found:
        raise DeploymentError(
            f"Green does not hold what blue holds: {few(found)}.",
            "Do not switch. Find out why with --status and green's log, or --abort.",
        )
    alias = run.options.get("database", "default")
    smoke(run.green, alias=alias, tell=run.tell, within=run.limits.copy)
    note(run.green.connection, run.deployment.digest, "reached", NAME)


def done(run: Run) -> bool:
    """Green remembers that it was compared, and still follows."""
    return NAME in noted(run.green.connection, run.deployment.digest, "reached")


def undo(run: Run) -> None:
    """What was found holds no longer."""
    with green_may_be_gone(run):
        forget(run.green.connection, run.deployment.digest, "reached", NAME)


def script(run: Run) -> Iterator[str]:
    """What would be asked."""
    for each in compared(run):
        yield f"both: compare hashes of {each.blue} ({', '.join(each.columns)})"
    yield "green: read and write a row with every model of the new code; ROLLBACK;"
    yield "green: count rows of new foreign keys that refer to none"


def _differing(run: Run) -> Iterator[str]:
    # Sessions of their own: they are pinned, and what they read shapes them.
    with run.blue.fresh() as blue, run.green.fresh() as green:
        rows = 0
        for each in while_flowing(blue, green, compared(run), settle=lambda: catch_up(run)):
            rows += each.rows
            if told := wrong(run, each):
                yield told
    if apart := [f"{table}.{column}" for table, column in sorted(transformed(run))]:
        run.tell(f"Not compared, as the release changes their values: {few(apart)}.")
    run.tell(f"{rows} rows of {len(run.deployment.published)} tables compared.")
    run.journal.note(NAME, rows=str(rows))


def _orphaned(run: Run) -> Iterator[str]:
    """S8: replication asks no foreign key."""
    for key in new_foreign_keys(run.blue.connection, run.green.connection):
        if found := orphans(run.green.connection, key):
            yield f"{found} rows of {key.table} refer to none of {key.parent} ({key.name})"


def _lost(run: Run) -> Iterator[str]:
    """S12: a change for a row that is not there is dropped."""
    found = counters(run.green.connection, forward(run))
    for name in LOST:
        if name in found:
            yield f"{found[name]} changes met no row on green ({name})"


VALIDATED = State(
    NAME,
    "compare green with blue",
    act,
    done,
    check,
    undo,
    script,
    undoing="forget that green was compared",
)
