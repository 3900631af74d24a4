"""A world in which chance and time are given: what is built in it is the same every time."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

import faker.generator
import time_machine
from factory import random as factory_random

# Stands for the network card in uuid1(): locally administered, so that it is nobody's.
NODE = 0x02_00_00_00_00_01


@contextmanager
def frozen_world(seed: int | str, reference: datetime) -> Iterator[None]:
    """Within it `random`, Faker, factory_boy, os.urandom(), uuid4() and `secrets` follow the
    seed, and the time stands still at `reference`; afterwards all is as before.
    """
    with ExitStack() as stack:
        for each in (random, faker.generator.random, factory_random.randgen):
            stack.callback(each.setstate, each.getstate())
        _replace_entropy(stack, random.Random(f"entropy of {seed}"))
        random.seed(f"random of {seed}")
        factory_random.randgen.seed(f"factory of {seed}")
        faker.generator.random.seed(f"faker of {seed}")
        # As a number, the local time zone stays what it is.
        stack.enter_context(time_machine.travel(reference.timestamp(), tick=False))
        yield


def _replace_entropy(stack: ExitStack, stream: random.Random) -> None:
    """All that asks the operating system for randomness asks the stream instead."""
    seeded = random.Random.seed

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        seeded(self, stream.getrandbits(128) if a is None else a, version)

    stack.enter_context(_replaced(os, "urandom", stream.randbytes))
    # SystemRandom, and with it `secrets`, has its own reference.
    stack.enter_context(_replaced(random, "_urandom", stream.randbytes))
    stack.enter_context(_replaced(random.Random, "seed", seed))
    stack.enter_context(_replaced(uuid, "_node", NODE))
    # Where the platform makes uuid1() by itself, the network card and a clock are asked.
    stack.enter_context(_replaced(uuid, "_generate_time_safe", None))


@contextmanager
def _replaced(owner: Any, name: str, value: object) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
