"""Kill matrices: migrations interrupted wherever that may leave something else behind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType

from migration_safety.core.trial.fault import KillMatrix, Strike
from migration_safety.databases.postgresql.embedded import EMBEDDED_VERSIONS
from migration_safety.databases.postgresql.faults.cluster import Cluster
from migration_safety.databases.postgresql.faults.rows import recorded
from migration_safety.databases.postgresql.faults.session import session
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.faults.ground import Ground, apart
from migration_safety.flows.rollback.faults.making import LATE, Making
from migration_safety.flows.rollback.faults.running.messages import Key, Subject
from migration_safety.flows.rollback.faults.running.process import Runner
from migration_safety.flows.rollback.faults.terms import Terms

TOO_NEW = "no embedded PostgreSQL is as new as the sandbox's server"


class Matrices:
    """The process that migrations run in, and the cluster that is crashed under them.

    A context manager; both are there from when they are needed first until it is left.  The
    `terms` may be others for each migration.
    """

    def __init__(
        self,
        terms: Terms,
        runner: Runner | None = None,
        progress: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.terms = terms
        self._runner = runner or Runner()
        self._progress = progress
        self._stack = ExitStack()
        self._cluster: Cluster | None = None

    def __enter__(self) -> Matrices:
        self._stack.enter_context(self._runner)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def of(self, key: Key, spare: Sandbox, alias: str = "default") -> KillMatrix:
        """Interrupt that migration wherever that may leave something else behind.

        `spare` holds the database before it; nobody is connected to it, and it stays as it is.
        """
        terms = self.terms
        with session(spare.conninfo) as opened:
            self._runner.load(Subject(key, recorded(opened), alias))
            version = opened.info.server_version // 10_000
        making = Making(self._runner, terms, self._progress)
        here = tuple(each for each in terms.strikes if each is not Strike.SERVER)
        if here:
            making.on(Ground(spare, terms.interval), here)
        if Strike.SERVER in terms.strikes and here and making.late:
            making.untried[f"{Strike.SERVER}: {LATE}"] = None
        elif Strike.SERVER in terms.strikes:
            try:
                with apart(spare, self._crashable(version), terms.interval) as ground:
                    making.on(ground, (Strike.SERVER,))
            except SandboxError as error:
                making.untried[f"{Strike.SERVER}: not tried: {error}"] = None
        return making.matrix()

    def _crashable(self, version: int) -> Cluster:
        """Of the oldest version on offer that can read what the sandbox's server writes."""
        if self._cluster is None:
            newer = [each for each in EMBEDDED_VERSIONS if each >= version]
            if not newer:
                raise SandboxError(TOO_NEW)
            self._cluster = self._stack.enter_context(Cluster(min(newer)))
        return self._cluster
