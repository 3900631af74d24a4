"""Scripts of shims on one side, as the role that its tables belong to."""

from __future__ import annotations

from migration_safety.databases.postgresql.deploying.patience import lock_limit
from migration_safety.databases.postgresql.deploying.schema import CREATE, SCHEMA, create
from migration_safety.databases.postgresql.deploying.set_aside import (
    Remaking,
    concurrent,
    forget_all,
    holds_up_nobody,
    is_anything,
    remakings,
)
from migration_safety.databases.postgresql.deploying.side import UNFIT, Side
from migration_safety.databases.postgresql.publishing.making.owners import (
    as_migrator,
    as_migrator_alone,
    let_in,
)
from migration_safety.errors import DeploymentError
from migration_safety.flows.blue_green.running.run import Run


def make_again(run: Run, side: Side) -> None:
    """What shims have set aside, while rows are read and written.  Raises DeadlineError, and
    DeploymentError where rows break it: then it is as if it had not been tried."""
    for each in set_aside(side):
        run.tell(f"{side.name}: {each.words} of {each.table} is made again")
        try:
            for script in each.scripts:
                _step(run, side, each.table, script)
        except UNFIT as error:
            if each.clear:
                _step(run, side, each.table, each.clear)
            # A value that cannot be read is quoted at the end.
            said = (error.diag.message_primary or "").partition(': "')[0]
            raise DeploymentError(
                f"{side.name}: {each.words} of {each.table} cannot be made again: {said}.",
                "Mend the rows, and do it again.",
            ) from None


def let_go(run: Run, side: Side) -> None:
    """What is set aside stays so, and is told."""
    for each in set_aside(side):
        run.tell(f"{side.name}: {each.words} of {each.table} is not made again")
    if is_anything(side.connection):
        with as_migrator(side.connection):
            forget_all(side.connection)


def set_aside(side: Side) -> list[Remaking]:
    """What there is to be made again."""
    if not is_anything(side.connection):
        return []
    with as_migrator(side.connection):
        return remakings(side.connection)


def _step(run: Run, side: Side, table: str, script: str) -> None:
    connection, named = side.connection, f"{table} of {side.name}"
    # Nobody waits behind what waits for such a lock.
    lock = run.limits.copy if holds_up_nobody(script) else run.limits.lock
    role = as_migrator_alone if concurrent(script) else as_migrator
    with lock_limit(connection, named, lock=lock, seconds=run.limits.copy), role(connection):
        connection.execute(script.encode())


def execute(run: Run, side: Side, table: str, script: str, *, seconds: float = 0.0) -> None:
    """In one transaction, which waits for a lock on the table no longer than the run's limit, and
    takes `seconds` at most, 0 for any time.  Raises DeadlineError."""
    connection, named = side.connection, f"{table} of {side.name}"
    if CREATE in script:
        create(connection)
    if SCHEMA in script:
        let_in(connection)
    with (
        lock_limit(connection, named, lock=run.limits.lock, seconds=seconds),
        as_migrator(connection),
    ):
        connection.execute(script.encode())
