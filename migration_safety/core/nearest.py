"""The nearest valid name: what to advise when a name is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from operator import eq


def advice(name: str, valid: Iterable[str], otherwise: str = "") -> str:
    """ "Did you mean 'json'?" where one is near, `otherwise` or the list of the valid names."""
    names = sorted(valid)
    given = name.casefold()
    near = get_close_matches(given, [each.casefold() for each in names], n=len(names) or 1)
    if near:
        best = max(sorted(near), key=lambda each: _likeness(each, given))
        meant = next(each for each in names if each.casefold() == best)
        return f"Did you mean '{meant}'?"
    if otherwise:
        return otherwise
    return f"Choose from: {', '.join(names)}." if names else "There is none."


def _likeness(name: str, given: str) -> tuple[float, int]:
    """Of those alike, the one with most letters in their places: MS1O1 is MS101, not MS311."""
    return SequenceMatcher(None, given, name).ratio(), sum(map(eq, name, given))
