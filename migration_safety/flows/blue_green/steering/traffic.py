"""Where requests go: held at the poolers, or sent by nginx to who waits at the other gate."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import ProxyError, RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.steering.board import board
from migration_safety.proxies.nginx.flag import asked, point, where
from migration_safety.proxies.pgbouncer.poolers import Poolers
from migration_safety.proxies.pgbouncer.routes import Route, repoint, routes


def needed(run: Run) -> None:
    """Raises RefusedError where the run does not know what steers traffic."""
    if run.deployment.strategy is Strategy.GATE:
        if run.flag is None:
            raise RefusedError(
                "The run does not know nginx's flag file.", "Set MIGRATION_SAFETY_FLAG to its path."
            )
    elif not (run.consoles and run.databases and run.writers):
        raise RefusedError(
            "The run does not know the poolers, or not who writes through them.",
            "Set MIGRATION_SAFETY_CONSOLES, MIGRATION_SAFETY_POOLER_DATABASES and"
            " MIGRATION_SAFETY_WRITERS.",
        )


def expect_here(run: Run) -> None:
    """Raises RefusedError where requests are not sent to the source, as the run knows it: they
    could neither be switched nor given back."""
    here = run.source.name
    if goes_to(run, run.source):
        expect_seen(run, run.source)
        return
    if run.deployment.strategy is Strategy.GATE:
        raise RefusedError(
            f"nginx's flag file {run.flag} says {where(_flag(run))}, and {here} is to serve still.",
            "It is left over from another deployment: let both colours of nginx name the"
            " application that serves, reload it, remove the file, and only then name the new one.",
        )
    info = run.source.connection.info
    raise RefusedError(
        f"A pooler holds requests, or does not send them to {info.dbname} at {info.host}:"
        f"{info.port}, as the run knows {here}.",
        f"RESUME it; let {run.databases} and MIGRATION_SAFETY_{here.upper()} name the same host,"
        " port and database: the run writes its own into that file.",
    )


def expect_seen(run: Run, side: Side) -> None:
    """Raises ProxyError where nginx itself does not see the flag as it is: it would go on sending
    requests to who refuses them.  Without its probe nobody can ask."""
    if run.deployment.strategy is not Strategy.GATE or not run.probe:
        return
    if (said := asked(run.probe)) != side.name:
        raise ProxyError(
            f"nginx sends requests to {said}, though its flag file {run.flag} says {side.name}.",
            "Its workers must be able to search that folder, and it must run with the generated"
            " configuration.",
        )


def patient(run: Run) -> None:
    """Raises ProxyError where a pooler could not hold requests for as long as a switch may take."""
    limits = run.limits
    within = limits.hold + limits.drain + limits.fence + limits.catch_up
    for route in _routes(run):
        _poolers(run).expect_patience(route.name, within=within)


def hold(run: Run) -> None:
    """From now on requests wait: at the destination's gate, or at the poolers."""
    if run.deployment.strategy is Strategy.GATE:
        point(_flag(run), run.destination.name)
        expect_seen(run, run.destination)
    else:
        for route in _routes(run):
            _poolers(run).pause(route.name, within=run.limits.hold)


def held(run: Run) -> bool:
    """Whether they do."""
    if run.deployment.strategy is Strategy.GATE:
        return where(_flag(run)) == run.destination.name
    return all(all(_poolers(run).paused(route.name).values()) for route in _routes(run))


def let_go(run: Run, side: Side) -> None:
    """Requests go to that side."""
    if run.deployment.strategy is Strategy.GATE:
        point(_flag(run), side.name)
        return
    wanted = [_to(route, side) for route in _routes(run)]
    if list(_routes(run)) != wanted:
        repoint(_file(run), wanted)
    # One pooler that has died must not keep the others from letting go.
    poolers, failed = _poolers(run), []
    for tell in (partial(_reload, run, side), *(partial(poolers.resume, e.name) for e in wanted)):
        try:
            tell()
        except ProxyError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _reload(run: Run, side: Side) -> None:
    with suppress(ProxyError):
        if _pointing(run, side):
            return
    _poolers(run).reload()


def goes_to(run: Run, side: Side) -> bool:
    """Whether requests are sent to that side, and none is held."""
    if run.deployment.strategy is Strategy.GATE:
        return where(_flag(run)) == side.name
    paused = any(any(_poolers(run).paused(each.name).values()) for each in _routes(run))
    return not paused and _pointing(run, side)


def _pointing(run: Run, side: Side) -> bool:
    wanted = _to(Route("any", "", 0, ""), side)
    found = [each for route in _routes(run) for each in _poolers(run).pointing(route.name).values()]
    return all(each == (wanted.host, wanted.port, wanted.dbname) for each in found)


def _to(route: Route, side: Side) -> Route:
    here = side.connection.info
    return replace(route, host=here.host, port=here.port, dbname=here.dbname)


def _routes(run: Run) -> tuple[Route, ...]:
    return routes(_file(run))


def _poolers(run: Run) -> Poolers:
    return board(run).poolers


def _flag(run: Run) -> Path:
    needed(run)
    assert run.flag is not None
    return run.flag


def _file(run: Run) -> Path:
    needed(run)
    assert run.databases is not None
    return run.databases
