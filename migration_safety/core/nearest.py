"""The nearest valid name: what to advise when a name is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from operator import eq


def advice(name: str, valid: Iterable[str]) -> str:
    """ "Did you mean 'json'?" where one is near, else the list of the valid names."""
    names = sorted(valid)
    given = name.casefold()
    near = get_close_matches(given, [each.casefold() for each in names], n=5)
    if near:
        # Of those alike, the one with most letters in their places: MS1O1 is MS101, not MS311.
        best = max(near, key=lambda each: sum(map(eq, each, given)))
        meant = next(each for each in names if each.casefold() == best)
        return f"Did you mean '{meant}'?"
    return f"Choose from: {', '.join(names)}." if names else "There is none."
