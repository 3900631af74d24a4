"""Rows built by a factory, of which volume is made by recombination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prototypes:
    """Built rows of one model, without its keys.

    `rows` map the attname of a field to a Python value as the field takes it, or to a Template
    where the value differs from row to row by the row's number.  `groups` are the fields that
    one row must take from one prototype, since one of them was made from the others or they
    have one meaning (city and postcode).  `factory` is the dotted name of the project's
    factory, "" where one was derived from the fields; `declared` are the fields that it declares.
    """

    label: str
    rows: tuple[Mapping[str, object], ...]
    groups: tuple[frozenset[str], ...] = ()
    factory: str = ""
    declared: frozenset[str] = frozenset()
