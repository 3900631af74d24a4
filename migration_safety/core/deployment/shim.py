"""A temporary object that lets rows of one schema fit the other one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """When in a deployment something is done, in the order of time."""

    BEFORE_COPY = "before copy"
    AFTER_MIGRATE = "after migrate"
    AT_THE_FENCE = "at the fence"


@dataclass(frozen=True, slots=True)
class Shim:
    """SQL for one side ("blue" or "green") at one moment, and what takes it away again.

    Both are scripts that may be run twice; `purpose` says for people what would break without.
    """

    side: str
    moment: Moment
    table: str
    sql: str
    undo: str
    purpose: str
