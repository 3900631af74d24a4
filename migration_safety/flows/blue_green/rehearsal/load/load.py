"""The load as the rehearsal sees it: a process to start and to stop, and a ledger to read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from migration_safety.errors import RehearsalError
from migration_safety.flows.blue_green.rehearsal.load.answer import Answer, parsed
from migration_safety.flows.blue_green.rehearsal.load.client import PATIENCE

MODULE = "migration_safety.flows.blue_green.rehearsal.load"


@dataclass
class Load:
    """`rate` requests a second to an address, as a context manager.

    Its ledger outlives it.  A second load of the same ledger goes on counting where the first
    one ended, with the number `first`.
    """

    address: str
    ledger: Path
    rate: float = 200.0
    first: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def __enter__(self) -> Load:
        self.first = max((each.number for each in self.answers()), default=-1) + 1
        command = [sys.executable, "-m", MODULE, self.address, str(self.ledger)]
        self._process = subprocess.Popen(
            [*command, str(self.rate), str(self.first)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.stop()
        elif self._process:
            self._process.kill()
            self._process.communicate()

    def stop(self) -> None:
        """Ask for nothing more, and wait for the answers.  Raises RehearsalError where the client
        did not come to its end: what it has seen is then not known."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=PATIENCE + 10)
        ended, self._process = self._process, None
        if ended.poll() != 0:
            ended.kill()
            ended.communicate()
            raise RehearsalError(
                "The client of the load died, so that what users saw is not known.",
                "Rehearse again.",
            )

    def answers(self) -> Iterator[Answer]:
        """What the ledger holds so far."""
        if not self.ledger.exists():
            return
        with self.ledger.open(encoding="utf-8") as lines:
            yield from (answer for line in lines if (answer := parsed(line)))
