"""Who may write on a side: everybody, or nobody but the driver and the apply worker."""

from __future__ import annotations

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.switching.fence import fenced, lift_fence, raise_fence
from migration_safety.databases.postgresql.switching.logins import let_in, may_log_in, shut_out
from migration_safety.flows.blue_green.running.run import Run


def forbid(run: Run, side: Side) -> None:
    """Behind a gate: the whole server read-only, and an end to transactions in flight.  Behind a
    pooler: the application's roles shut out.  Raises DeadlineError."""
    if run.deployment.strategy is Strategy.GATE:
        raise_fence(side.connection, seconds=run.limits.fence)
    else:
        shut_out(side.connection, run.writers, seconds=run.limits.fence)


def allow(run: Run, side: Side) -> None:
    """Let everybody write again."""
    if run.deployment.strategy is Strategy.GATE:
        if fenced(side.connection):
            lift_fence(side.connection, seconds=run.limits.fence)
    elif set(may_log_in(side.connection, run.writers)) != set(run.writers):
        let_in(side.connection, run.writers)


def forbidden(run: Run, side: Side) -> bool:
    """Whether the fence of a side stands."""
    if run.deployment.strategy is Strategy.GATE:
        return fenced(side.connection)
    return not may_log_in(side.connection, run.writers)
