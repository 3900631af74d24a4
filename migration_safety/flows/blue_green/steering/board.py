"""What a switch holds in its hands: sessions that are open already, gates as they were seen."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.gate.row import Gate, Mode, read, turn
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.proxies.pgbouncer.poolers import Poolers


@dataclass
class Board:
    """Of one switch in one process.  `pins` are sessions on blue and green for pinned moments,
    `conflicts` the counters of the stream before the switch; `since` the monotonic clock when
    requests began to wait, 0 where another process let them."""

    run: Run = field(repr=False)
    pins: tuple[Side, ...] = ()
    since: float = 0.0
    conflicts: dict[str, int] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack, repr=False)

    @cached_property
    def source(self) -> Gate:
        """As the driver has seen or turned it last: somebody else's turn makes its next fail."""
        return read(self.run.source.connection)

    @cached_property
    def destination(self) -> Gate:
        """As the driver has seen or turned it last."""
        return read(self.run.destination.connection)

    @cached_property
    def poolers(self) -> Poolers:
        """The consoles of all poolers, open."""
        return self.stack.enter_context(Poolers(self.run.consoles))

    def turn_source(self, mode: Mode) -> None:
        """Raises GateError where somebody has turned it since."""
        self.source = turn(self.run.source.connection, self.source, mode)

    def turn_destination(self, mode: Mode) -> None:
        """Raises GateError where somebody has turned it since."""
        self.destination = turn(self.run.destination.connection, self.destination, mode)

    def open_pins(self) -> None:
        """Sessions that wait for the moment to be pinned."""
        self.pins = tuple(Side(each.name, each.conninfo) for each in self.run.sides)
        for each in self.pins:
            _ = each.connection
            self.stack.callback(each.forget)

    def close(self) -> None:
        """End its sessions."""
        self.stack.close()


def board(run: Run) -> Board:
    """That of the run's direction, made at the first question."""
    found = run.memory.get(_key(run))
    if not isinstance(found, Board):
        found = run.memory[_key(run)] = Board(run)
    return found


def put_away(run: Run) -> None:
    """End its sessions; the next question begins anew."""
    found = run.memory.pop(_key(run), None)
    if isinstance(found, Board):
        found.close()


def _key(run: Run) -> str:
    return f"switch to {run.destination.name}"
