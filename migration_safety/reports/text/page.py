"""A page of plain lines: wrapped, indented, coloured where colour is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from migration_safety.reports.look import Look
from migration_safety.reports.visible import block, line

# Prose in longer lines is hard to read, however wide the terminal is.
WIDEST = 100
STYLES = {
    "danger": "bold red",
    "error": "bold red",
    "failed": "bold red",
    "warning": "bold yellow",
    "caution": "bold yellow",
    "unknown": "bold magenta",
    "info": "cyan",
    "safe": "bold green",
    "passed": "green",
    "ok": "green",
    "skipped": "dim",
}


class Page:
    """Collects what is printed; text goes in as it is, never as markup."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.written = StringIO()
        self.console = Console(
            file=self.written,
            width=max(look.width, 40),
            force_terminal=look.colour,
            color_system="standard" if look.colour else None,
            no_color=not look.colour,
            highlight=False,
        )

    def blank(self) -> None:
        """An empty line."""
        self.written.write("\n")

    def heading(self, text: str) -> None:
        """A title with a rule below it."""
        self.blank()
        self.prose(text, style="bold")
        self.prose("─" * min(self.console.width, WIDEST), style="dim")

    def prose(self, text: str, *, indent: int = 0, style: str = "", label: str = "") -> None:
        """Text wrapped to the page; a label stands before it, in the margin."""
        width = min(self.console.width, WIDEST) - indent
        margin = label.ljust(indent - 1) + " " if label else " " * indent
        for row in Text(line(text), style).wrap(self.console, width):
            self._put(Text.assemble((margin, STYLES.get(label.strip(), "dim")), row))
            margin = " " * indent

    def paragraphs(self, text: str) -> None:
        """Prose in paragraphs that blank lines part."""
        for position, each in enumerate(block(text).strip().split("\n\n")):
            if position:
                self.blank()
            self.prose(each)

    def table(self, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """A table as wide as it must be, at most as wide as the page."""
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in columns:
            table.add_column(Text(line(column)), overflow="fold")
        for row in rows:
            table.add_row(*(Text(line(cell)) for cell in row))
        self.console.print(table)

    def verbatim(self, text: str, *, indent: int = 0, style: str = "", label: str = "") -> None:
        """Code, paths and links: never wrapped, so that they can be copied."""
        margin = label.ljust(indent)
        for row in block(text).strip("\n").split("\n"):
            self._put(Text.assemble((margin, "dim"), (row, style)))
            margin = " " * indent

    def _put(self, text: Text) -> None:
        text.rstrip()
        self.console.print(text, soft_wrap=True)

    def finished(self) -> str:
        """All of it; tables pad their last column, which would show in every comparison."""
        return "".join(f"{row.rstrip()}\n" for row in self.written.getvalue().splitlines())
