"""Cheap rounds of Python's garbage collector while many classes come and go."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
ROUND = 100


def swept(items: Iterable[Item]) -> Iterator[Item]:
    """The items; every so many of them, what the work on them has left is collected.

    A model class refers to itself, so that only the collector frees it, and it holds off
    its full rounds until many megabytes of old classes have gathered.  What exists before
    the first item is left out of the rounds, which makes them short.
    """
    gc.freeze()
    try:
        for number, item in enumerate(items, 1):
            yield item
            if number % ROUND == 0:
                gc.collect()
    finally:
        gc.unfreeze()
