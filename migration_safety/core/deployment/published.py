"""A table of a publication, with the columns that travel in each direction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """`table` is schema and name.  `forward` and `reverse` are the columns that are sent from
    blue to green and back: those that both schemas have.  `identity` is how rows are found:
    "default" (the primary key), "full", or "index NAME".  Where a side knows the table by
    another name after the migrations, that is `green`.
    """

    schema: str
    name: str
    forward: tuple[str, ...]
    reverse: tuple[str, ...]
    identity: str = "default"
    green: str = ""

    @property
    def table(self) -> str:
        """Its name, with the schema."""
        return f"{self.schema}.{self.name}"
