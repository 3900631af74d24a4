"""The process in which a migration runs, as seen by the one that interrupts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from socket import socketpair
from time import monotonic
from types import TracebackType
from typing import TypeVar

from django.conf import settings

from migration_safety.core.trial.leg import Direction
from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.faults.running.messages import (
    Ended,
    Go,
    Gone,
    Message,
    Order,
    Ready,
    Started,
    Stopped,
    Subject,
)

RUNNER = "migration_safety.flows.rollback.faults.running.runner"
# A large project takes seconds to load; one that takes a minute hangs.
READY_WITHIN = 120.0
Kind = TypeVar("Kind", Ready, Started, Stopped, Ended, Gone)


class Runner:
    """A process that loads the project, for any number of runs of migrations.

    A context manager.  It ends with us, whatever ends us, and its runs end with it.
    `environment` and `folder` are those of this process unless they are given.
    """

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._environment = _environment() if environment is None else dict(environment)
        self._folder = folder

    def __enter__(self) -> Runner:
        theirs, ours = socketpair()
        follow, self._lifeline = os.pipe()
        self._line = Connection(ours.detach())
        try:
            with theirs:
                self._process = self._popen(theirs.fileno(), follow)
        finally:
            os.close(follow)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def load(self, subject: Subject) -> None:
        """That is run from now on.  Raises SandboxError where it cannot be loaded once more."""
        self.subject = subject
        self._line.send(subject)
        ready = self.hear(Ready, READY_WITHIN)
        if ready is None or ready.error:
            raise _unloaded(ready)

    def start(self, address: Mapping[str, str], direction: Direction, stop: int = 0) -> Run:
        """Run it on the database at that address (libpq's parameters).

        `stop`: wait before the statement of that number; 0 for none.
        """
        self._line.send(Order(address, direction, stop))
        started = self.hear(Started, READY_WITHIN)
        if started is None:
            raise _unloaded(started)
        return Run(self, started.pid)

    def say(self, message: Go) -> None:
        """To the run."""
        self._line.send(message)

    def hear(self, kind: type[Kind], within: float) -> Kind | None:
        """The next message of that kind; None where none comes in that many seconds."""
        heard = self.hear_any((kind,), within)
        return heard if isinstance(heard, kind) else None

    def hear_any(self, kinds: tuple[type[Message], ...], within: float) -> Message | None:
        """The next message of one of these kinds; all others before it are dropped."""
        end = monotonic() + within
        with suppress(EOFError, ConnectionError):
            while self._line.poll(max(0.0, end - monotonic())):
                message: Message = self._line.recv()
                if isinstance(message, kinds):
                    return message
        return None

    def _popen(self, line: int, follow: int) -> subprocess.Popen[bytes]:
        """Apart from our terminal, whose Ctrl-C is ours to hear."""
        return subprocess.Popen(
            [sys.executable, "-m", RUNNER, str(line), str(follow)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            cwd=self._folder,
            pass_fds=(line, follow),
            start_new_session=True,
        )

    def _end(self) -> None:
        os.close(self._lifeline)
        self._line.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Run:
    """One run, in the process `pid`; `error` is what ended it, once it has ended."""

    def __init__(self, runner: Runner, pid: int) -> None:
        self._runner = runner
        self._pid = pid
        self.ended: Ended | None = None

    def stopped(self, within: float) -> int | None:
        """The backend of its session once it waits before its statement.

        None where it ends before that, or takes longer.
        """
        heard = self._runner.hear_any((Stopped, Ended, Gone), within)
        if isinstance(heard, Ended):
            self.ended = heard
        return heard.backend if isinstance(heard, Stopped) else None

    def go_on(self) -> None:
        """Let it run its statement, and all after it."""
        with suppress(OSError):
            self._runner.say(Go())

    def kill(self) -> None:
        """As the machine's memory killer does, or kubernetes: it can do nothing about it."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def over(self, within: float) -> Ended | None:
        """Wait until its process is gone, and end it after that many seconds.

        How it ended; None where it could not say.
        """
        heard = self._runner.hear_any((Ended, Gone), within)
        if isinstance(heard, Ended):
            self.ended = heard
        if not isinstance(heard, Gone):
            if not isinstance(heard, Ended):
                self.kill()
            self._runner.hear(Gone, within)
        return self.ended


def _environment() -> dict[str, str]:
    """Ours, and what a program may have done to itself since it was started."""
    module = getattr(settings, "SETTINGS_MODULE", None)
    if not module:
        raise SandboxError(
            "--faults runs migrations in a process of their own, which needs settings in a module.",
            "Name it in DJANGO_SETTINGS_MODULE, or give --settings.",
        )
    paths = os.pathsep.join(path for path in sys.path if path)
    return {**os.environ, "DJANGO_SETTINGS_MODULE": module, "PYTHONPATH": paths}


def _unloaded(ready: Ready | None) -> SandboxError:
    why = ready.error if ready and ready.error else "it ended, or did not answer"
    return SandboxError(
        f"The project cannot be loaded in a process of its own: {why}.",
        "Look at what its settings and apps do when they are imported.",
    )
