"""Progress on a terminal's standard error; silence everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

Progress = Callable[[str], None]


def silent(message: str) -> None:
    """Nobody looks."""


@contextmanager
def shown(stream: Any, *, wanted: bool) -> Iterator[Progress]:
    """A line that says what is being done, gone when it is done."""
    if not wanted or not stream.isatty():
        yield silent
        return
    # Loaded here because most runs are in CI, where nobody sees a spinner.  It writes to
    # sys.stderr itself: Django's wrapper would end every frame with a line break.
    console = import_module("rich.console").Console(stderr=True, markup=False, no_color=True)
    with console.status("Reading the migrations") as status:
        yield status.update
