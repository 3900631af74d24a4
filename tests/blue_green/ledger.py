"""Clients that write as fast as they are let, and what they were told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import psycopg


@dataclass
class Ledger:
    """What clients were told: numbers of rows that were written, and errors."""

    address: str
    write: str
    pause: float = 0.0
    ids: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    gap: float = 0.0

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Clients write while the block runs."""
        ended = Event()
        threads = [Thread(target=self._write, args=[ended]) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            yield
            time.sleep(0.2)
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def _write(self, ended: Event) -> None:
        last = time.monotonic()
        try:
            with psycopg.connect(self.address, autocommit=True, prepare_threshold=None) as client:
                while not ended.wait(self.pause):
                    self.ids.extend(id for (id,) in client.execute(self.write.encode()))
                    now = time.monotonic()
                    self.gap, last = max(self.gap, now - last), now
        except psycopg.Error as error:
            self.errors.append(repr(error))
