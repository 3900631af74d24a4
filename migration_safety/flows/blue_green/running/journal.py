"""The journal of a run, on a third place: what was begun, reached, failed and taken back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from migration_safety.errors import JournalError


class Event(StrEnum):
    """What can happen to a state; noted: something to remember, such as a fence's position."""

    BEGUN = "begun"
    NOTED = "noted"
    REACHED = "reached"
    FAILED = "failed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `at` is UTC in ISO 8601; `backward`: on the way from green to blue."""

    at: str
    state: str
    event: Event
    backward: bool = False
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """As the file holds it, without the end of the line."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Journal:
    """What happened to states in one direction, asked and told; see Lines for the file."""

    lines: Lines
    backward: bool = False

    @classmethod
    def at(cls, path: Path) -> Journal:
        """Raises JournalError where the file cannot be read."""
        return cls(Lines(path))

    def facing(self, *, backward: bool) -> Journal:
        """The same file, asked and told about the other direction."""
        return Journal(self.lines, backward)

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.lines.path

    @property
    def entries(self) -> list[Entry]:
        """Those of this direction."""
        return [each for each in self.lines.entries if each.backward == self.backward]

    def write(self, state: str, event: Event, **detail: str) -> None:
        """Append a line, and wait until it is on disk.  Raises JournalError."""
        at = datetime.now(UTC).isoformat()
        self.lines.append(Entry(at, state, event, self.backward, detail))

    def note(self, state: str, **detail: str) -> None:
        """Remember something for the processes that come after.  Raises JournalError."""
        self.write(state, Event.NOTED, **detail)

    def last(self, state: str) -> Entry | None:
        """What last happened to a state, notes left out."""
        happened = (each for each in reversed(self.entries) if each.event is not Event.NOTED)
        return next((each for each in happened if each.state == state), None)

    def reached(self, state: str) -> bool:
        """Whether it was reached and not taken back since."""
        return (last := self.last(state)) is not None and last.event is Event.REACHED

    def touched(self, state: str) -> bool:
        """Whether anything of it may be there: begun and not taken back since."""
        return (last := self.last(state)) is not None and last.event is not Event.UNDONE

    def recall(self, state: str) -> dict[str, str]:
        """What was noted since the state was last taken back, the newest last."""
        noted: dict[str, str] = {}
        for each in self.entries:
            if each.state == state:
                noted = {} if each.event is Event.UNDONE else {**noted, **each.detail}
        return noted


class Lines:
    """Lines of JSON that are on disk before what follows them happens.

    A last line that a crash cut short is left out: what it would have told was not begun.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        text = _read(path)
        self._whole = text.rfind(b"\n") + 1
        self.entries: list[Entry] = list(_entries(path, text[: self._whole]))

    def append(self, entry: Entry) -> None:
        """Raises JournalError where it cannot be put on disk."""
        line = f"{entry.line}\n".encode()
        try:
            with self.path.open("ab") as file:
                file.truncate(self._whole)
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise JournalError(
                f"The journal {self.path} cannot be written: {error.strerror}.",
                "Nothing is done that it does not hold: make room, or mend its folder.",
            ) from error
        self._whole += len(line)
        self.entries.append(entry)

    def restore(self, lines: Sequence[str]) -> None:
        """Take over the lines of a copy, where this file has none.  Raises JournalError."""
        for entry in _entries(self.path, "\n".join(lines).encode()):
            self.append(entry)

    def take(self, lines: Sequence[str]) -> None:
        """The same for who only looks: the file stays as it is."""
        self.entries.extend(_entries(self.path, "\n".join(lines).encode()))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise JournalError(f"The journal {path} cannot be read: {error.strerror}.") from error


def _entries(path: Path, text: bytes) -> Iterator[Entry]:
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            told = json.loads(line)
            yield Entry(**{**told, "event": Event(told["event"])})
        except (ValueError, TypeError, KeyError) as error:
            raise JournalError(
                f"Line {number} of the journal {path} is not one of a run.",
                "It was edited or damaged: ask --status, which reads the copies on both sides.",
            ) from error
