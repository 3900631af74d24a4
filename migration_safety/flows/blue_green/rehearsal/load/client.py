"""The open loop: each request is sent when it is due, however long others take."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from time import monotonic

from migration_safety.flows.blue_green.rehearsal.load.answer import Answer, Kind, kind_of
from migration_safety.flows.blue_green.rehearsal.load.exchange import Exchange, NoAnswerError

# Seconds that a user's browser would wait.
PATIENCE = 30.0
# Users who wait at the same time; those beyond wait before they connect, and their time counts.
USERS = 1000


@dataclass
class Client:
    """Requests to an address, `rate` in a second; each leaves one line in the file `ledger`.

    Numbers begin at `first`: no two loads of a rehearsal may have one in common.
    """

    address: str
    ledger: int
    rate: float
    first: int = 0
    _idle: list[Exchange] = field(default_factory=list)
    _users: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(USERS))
    _acknowledged: int = -1

    async def run(self, stop: asyncio.Event) -> int:
        """Until told to stop, and all have been answered; how many there were."""
        start, sent = monotonic(), 0
        async with asyncio.TaskGroup() as running:
            while not stop.is_set():
                due = start + sent / self.rate
                await asyncio.sleep(max(0.0, due - monotonic()))
                running.create_task(self._one(self.first + sent, due))
                sent += 1
        for each in self._idle:
            each.close()
        return sent

    async def _one(self, number: int, due: float) -> None:
        kind = kind_of(number)
        async with self._users:
            began = monotonic()
            status, side, error = await self._asked(number, kind)
        answer = Answer(number, kind, due, began, monotonic(), status, side, error)
        if answer.acknowledged:
            self._acknowledged = number
        # One call for a line: a client that is killed leaves whole ones.
        os.write(self.ledger, f"{answer.line()}\n".encode())

    async def _asked(self, number: int, kind: Kind) -> tuple[int, str, str]:
        method = "POST" if kind.writes else "GET"
        named = self._acknowledged if kind is Kind.RECENT else number
        try:
            async with asyncio.timeout(PATIENCE):
                exchange = await self._connected()
                status, side, said = await exchange.ask(method, f"/rehearsal/{kind}/{named}/")
        except (NoAnswerError, OSError, ValueError) as error:
            return 0, "", str(error) or type(error).__name__
        if exchange.reusable:
            self._idle.append(exchange)
        else:
            exchange.close()
        return status, side, said

    async def _connected(self) -> Exchange:
        """The one used last, of those that may still be used."""
        while self._idle:
            exchange = self._idle.pop()
            if exchange.fresh:
                return exchange
            exchange.close()
        return await Exchange.opened(self.address)
