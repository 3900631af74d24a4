"""The formats: each one's name, the suffixes of its files, and its renderer."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from migration_safety.core.nearest import advice
from migration_safety.core.report import Report
from migration_safety.errors import OutputError
from migration_safety.reports.look import Look

Renderer = Callable[[Report, Look], str]

# A renderer is the function `render` of its module, which is loaded when it is asked for:
# a CI job that wants JSON should not pay for the terminal's library.
RENDERERS = {
    "json": "migration_safety.reports.document.document",
    "markdown": "migration_safety.reports.markdown",
    "svg": "migration_safety.reports.timeline",
    "text": "migration_safety.reports.text.render",
}
SUFFIXES = {".json": "json", ".md": "markdown", ".svg": "svg", ".txt": "text"}


def known(name: str) -> str:
    """The name itself, where a format has it."""
    if name not in RENDERERS:
        raise OutputError(f"There is no format '{name}'.", advice(name, RENDERERS))
    return name


def format_of(path: Path) -> str:
    """The format that a file's suffix stands for."""
    if path.suffix not in SUFFIXES:
        problem = f"No format is known by the suffix of '{path}'."
        raise OutputError(problem, advice(path.suffix, SUFFIXES))
    return SUFFIXES[path.suffix]


def render(report: Report, name: str, look: Look) -> str:
    """The report in that format."""
    renderer = cast("Renderer", import_module(RENDERERS[known(name)]).render)
    return renderer(report, look)
