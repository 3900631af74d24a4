"""One request of the load and what came of it: a line of the client's ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OK = 200
GONE = 410
FIELDS = 8


class Kind(StrEnum):
    """What a request asks for; `recent` reads a row whose writing was acknowledged."""

    WRITE = "write"
    SAVE = "save"
    CREATE = "create"
    READ = "read"
    RECENT = "recent"

    @property
    def writes(self) -> bool:
        """Whether it is to leave one row, counted once."""
        return self in (Kind.WRITE, Kind.SAVE, Kind.CREATE)


# Half of the requests write; of these every fourth saves an object of the project's own models
# and every fourth makes one.
ROUND = (
    Kind.WRITE,
    Kind.READ,
    Kind.SAVE,
    Kind.RECENT,
    Kind.WRITE,
    Kind.READ,
    Kind.CREATE,
    Kind.READ,
)


def kind_of(number: int) -> Kind:
    """What the request of that number asks for."""
    return ROUND[number % len(ROUND)]


@dataclass(frozen=True, slots=True)
class Answer:
    """`due`, `began` and `done` are seconds of the monotonic clock, which all processes share.

    `status` is 0 where no answer came, and `error` then says why; `side` is who answered.
    """

    number: int
    kind: Kind
    due: float
    began: float
    done: float
    status: int
    side: str = ""
    error: str = ""

    @property
    def latency(self) -> float:
        """Seconds since it was due, also those in which the client was late to send it."""
        return self.done - self.due

    @property
    def acknowledged(self) -> bool:
        """Whether the client was told that its write has happened."""
        return self.kind.writes and self.status == OK

    @property
    def stale(self) -> bool:
        """Whether a row was asked for and not found whose writing had been acknowledged."""
        return self.kind is Kind.RECENT and self.status == GONE

    @property
    def failed(self) -> bool:
        """Whether a user has seen an error."""
        return self.status != OK and not self.stale

    def line(self) -> str:
        """As it stands in the ledger."""
        times = (f"{each:.6f}" for each in (self.due, self.began, self.done))
        said = self.error.replace("\t", " ").replace("\n", " ")
        return "\t".join((str(self.number), self.kind, *times, str(self.status), self.side, said))


def parsed(line: str) -> Answer | None:
    """The answer that a line tells of; None for one that was cut off by a crash."""
    parts = line.rstrip("\n").split("\t")
    if len(parts) != FIELDS or not line.endswith("\n"):
        return None
    number, kind, due, began, done, status, side, error = parts
    times = float(due), float(began), float(done)
    return Answer(int(number), Kind(kind), *times, int(status), side, error)
