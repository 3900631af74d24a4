"""Whether migrations are to be interrupted, and how, by what was asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import connections

from migration_safety.core.trial.trial import Trial
from migration_safety.databases.postgresql.faults.session import check_interval
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.faults.matrix import Matrices
from migration_safety.flows.rollback.faults.terms import Terms
from migration_safety.flows.rollback.request import Request

NO_FORK = (
    "--faults needs a system whose processes can be forked.",
    "Run it on Linux or macOS, as CI does.",
)


@contextmanager
def interrupting(request: Request, progress: Callable[[str], None]) -> Iterator[Matrices | None]:
    """None where nobody has asked for it."""
    if not request.faults:
        yield None
        return
    if not hasattr(os, "fork"):
        raise SandboxError(*NO_FORK)
    terms = Terms(
        check_interval=check_interval(connections[request.alias]),
        every=request.every_boundary,
        seconds=request.fault_seconds,
    )
    with Matrices(terms, progress=progress) as matrices:
        yield matrices


def interrupted(trial: Trial, matrices: Matrices | None, spare: Sandbox, alias: str) -> Trial:
    """The trial of one migration with its kill matrix, made on copies of the spare database.

    Where it does not even come through undisturbed there is nothing to interrupt.
    """
    if matrices is None or len(trial.migrations) != 1 or trial.forward.failed:
        return trial
    app, _, name = trial.migrations[0].partition(".")
    return replace(trial, faults=matrices.of((app, name), spare, alias))
