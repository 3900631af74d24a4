"""CPU seconds and peak memory of a whole process, children included."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Cost:
    """CPU and wall seconds, peak memory in MB."""

    cpu: float
    wall: float
    memory: float


def cost(command: Sequence[str], folder: Path, *, env: Mapping[str, str] | None = None) -> Cost:
    """Run a Python program and take what the operating system accounts to it."""
    start = perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        # As on a user's machine: what is compiled once is kept.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    _, status, usage = os.wait4(process.pid, 0)
    said = process.stderr.read().decode() if process.stderr else ""
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    return Cost(usage.ru_utime + usage.ru_stime, perf_counter() - start, usage.ru_maxrss / 1024)


def typical(runs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(median(getattr(run, name) for run in runs) for name in ("cpu", "wall", "memory")))
