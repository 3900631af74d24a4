"""A column of a model, and what kind of thing stands in it: what may be told of it follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Told apart by whether values may be shown: those of keys, references and texts never."""

    KEY = "key"
    REFERENCE = "reference"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """`label` is "people.Person.language", `table` as the catalog names it ("s.t" outside public).

    `choices` are the values that the field declares in code, for the kind CHOICE alone.
    """

    label: str
    table: str
    column: str
    kind: Kind
    choices: tuple[str | int | float | bool, ...] = ()
