"""The figures, printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from tests.benchmarks.seeding.usage import Usage

FIGURES = ("wall", "client", "server", "memory", "worker")
HEAD = (
    f"{'way':<26}{'workers':>8}{'rows':>12}{'wall s':>9}{'client s':>10}{'server s':>10}"
    f"{'MB':>6}{'MB/worker':>11}{'x wall':>9}{'x CPU':>8}"
)


@dataclass(frozen=True)
class Line:
    """One way with that many workers; `sampled` are the rows really written, 0 for all."""

    way: str
    workers: int
    usage: Usage
    sampled: int = 0

    def extrapolated(self, rows: int) -> Line:
        """As many times the seconds as it would be rows."""
        usage, factor = self.usage, rows / self.usage.rows
        seconds = {name: getattr(usage, name) * factor for name in FIGURES[:3]}
        return replace(self, usage=replace(usage, rows=rows, **seconds), sampled=usage.rows)

    def text(self, ours: Usage | None) -> str:
        """Its figures, and how many times those of ours they are."""
        usage = self.usage
        figures = (
            f"{self.way:<26}{self.workers:>8}{usage.rows:>12,}{usage.wall:>9.2f}"
            f"{usage.client:>10.2f}{usage.server:>10.2f}{usage.memory:>6.0f}{usage.worker:>11.0f}"
        )
        note = f"  extrapolated from {self.sampled:,} rows" if self.sampled else ""
        if ours is None:
            return figures + note
        wall, cpu = usage.wall / ours.wall, usage.cpu / ours.cpu
        return f"{figures}{wall:>9.2f}{cpu:>8.2f}{note}"


def typical(way: str, workers: int, runs: Sequence[Usage]) -> Line:
    """The median of each figure."""
    figures = {name: median(getattr(run, name) for run in runs) for name in FIGURES}
    return Line(way, workers, Usage(runs[0].rows, **figures))


def show(lines: Iterable[Line], ours: dict[int, Usage]) -> None:
    """Each beside ours with the same number of workers."""
    print(HEAD)
    for line in lines:
        print(line.text(ours.get(line.workers)))
