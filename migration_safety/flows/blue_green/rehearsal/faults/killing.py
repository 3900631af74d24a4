"""One kill: a step is begun, something is killed in the midst of one of its states, and the run
is brought on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from migration_safety.core.deployment.rehearsal import Fault
from migration_safety.errors import RehearsalError
from migration_safety.flows.blue_green.opening import Orders
from migration_safety.flows.blue_green.rehearsal.faults.driver import VARIABLE
from migration_safety.flows.blue_green.rehearsal.load.answer import Answer
from migration_safety.flows.blue_green.rehearsal.proof import figures
from migration_safety.flows.blue_green.running.journal import Entry, Event, Journal

MODULE = "migration_safety.flows.blue_green.rehearsal.faults.driver"
STEP = 0.002
# Seconds for a state to begin, and for a step to end.
BEGINS, ENDS = 60.0, 300.0
ATTEMPTS = 4


@dataclass
class Killing:
    """`orders` are the run's; `answers` reads the ledger of the load that goes on meanwhile."""

    orders: Orders
    answers: Callable[[], Sequence[Answer]]
    said: list[str] = field(default_factory=list)

    def kill(self, step: str, state: str, victim: str, blow: Callable[[int], None]) -> Fault:
        """Begin the step, strike when that state has begun, and run or resume until it is done.

        `blow` gets the id of the driver's process.
        """
        began = time.monotonic()
        before = len(self._entries())
        with self._driver("run", step) as process:
            self._await(state, before, process)
            blow(process.pid)
            said = self._end(process)
        ended, fine = ("", True) if process.returncode == 0 else self._brought_on(step, said)
        seen = [each for each in self.answers() if each.due >= began]
        return Fault(
            state,
            victim,
            failed=sum(each.failed for each in seen),
            outage=figures.outage(seen),
            ended=ended or "went on by itself",
            clean=fine,
            said="" if fine else self.said[-1],
        )

    def _brought_on(self, step: str, said: str) -> tuple[str, bool]:
        """By --resume; where there is nothing to resume, by the step once more."""
        self.said.append(said)
        for attempt in range(ATTEMPTS):
            for action in ("resume", "run"):
                with self._driver(action, step) as process:
                    said = self._end(process)
                if process.returncode == 0:
                    return action, True
                self.said.append(said)
            time.sleep(attempt)
        return "it could not be brought on", False

    def _driver(self, action: str, step: str) -> subprocess.Popen[str]:
        told = {
            "confirmed": self.orders.confirmed,
            "limits": asdict(self.orders.limits),
            "options": dict(self.orders.options),
        }
        command = [sys.executable, "-m", MODULE, action, step, str(self.orders.plan)]
        return subprocess.Popen(
            [*command, str(self.orders.folder)],
            env={
                **os.environ,
                **self.orders.environment,
                "PYTHONPATH": os.pathsep.join(sys.path),
                VARIABLE: json.dumps(told),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _await(self, state: str, before: int, process: subprocess.Popen[str]) -> None:
        end = time.monotonic() + BEGINS
        while time.monotonic() < end and process.poll() is None:
            fresh = self._entries()[before:]
            if any((each.state, each.event) == (state, Event.BEGUN) for each in fresh):
                return
            time.sleep(STEP)
        if process.poll() is None:
            process.kill()
            raise RehearsalError(f"The state {state} did not begin in {BEGINS:g} seconds.")

    def _end(self, process: subprocess.Popen[str]) -> str:
        """The last line that it has said."""
        try:
            said, _ = process.communicate(timeout=ENDS)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
        return said.strip().rpartition("\n")[2]

    def _entries(self) -> list[Entry]:
        return Journal.at(self.orders.folder / "journal.jsonl").lines.entries
