"""The driver's end of the watchdog: start it, beat, and send it away when all is done."""

from __future__ import annotations

import fcntl
import os
import pickle
import select
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.errors import DeploymentError, RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.watching.order import LOCK, LOG, order
from migration_safety.interruption.threads import join, start, tell

MODULE = f"{__package__}"
BEAT, END, READY = b".", b"!", b"ready\n"
STARTED_WITHIN = 30.0


class Watchdog:
    """A process of its own session, so that what ends the driver does not end it."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: IO[bytes], every: float) -> None:
        self._process, self._pipe = process, pipe
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, args=[every], daemon=True)
        start(self._thread)

    @classmethod
    def start(cls, run: Run) -> Watchdog:
        """Raises DeploymentError where it does not come up: a switch does not begin without."""
        at_rest(run)
        process = _process(run.journal.path.parent / LOG)
        assert process.stdin and process.stdout
        # One that has ended already has said why.
        with suppress(BrokenPipeError):
            pickle.dump(order(run), process.stdin)
            process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], STARTED_WITHIN)
        said = process.stdout.readline() if ready else b""
        process.stdout.close()
        if said != READY:
            process.kill()
            with suppress(BrokenPipeError):
                process.stdin.close()
            process.wait()
            raise DeploymentError(
                "The watchdog does not start, and without it a switch does not begin.",
                f"{run.journal.path.parent / LOG} has the reason.",
            )
        return cls(process, process.stdin, run.limits.heartbeat / 4)

    def dismiss(self) -> None:
        """All is done: it ends without doing anything."""
        tell(self._ended)
        join(self._thread)
        with suppress(OSError):
            self._pipe.write(END)
            self._pipe.flush()
        with suppress(OSError):
            self._pipe.close()
        try:
            self._process.wait(STARTED_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _beat(self, every: float) -> None:
        while not self._ended.wait(every):
            try:
                self._pipe.write(BEAT)
                self._pipe.flush()
            except OSError:
                return


def _process(log: Path) -> subprocess.Popen[bytes]:
    """It finds modules where we do, and writes down why it ends."""
    with log.open("ab") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,
        )


def at_rest(run: Run) -> None:
    """Wait until no watchdog of this run is at work.  Raises RefusedError."""
    path = run.journal.path.parent / LOCK
    if not wait_until(lambda: _free(path), within=STARTED_WITHIN):
        raise RefusedError(
            "The watchdog of a driver that has died is still giving traffic back.",
            f"Read {path.with_name(LOG)}, and try again when it has ended.",
        )


def _free(path: Path) -> bool:
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
