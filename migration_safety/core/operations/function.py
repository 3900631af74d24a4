"""What the Python of a data migration does to the database, as its source says."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from migration_safety.core.operations.change import Source

LONGEST = 90


class Reach(IntEnum):
    """How many rows one run of a query reaches."""

    ONE = 0
    SOME = 1
    EVERY = 2


class Around(StrEnum):
    """What a loop goes through; the number of all but `FIXED` grows with the data."""

    ROWS = "rows"
    BATCHES = "batches"
    FIXED = "fixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop around a query; `table`, `every` and `text` of the rows that it goes through."""

    around: Around
    table: str = ""
    every: bool = False
    text: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """One call that reads or writes rows.

    `call` is the method, `shape` what the server receives ("UPDATE"), `model` as in
    "people.Person"; `text` the call as it is written.  `loops` run around it, outermost
    first; `together`: the function itself holds all their rounds in one transaction.
    `historical`: the model comes from the migration's state, not from the code of today.
    `routed`: it names its database.  `fresh`: the migration itself makes the table.
    `keyed`: it gives the row a number that the database would have drawn.  `streamed`: rows
    are read piece by piece.  `ahead` are columns that today's model names, and the table of
    that moment lacks.
    """

    call: str
    shape: str
    model: str
    table: str
    columns: tuple[str, ...] = ()
    text: str = ""
    line: int = 0
    reach: Reach = Reach.SOME
    loops: tuple[Loop, ...] = ()
    together: bool = False
    historical: bool = True
    routed: bool = False
    fresh: bool = False
    keyed: bool = False
    streamed: bool = False
    ahead: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """Its text in one line of a message."""
        return self.text if len(self.text) <= LONGEST else f"{self.text[: LONGEST - 3]}..."

    @property
    def writes(self) -> bool:
        """Whether it changes rows."""
        return self.shape in {"INSERT", "UPDATE", "DELETE"}

    @property
    def loop(self) -> Loop | None:
        """The outermost loop whose rounds grow with the data."""
        grown = (each for each in self.loops if each.around in (Around.ROWS, Around.BATCHES))
        return next(grown, None)


@dataclass(frozen=True, slots=True)
class Fault:
    """What fails when it runs, or does other than it seems; `sure` unless it depends on luck.

    `kind` is one of "model", "field", "attribute" (they fail), "save" and "lost" (they do not).
    `text` is for a message; `names` is the migration that would have to run first.
    """

    kind: str
    text: str
    line: int
    sure: bool = True
    names: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A call to the world outside: `does` as in "sends mail", `name` the function called."""

    does: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function that an operation calls, with what its source says.

    `built` are the lines of SQL that is put together with values; `unknown` says what could
    not be followed, and is empty where all of it was read.
    """

    name: str
    source: Source = field(default_factory=Source)
    queries: tuple[Query, ...] = ()
    faults: tuple[Fault, ...] = ()
    contacts: tuple[Contact, ...] = ()
    built: tuple[int, ...] = ()
    sql: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
