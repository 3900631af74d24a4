"""One kind of statement that a model's code sends, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What code does with a table."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a statement fails, in the server's words; `only` says for which values, "" for all."""

    error: str
    only: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """One kind of statement that a model's code sends, and what came of it.

    `model` is its label ("people.Person").  `sql` has no values of rows.  `unknown` says why
    it could not be probed; `witness` who answered: "predicted" or "observed".
    """

    model: str
    table: str
    verb: Verb
    sql: str = ""
    troubles: tuple[Trouble, ...] = ()
    unknown: str = ""
    witness: str = "predicted"

    @property
    def fails(self) -> bool:
        """Whether it fails, be it for some values only."""
        return bool(self.troubles)

    @property
    def certain(self) -> bool:
        """Whether it fails whatever the values are."""
        return any(not each.only for each in self.troubles)

    @property
    def error(self) -> str:
        """The gravest of its troubles, "" where it works."""
        ordered = sorted(self.troubles, key=lambda each: bool(each.only))
        return ordered[0].error if ordered else ""

    @property
    def only(self) -> str:
        """For which values it fails, "" where for all or none."""
        if self.certain:
            return ""
        return "; ".join(dict.fromkeys(each.only for each in self.troubles))

    def places(self) -> Iterator[tuple[str, Verb, Trouble]]:
        """Each trouble with its place, to tell old ones from new."""
        return ((self.table, self.verb, each) for each in self.troubles)


Place = tuple[str, Verb, Trouble]
