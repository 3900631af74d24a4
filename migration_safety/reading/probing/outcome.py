"""What came of statements that were tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migration_safety.core.releases.probe import Verb


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error` is what the server answered, "" where it did what it was told.

    `values`: it is about the values that were made up.  `unable` says why nothing was sent.
    """

    sql: str = ""
    error: str = ""
    values: bool = False
    unable: str = ""


# By the release ("old", "new"), the schema ("old", "new"), the model's label and the verb.
Tried = tuple[str, str, str, Verb]
Outcomes = Mapping[Tried, Outcome]
