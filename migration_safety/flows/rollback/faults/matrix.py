"""The kill matrix of one migration: every cell that may come to something else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from migration_safety.core.report import Unknown
from migration_safety.core.trial.fault import Fault, KillMatrix, Place, Strike
from migration_safety.core.trial.leg import Direction
from migration_safety.databases.postgresql.embedded import EMBEDDED_VERSIONS
from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.faults.cell import tried
from migration_safety.flows.rollback.faults.choosing import notes, places
from migration_safety.flows.rollback.faults.ground import Ground, apart, here
from migration_safety.flows.rollback.faults.interruption import Interruption
from migration_safety.flows.rollback.faults.process import Runner
from migration_safety.flows.rollback.faults.reference import backwards, forwards, unsteady

TAKEN = {Direction.FORWARD: forwards, Direction.BACKWARD: backwards}
LATE = "not tried: the kill matrix had its {seconds:g} seconds"
OTHER_SERVER = "PostgreSQL {major} is older than the sandbox's server: a crash cannot be tried on it."


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the migration of `runner` is tried.

    `conninfo` leads to the sandbox, which holds the database before it, and to which nobody is
    connected; `project` is the project's entry for DATABASES, `check_interval` the
    client_connection_check_interval of its sessions.  `seconds` bound it all.
    """

    conninfo: str
    project: Mapping[str, Any]
    runner: Runner
    version: int
    check_interval: str = "0"
    seconds: float = 600.0
    every: bool = False
    progress: Callable[[str], None] = lambda line: None
