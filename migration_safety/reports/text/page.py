"""A page of plain lines: wrapped, indented, coloured where colour is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from textwrap import wrap
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from migration_safety.reports.look import Look
from migration_safety.reports.visible import UNBROKEN, block, line

# Prose in longer lines is hard to read, however wide the terminal is.
WIDEST = 100
NARROWEST = 40
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
        self.width = min(max(look.width, NARROWEST), WIDEST)
        self.colours = ColorSystem.STANDARD if look.colour else None

    def blank(self) -> None:
        """An empty line."""
        self.written.write("\n")

    def heading(self, text: str) -> None:
        """A title with a rule below it."""
        self.blank()
        self.prose(text, style="bold")
        self.prose("─" * self.width, style="dim")

    def prose(self, text: str, *, indent: int = 0, style: str = "", label: str = "") -> None:
        """Text wrapped to the page; a label stands before it, in the margin."""
        width = self.width - indent
        margin = label.ljust(indent - 1) + " " if label else " " * indent
        words = UNBROKEN.join(map(line, text.split(UNBROKEN)))
        for row in wrap(words, width, break_long_words=False, break_on_hyphens=False):
            shown = row.replace(UNBROKEN, " ")
            self._put((margin, STYLES.get(label.strip(), "dim")), (shown, style))
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
        colours: Literal["standard"] | None = "standard" if self.look.colour else None
        Console(
            file=self.written,
            width=max(self.look.width, NARROWEST),
            force_terminal=self.look.colour,
            color_system=colours,
        ).print(table)

    def verbatim(self, text: str, *, indent: int = 0, style: str = "", label: str = "") -> None:
        """Code, paths and links: never wrapped, so that they can be copied."""
        margin = label.ljust(indent)
        for row in block(text).strip("\n").split("\n"):
            self._put((margin, "dim"), (row, style)) if row.strip() else self.blank()
            margin = " " * indent

    def _put(self, *parts: tuple[str, str]) -> None:
        for text, style in parts:
            # A console would lay each line out anew; the lines are laid out already.
            self.written.write(Style.parse(style).render(text, color_system=self.colours))
        self.written.write("\n")

    def finished(self) -> str:
        """All of it; tables pad their last column, which would show in every comparison."""
        return "".join(f"{row.rstrip()}\n" for row in self.written.getvalue().splitlines())
