"""A program that runs for as long as it is wanted, and writes what it says to a file."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from migration_safety.errors import ProgramError

STEP = 0.02
LINES = 5


class Program:
    """A context manager that starts and stops it.

    `arguments` are those of the command line, `ready` says whether it can be worked with, `stop`
    is the signal at which it ends properly.  What it says is in `folder`/NAME.log.  It and its
    children are a process group of their own: a Ctrl-C in the terminal is ours, not theirs.
    Raises ProgramError where it does not start within `within` seconds, with its last words.
    """

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        folder: Path,
        ready: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
        within: float = 20.0,
        stop: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name, self.folder = name, folder
        self.log = folder / f"{name}.log"
        self._arguments, self._ready, self._within = tuple(arguments), ready, within
        self._environment, self._signal = dict(environment or os.environ), stop
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Program:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The id of its process, 0 where it does not run."""
        return self._process.pid if self._process is not None and self.runs else 0

    @property
    def runs(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, also anew, and wait until it is ready."""
        if self.runs:
            return
        try:
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._arguments,
                    cwd=self.folder,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        except OSError as error:
            raise ProgramError(f"{self.name} cannot be started: {error.strerror}.") from None
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise

    def stop(self, within: float = 10.0) -> None:
        """Ask it to end, and end it after so many seconds; what is left of its group too."""
        if self._process is None:
            return
        self.send(self._signal)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(within)
        self.kill()

    def kill(self) -> None:
        """End it and its children at once, as `kill -9` does."""
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def send(self, number: signal.Signals) -> None:
        """A signal to the program itself, not to its children."""
        if self._process is not None and self.runs:
            self._process.send_signal(number)

    def last_words(self) -> str:
        """The end of what it has written."""
        with suppress(OSError):
            return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-LINES:])
        return ""

    def _wait(self) -> None:
        end = time.monotonic() + self._within
        while not (self.runs and self._ready()):
            if not self.runs:
                raise ProgramError(f"{self.name} ended as it was started.", self.last_words())
            if time.monotonic() > end:
                seconds = f"{self._within:g} seconds"
                raise ProgramError(f"{self.name} is not ready in {seconds}.", self.last_words())
            time.sleep(STEP)
