"""The nearest valid name: what to advise when a name is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def advice(name: str, valid: Iterable[str]) -> str:
    """ "Did you mean 'json'?" where one is near, else the list of the valid names."""
    names = sorted(valid)
    near = get_close_matches(name.casefold(), [each.casefold() for each in names], n=1)
    if near:
        meant = next(each for each in names if each.casefold() == near[0])
        return f"Did you mean '{meant}'?"
    return f"Choose from: {', '.join(names)}." if names else "There is none."
