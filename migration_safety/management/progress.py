"""Progress on a terminal's standard error; silence everywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from time import monotonic
from typing import Any

from migration_safety.core.volume.progress import Progress, Silent

# What fits on the smallest of screens, and is still read.
MOST_TABLES = 8


class Shown:
    """A line that says what is being done, and a bar for each of the last tables."""

    def __init__(self, line: Any, bars: Any) -> None:
        self._line = line
        self._bars = bars
        self._started: dict[str, tuple[Any, int, float]] = {}

    def __call__(self, message: str) -> None:
        self._line.update(self._line.task_ids[0], description=message)

    def table(self, label: str, done: int, total: int) -> None:
        if label not in self._started:
            self._start(label, done, total)
        task, before, started = self._started[label]
        speed = (done - before) / max(monotonic() - started, 0.01)
        left = timedelta(seconds=round((total - done) / speed)) if speed else ""
        self._bars.update(
            task,
            completed=done,
            count=f"{done / max(total, 1):.0%} of {total:,}",
            speed=f"{speed:,.0f} rows/s" if speed else "",
            left=f"{left} left" if speed and done < total else "",
        )

    def _start(self, label: str, done: int, total: int) -> None:
        task = self._bars.add_task(label, total=total, count="", speed="", left="")
        self._started[label] = (task, done, monotonic())
        if len(self._started) > MOST_TABLES:
            self._bars.update(list(self._started.values())[-MOST_TABLES - 1][0], visible=False)


@contextmanager
def shown(stream: Any, *, wanted: bool) -> Iterator[Progress]:
    """Lines that are gone when the work is done."""
    if not wanted or not stream.isatty():
        yield Silent()
        return
    # Loaded here because most runs are in CI, where nobody sees a spinner.  It writes to
    # sys.stderr itself: Django's wrapper would end every frame with a line break.
    console = import_module("rich.console").Console(stderr=True, markup=False, no_color=True)
    line, bars = _line(), _bars()
    lines = import_module("rich.console").Group(line, bars)
    with import_module("rich.live").Live(lines, console=console, transient=True):
        yield Shown(line, bars)


def _line() -> Any:
    rich = import_module("rich.progress")
    line = rich.Progress(rich.SpinnerColumn(), _text("{task.description}"))
    line.add_task("Reading the migrations", total=None)
    return line


def _bars() -> Any:
    rich = import_module("rich.progress")
    fields = [_text(f"{{task.fields[{name}]}}") for name in ("count", "speed", "left")]
    label = _text("  {task.description}", narrows=True)
    return rich.Progress(label, rich.BarColumn(bar_width=12), *fields)


def _text(template: str, *, narrows: bool = False) -> Any:
    """A column; one that narrows gives way where the terminal is too small for all."""
    column = import_module("rich.table").Column(no_wrap=not narrows, overflow="ellipsis")
    return import_module("rich.progress").TextColumn(template, markup=False, table_column=column)
