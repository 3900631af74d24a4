"""A text that differs from row to row by the row's number alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """ "ann", "@example.org" -> "ann17@example.org": the number stands between the parts."""

    parts: tuple[str, ...]

    def text(self, number: int | str) -> str:
        """The text of the row with that number."""
        return str(number).join(self.parts)
