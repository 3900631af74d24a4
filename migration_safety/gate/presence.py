"""Whether a database has a gate, remembered so that there is nothing to ask where it has none."""

from __future__ import annotations

import time
from dataclasses import dataclass

# One for each alias of this process: what one thread has found out, all know.
_known: dict[str, Presence] = {}


@dataclass
class Presence:
    """`there` is None until it is known.

    That there is none is forgotten after some time, so that one that is installed is noticed;
    that there is one is believed until its table is missed.
    """

    there: bool | None = None
    since: float = 0.0

    def learn(self, there: bool) -> None:
        """From the database itself."""
        self.there, self.since = there, time.monotonic()

    def absent(self, within: float) -> bool:
        """Whether there was none so many seconds ago at most."""
        return self.there is False and time.monotonic() - self.since < within


def presence(alias: str) -> Presence:
    """What this process knows of that database."""
    return _known.setdefault(alias, Presence())


def forget() -> None:
    """As in a new process."""
    _known.clear()
