"""Serving: what is written now goes back to the other side; and what was there is compared."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.databases.postgresql.publishing.comparing.comparer import at_a_moment
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.publishing.subscription import enable, set_commit
from migration_safety.databases.postgresql.switching.waiting import until
from migration_safety.errors import TroubleError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.making.differing import compared, wrong
from migration_safety.flows.blue_green.steering.board import board, put_away
from migration_safety.flows.blue_green.steering.streams import returned, returning

NAME = "serving"
STARTED_WITHIN = 30.0


def act(run: Run) -> None:
    """Let the way back send, which has waited at the fence; then compare the pinned moments."""
    source, name = run.source.connection, returning(run)
    if not done(run):
        set_commit(source, name, synchronous=True)
        enable(source, name)
    until(
        lambda: returned(run).lag is not None,
        f"{run.source.name} does not follow {run.destination.name}",
        seconds=STARTED_WITHIN,
        advice=f"Look into {run.source.name}'s log: until it follows, going back loses rows.",
    )
    try:
        compare(run)
    finally:
        put_away(run)


def compare(run: Run) -> None:
    """Both sides at the fence, table by table.  Raises TroubleError where they differ."""
    pins = board(run).pins
    if not pins:
        run.tell("Not compared at the fence: the process that had pinned that moment has ended.")
        return
    blue, green = (each.connection for each in pins)
    found = list(at_a_moment(blue, green, [each for each in compared(run) if each.columns]))
    told = {each.table: words for each in found if (words := wrong(run, each))}
    rows, unequal = sum(each.rows for each in found), [each for each in found if each.table in told]
    run.journal.note(NAME, tables=str(len(found)), rows=str(rows), unequal=str(len(unequal)))
    for words in told.values():
        run.tell(words)
    run.tell(f"Compared at the fence: {len(found)} tables, {rows} rows, {len(unequal)} unequal.")
    differing = [each.table for each in unequal if not each.unproven]
    if differing and not run.backward:
        raise TroubleError(
            f"Blue and green were not equal at the fence: {few(differing)}.",
            "Go back, and look for a trigger, a role or a table that was left out.",
        )


def done(run: Run) -> bool:
    """The way back sends, and nothing is in its way."""
    stands = returned(run)
    return not stands.trouble and stands.subscription is not None


def script(run: Run) -> Iterator[str]:
    """What would be sent."""
    yield f"{run.source.name}: ALTER SUBSCRIPTION {returning(run)} ENABLE;"
    yield "blue and green: sums of hashes of each table, as of the pinned moments"


SERVING = State(
    NAME,
    "let rows go back from the side that serves, and compare both at the fence",
    act,
    done,
    script=script,
    undoing="nothing: --rollback goes back without losing a write",
)
