"""What a switch needs before it begins: streams both ways, gates, and nothing in the way."""

from __future__ import annotations

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.gate.row import Mode, install
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.databases.postgresql.publishing.progress import Progress
from migration_safety.databases.postgresql.publishing.subscription import set_commit
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.databases.postgresql.switching.fence import deaf_to_fence
from migration_safety.databases.postgresql.switching.in_flight import connected, in_flight, prepared
from migration_safety.databases.postgresql.switching.writers import present, writers
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.gated import expect_middleware, expect_readable
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.steering.streams import (
    carried,
    carrying,
    make_markers,
    make_way_back,
    not_carried,
)
from migration_safety.flows.blue_green.steering.traffic import patient

DRIVER = "SELECT session_user"


def arm(run: Run) -> None:
    """Make the way back, asleep, and the gates; the stream there confirms at once from now on."""
    make_markers(run)
    make_way_back(run)
    roles = _roles(run)
    for side, mode in ((run.source, Mode.OPEN), (run.destination, Mode.REFUSE)):
        there = present(side.connection, roles)
        if lacking := [each for each in roles if each not in there]:
            run.tell(f"{side.name} has no role {few(lacking)}: make it there if it is to log in.")
        install(side.connection, there, mode)
    set_commit(run.destination.connection, carrying(run), synchronous=True)


def ready(run: Run) -> None:
    """Raises RefusedError where a switch would lose rows, or wait for somebody."""
    stands = carried(run)
    if stands.trouble:
        raise RefusedError(
            f"{run.destination.name} does not follow {run.source.name}: {stands.trouble}.",
            _mending(run, stands),
        )
    if not wait_until(lambda: _near(run), within=run.limits.catch_up):
        stands = carried(run)
        raise RefusedError(
            f"{run.destination.name} is {stands.lag or 'an unknown number of'} bytes behind"
            f" {run.source.name}, and may be {run.limits.lag}.",
            "Wait until it has caught up; a bulk job may have to end first.",
        )
    if found := not_carried(run):
        raise RefusedError(
            f"{few([each.table for each in found])}: {found[0].problem}.",
            "A switch would lose rows. Take the run back, or let the table be registered anew.",
        )
    _unhindered(run)


def _mending(run: Run, stands: Progress) -> str:
    if stands.slot is not None and not stands.slot.usable:
        return (
            f"Nothing can bring it back. Before the switch: --abort, raise {run.source.name}'s"
            " max_slot_wal_keep_size, begin again; after it, mend forward."
        )
    return f"Look into {run.destination.name}'s log, mend it, and wait until it has caught up."


def _near(run: Run) -> bool:
    """A worker that has just been started anew says nothing at first."""
    lag = carried(run).lag
    return lag is not None and lag <= run.limits.lag


def _unhindered(run: Run) -> None:
    source = run.source.connection
    if gids := prepared(source):
        raise RefusedError(
            f"Prepared transactions are open on {run.source.name}: {few(list(gids))}.",
            "COMMIT PREPARED or ROLLBACK PREPARED each: it could be committed after the fence.",
        )
    long = [each for each in in_flight(source) if each.age > run.limits.drain]
    if long:
        first = long[0]
        raise RefusedError(
            f"A transaction on {run.source.name} is open for {first.age:.0f} s already:"
            f" pid {first.pid} of {first.role} ({first.application or 'no name'}).",
            "Wait for its end, or end it: the switch would wait for it.",
        )


def inventory(run: Run) -> None:
    """Raises RefusedError where somebody could write whom the fence would not keep out."""
    if run.deployment.strategy is Strategy.GATE:
        expect_middleware()
        for side in run.sides:
            expect_readable(side, _roles(run))
        if deaf := deaf_to_fence(run.source.connection):
            raise RefusedError(
                f"default_transaction_read_only is set for {few(list(deaf))}.",
                "It goes before the fence: ALTER ROLE or ALTER DATABASE .. RESET"
                " default_transaction_read_only.",
            )
        return
    patient(run)
    _apart(run)
    unknown = [each for each in _roles(run, mine=False) if each not in run.writers]
    if unknown:
        raise RefusedError(
            f"{few(unknown)} may write to tables of the plan, and would not be shut out.",
            "Name all of them in MIGRATION_SAFETY_WRITERS, or take their rights away.",
        )


def _apart(run: Run) -> None:
    """The driver would shut itself out, or let in who is connected as it is."""
    (driver,) = run.source.connection.execute(DRIVER).fetchone() or ("",)
    if driver in run.writers:
        raise RefusedError(
            f"The application and the driver log in as the same role {driver}.",
            "Give the driver a role of its own, and name the application's in"
            " MIGRATION_SAFETY_WRITERS.",
        )
    if others := [each for each in connected(run.source.connection) if each.role == driver]:
        run.tell(
            f"{len(others)} sessions are connected as {driver}, the driver's own role, and are not"
            f" shut out: pid {others[0].pid} ({others[0].application or 'no name'}) is one."
        )


def _roles(run: Run, *, mine: bool = True) -> list[str]:
    """Those who write by their rights or are connected, the driver's own role left out."""
    source = run.source.connection
    (driver,) = source.execute(DRIVER).fetchone() or ("",)
    found = writers(source, [_regclass(each.table) for each in run.deployment.published])
    named = {each.role for each in found if each.role != driver or (mine and each.sessions)}
    return sorted(named | set(run.writers if mine else ()))


def _regclass(table: str) -> str:
    schema, _, name = table.partition(".")
    return ".".join('"{}"'.format(each.replace('"', '""')) for each in (schema, name))
