"""Progress on a terminal's standard error; silence everywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from migration_safety.core.volume.progress import Progress, Silent


class Shown:
    """A line that says what is being done, and a bar for each table that is being filled."""

    def __init__(self, bars: Any) -> None:
        self._bars = bars
        self._line = bars.add_task("Reading the migrations", total=None, count="", speed="")
        self._tables: dict[str, Any] = {}

    def __call__(self, message: str) -> None:
        self._bars.update(self._line, description=message)

    def table(self, label: str, done: int, total: int) -> None:
        if label not in self._tables:
            self._tables[label] = self._bars.add_task(label, total=total, count="", speed="")
        task = self._bars.tasks[self._bars.task_ids.index(self._tables[label])]
        speed = task.finished_speed or task.speed
        shown = f"{speed:,.0f} rows/s" if speed else ""
        count = f"{done:,}/{total:,}"
        self._bars.update(self._tables[label], completed=done, count=count, speed=shown)


@contextmanager
def shown(stream: Any, *, wanted: bool) -> Iterator[Progress]:
    """Lines that are gone when the work is done."""
    if not wanted or not stream.isatty():
        yield Silent()
        return
    # Loaded here because most runs are in CI, where nobody sees a spinner.  It writes to
    # sys.stderr itself: Django's wrapper would end every frame with a line break.
    rich = import_module("rich.progress")
    console = import_module("rich.console").Console(stderr=True, markup=False, no_color=True)
    columns = (
        rich.SpinnerColumn(),
        rich.TextColumn("{task.description}", markup=False),
        rich.BarColumn(bar_width=20),
        rich.TextColumn("{task.fields[count]}", markup=False),
        rich.TextColumn("{task.fields[speed]}", markup=False),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(*columns, console=console, transient=True) as bars:
        yield Shown(bars)
