"""The process of the load: it ends when its standard input does, hence also with its parent."""

from __future__ import annotations

import asyncio
import os
import sys
from functools import partial

from migration_safety.flows.blue_green.rehearsal.load.client import Client

LEDGER = os.O_WRONLY | os.O_CREAT | os.O_APPEND


async def load(address: str, ledger: str, rate: float, first: int) -> int:
    """How many requests were made."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), partial(_ended, stop))
    file = os.open(ledger, LEDGER, 0o600)
    try:
        return await Client(address, file, rate, first).run(stop)
    finally:
        os.close(file)


def _ended(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1):
        stop.set()
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())


if __name__ == "__main__":
    _, address, ledger, rate, first = sys.argv
    print(asyncio.run(load(address, ledger, float(rate), int(first))))
