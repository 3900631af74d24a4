"""The acts of a rehearsal: until it is armed, switch, rollback, second switch, contract."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from migration_safety.core.deployment.rehearsal import Turn, Witness
from migration_safety.databases.postgresql.rehearsing.canary import wrong
from migration_safety.databases.postgresql.rehearsing.resting import rested
from migration_safety.flows.blue_green import driving
from migration_safety.flows.blue_green.order import ORDER, STEPS
from migration_safety.flows.blue_green.rehearsal.load.answer import Answer
from migration_safety.flows.blue_green.rehearsal.load.load import Load
from migration_safety.flows.blue_green.rehearsal.proof import figures, witnesses
from migration_safety.flows.blue_green.running.run import Run

# Seconds for what is on its way to the other side to arrive, once nobody writes.
REST = 20.0
LAST = "contracted"


@dataclass
class Acts:
    """One run under one load; `turns` and `witnesses` are what has come of it so far."""

    run: Run
    address: str
    ledger: Path
    rate: float
    settle: float
    mutate: Callable[[str, Run], None] | None = None
    turns: list[Turn] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)

    _turned: list[tuple[str, float, float]] = field(default_factory=list)

    def all(self) -> None:
        """From the first state to the last that a rehearsal goes into."""
        names = [each.name for each in ORDER]
        switch = STEPS["switch"]
        until, after = names.index(switch[0]), names.index(switch[-1]) + 1
        end = names.index(LAST) if LAST in names else len(names)
        with self._under_load():
            for name in names[:until]:
                self._go(name)
            self._turn("switch")
            self._go(names[after])
        self._look("after the switch", both=True)
        with self._under_load():
            self._turn("rollback")
        self._look("after the rollback", both=True)
        with self._under_load():
            self._turn("second switch")
            for name in names[after:end]:
                self._go(name)
        self._look("after the second switch", both=True)
        for last in names[end : end + 1]:
            with self._under_load():
                self._go(last)
            self._look("after the contract phase", both=False)

    def answers(self) -> list[Answer]:
        """All that users have been answered."""
        return list(self._load().answers())

    def _load(self) -> Load:
        return Load(self.address, self.ledger, self.rate)

    @contextmanager
    def _under_load(self) -> Iterator[None]:
        """Requests during the block, and for a while before and after what it does."""
        with self._load() as load:
            try:
                time.sleep(self.settle)
                yield
                time.sleep(self.settle)
            finally:
                # Also of what failed users saw something.
                load.stop()
                self._measure([each for each in load.answers() if each.number >= load.first])

    def _measure(self, answers: Sequence[Answer]) -> None:
        self.turns += [figures.turn(name, answers, *times) for name, *times in self._turned]
        self._turned.clear()

    def _go(self, name: str) -> None:
        driving.step(self.run, name)
        if self.mutate:
            self.mutate(name, self.run)

    def _turn(self, title: str) -> None:
        """Traffic to the other side, with some of it before and after."""
        time.sleep(self.settle)
        if self.mutate:
            self.mutate(f"before {title}", self.run)
        began = time.monotonic()
        if title == "rollback":
            driving.rollback(self.run)
        else:
            driving.step(self.run, "switch")
        self._turned.append((title, began, time.monotonic()))
        if self.mutate:
            self.mutate(title, self.run)
        time.sleep(self.settle)

    def _look(self, when: str, *, both: bool) -> None:
        """Nobody writes now: what the sides hold is what they will hold."""
        sides = self.run.sides if both else (self.run.green,)
        tallies = rested({each.name: each.connection for each in sides}, within=REST)
        answers = self.answers()
        found = (
            *witnesses.ledger(answers, tallies),
            *witnesses.counters(tallies),
            *witnesses.derived(wrong(self.run.green.connection)),
        )
        self.witnesses += [replace(each, name=f"{each.name} {when}") for each in found]
