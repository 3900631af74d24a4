"""What a process and the server use while it fills tables."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Thread
from time import perf_counter

import psutil

from tests.benchmarks.seeding.place import ROOT, Place
from tests.benchmarks.seeding.ready import rows

# A process knows its own peak: it is missed only by what ends within one such interval.
INTERVAL = 0.05


@dataclass(frozen=True)
class Usage:
    """Seconds, and the peak memory in MB of the process and of the greatest of its workers."""

    rows: int
    wall: float
    client: float
    server: float
    memory: float = 0.0
    worker: float = 0.0

    @property
    def cpu(self) -> float:
        """Of both sides."""
        return self.client + self.server


class Peaks:
    """Watches the memory of a process and its workers while they live."""

    def __init__(self, pid: int) -> None:
        self._root = pid
        self._peaks: dict[int, float] = {}
        self._end = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> tuple[float, float]:
        """MB of the process, and of the greatest of its workers."""
        self._end.set()
        self._thread.join()
        own = self._peaks.pop(self._root, 0.0)
        return own, max(self._peaks.values(), default=0.0)

    def _watch(self) -> None:
        while not self._end.wait(INTERVAL):
            try:
                process = psutil.Process(self._root)
                for each in (process, *process.children(recursive=True)):
                    self._peaks[each.pid] = max(_peak(each.pid), self._peaks.get(each.pid, 0.0))
            except (psutil.Error, OSError):
                continue


def measured(command: Sequence[str], place: Place, database: str) -> tuple[Usage, str]:
    """Run a program whose DATABASE_URL leads to that database; and what it said."""
    before, start = place.server_cpu(), perf_counter()
    with TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            # With DEBUG, Django would keep every query in memory.
            env={**os.environ, "DATABASE_URL": place.url(database), "DJANGO_DEBUG": "0"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        peaks = Peaks(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        wall = perf_counter() - start
        memory, worker = peaks.stop()
        output.seek(0)
        said = output.read()
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    client = used.ru_utime + used.ru_stime
    server = place.server_cpu() - before
    return Usage(rows(place, database), wall, client, server, memory, worker), said


def program(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module of this folder."""
    return sys.executable, "-m", f"tests.benchmarks.seeding.{module}", *arguments


def django_program(module: str, *arguments: object) -> tuple[str, ...]:
    """The command that calls a module's `main` where Django is set up."""
    call = f"from tests.benchmarks.seeding.{module} import main; main(*{arguments!r})"
    return sys.executable, "manage.py", "shell", "-v0", "-c", call


def _peak(pid: int) -> float:
    with Path(f"/proc/{pid}/status").open(encoding="ascii", errors="replace") as lines:
        found = (int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
        # One that has ended has none any more.
        return next(found, 0.0)
