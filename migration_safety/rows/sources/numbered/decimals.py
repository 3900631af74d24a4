"""Consecutive whole numbers as text: most of what a load writes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

TAILS = tuple(b"%03d" % number for number in range(1000))


def decimals(start: int, stop: int) -> Iterator[bytes]:
    """The numbers from `start` to before `stop`; head and tail are put together, not converted."""
    small = range(start, min(stop, len(TAILS)))
    first, skipped = divmod(start + len(small), len(TAILS))
    heads = map(b"%d".__mod__, range(first, -(-stop // len(TAILS))))
    thousands = ([head + tail for tail in TAILS] for head in heads)
    large = islice(chain.from_iterable(thousands), skipped, skipped + stop - start - len(small))
    return chain(map(b"%d".__mod__, small), large)
