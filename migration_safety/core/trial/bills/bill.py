"""The rollback bill: what the way back does to rows that were written after the way forward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

SHOWN = 3


class What(StrEnum):
    """What became of something that was written: as reports spell it.

    Left over: it is still there, and the old code does not know such a value.
    """

    BLOCKS = "blocks"
    DESTROYED = "destroyed"
    MUTATED = "mutated"
    RESURRECTED = "resurrected"
    LEFT_OVER = "left over"


class Reach(StrEnum):
    """Which writes stop the way back."""

    ALWAYS = "no new row at all"
    ANY_ROW = "any new row"
    SOME = "some new rows"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the bill: `rows` that were written, and `cells` of theirs.

    `column` is "" where whole rows are meant.  `scenarios` tell in words what was written,
    `detail` what was done to it ("truncated to 5 characters"), `error` in one line what the
    way back said.  `reach` is of those that block.
    """

    table: str
    column: str
    what: What
    scenarios: tuple[str, ...]
    rows: int = 0
    cells: int = 0
    detail: str = ""
    error: str = ""
    reach: Reach | None = None

    @property
    def place(self) -> str:
        """The column with its table, or the table; "the tables" where it is about all."""
        return f"{self.table}.{self.column}" if self.column else self.table or "the tables"

    @property
    def scenario(self) -> str:
        """What was written, the first few cases and how many more."""
        more = [f"{len(self.scenarios) - SHOWN} more"] if len(self.scenarios) > SHOWN else []
        return "; ".join([*self.scenarios[:SHOWN], *more])


@dataclass(frozen=True, slots=True)
class Bill:
    """`written` rows were inserted, changed or deleted after the way forward, then it went back.

    `unwritten` is what could not be written or followed, and why: of that nothing is known.
    `gone` are the tables that the way back drops.  `again` says why the unit could not be
    applied once more with those rows, "" where it could or was not tried.  `attempts` is how
    often the way back was taken.
    """

    entries: tuple[Entry, ...] = ()
    written: int = 0
    unwritten: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    again: str = ""
    attempts: int = 0

    def of(self, what: What) -> tuple[Entry, ...]:
        """The entries of one kind."""
        return tuple(each for each in self.entries if each.what is what)

    @property
    def dropped(self) -> tuple[Entry, ...]:
        """What goes with its column or table, as the way back is meant to."""
        return tuple(each for each in self.of(What.DESTROYED) if self._goes(each))

    @property
    def changed(self) -> tuple[Entry, ...]:
        """What the way back does, and says nothing, to columns and tables that stay."""
        deleted = [each for each in self.of(What.DESTROYED) if not self._goes(each)]
        return (*self.of(What.MUTATED), *deleted, *self.of(What.RESURRECTED))

    def _goes(self, entry: Entry) -> bool:
        return bool(entry.column) or entry.table in self.gone

    @property
    def blocked(self) -> bool:
        """Whether rows that the new schema takes can stop the way back."""
        return bool(self.of(What.BLOCKS))

    @property
    def lossy(self) -> bool:
        """Whether the way back destroys or changes what was written."""
        return bool(self.dropped or self.changed)

    @property
    def headline(self) -> str:
        """The bill in one line: "loses 3 columns", "truncates people.name to 5 characters"."""
        if not self.written and not self.entries:
            return "nothing could be written" if self.unwritten else "touches no rows"
        said = [*_blocks(self), *_destroyed(self), *_mutated(self), *_resurrected(self)]
        return ", ".join(said) or "rollback loses nothing"


def _blocks(bill: Bill) -> Iterator[str]:
    found = bill.of(What.BLOCKS)
    if any(each.reach is Reach.ALWAYS for each in found):
        yield "fails whatever was written"
    elif any(each.reach is Reach.ANY_ROW for each in found):
        yield "fails after the first new row"
    elif found:
        first, *others = found
        more = f" and in {_count(len(others), 'other case')}" if others else ""
        yield f"fails after {first.scenarios[0]} in {first.place}{more}"


def _destroyed(bill: Bill) -> Iterator[str]:
    tables = {each.table for each in bill.dropped if not each.column}
    columns = {each.place for each in bill.dropped if each.column}
    lost = [_count(len(tables), "table")] if tables else []
    lost += [_count(len(columns), "column")] if columns else []
    if lost:
        yield f"loses {' and '.join(lost)}"
    deleted = sorted({each.table for each in bill.changed if each.what is What.DESTROYED})
    if deleted:
        yield f"deletes rows of {_listed(deleted)}"


def _mutated(bill: Bill) -> Iterator[str]:
    done: dict[str, list[str]] = {}
    for each in bill.of(What.MUTATED):
        verb, to = _verb(each.detail)
        done.setdefault(verb, []).append(f"{each.place}{to}")
    for verb, places in done.items():
        yield f"{verb} {_listed(list(dict.fromkeys(places)))}"


def _verb(detail: str) -> tuple[str, str]:
    """In the words of the headline, and what follows the place."""
    first, _, rest = detail.partition(" ")
    verbs = {"truncated": "truncates", "rounded": "rounds", "put": "puts"}
    return (verbs[first], f" {rest}".rstrip()) if first in verbs else ("changes", "")


def _resurrected(bill: Bill) -> Iterator[str]:
    tables = sorted({each.table for each in bill.of(What.RESURRECTED)})
    if tables:
        yield f"brings back deleted rows of {_listed(tables)}"


def _listed(names: list[str], most: int = 3) -> str:
    """The first few, and how many others."""
    more = [f"{len(names) - most} more"] if len(names) > most else []
    said = [*names[:most], *more]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
