"""Members of a JSON document, taken one by one with an error that says where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from migration_safety.errors import VolumeError

ADVICE = "Export the statistics again, with --export-statistics FILE."


def wrong(path: str, problem: str, advice: str = ADVICE) -> VolumeError:
    """An error at that place of the file."""
    return VolumeError(f"The statistics file is wrong at {path or 'its top'}: {problem}.", advice)


@dataclass(frozen=True, slots=True)
class Members:
    """An object of the document, and the path of keys that leads to it."""

    path: str
    given: Mapping[str, Any]

    @classmethod
    def of(cls, path: str, value: object) -> Members:
        """Refuses what is no object."""
        if not isinstance(value, dict):
            raise wrong(path, f"an object is expected, not {shown(value)}")
        return cls(path, value)

    def at(self, name: str) -> str:
        """The path of a member."""
        return f"{self.path}.{name}" if self.path else name

    def members(self, name: str) -> Mapping[str, Members]:
        """The objects in the object of that name."""
        inner = Members.of(self.at(name), self.given.get(name, {}))
        return {key: Members.of(inner.at(key), value) for key, value in inner.given.items()}

    def text(self, name: str) -> str:
        """A text, "" where there is none."""
        value = self.given.get(name, "")
        if not isinstance(value, str):
            raise wrong(self.at(name), f"a text is expected, not {shown(value)}")
        return value

    def number(self, name: str, least: float, most: float) -> float | None:
        """A number in that range, None where there is none."""
        value = self.given.get(name)
        return None if value is None else number(self.at(name), value, least, most)

    def count(self, name: str) -> int | None:
        """A whole number of 0 or more."""
        value = self.number(name, 0, float("inf"))
        if value is not None and not isinstance(value, int):
            raise wrong(self.at(name), f"{value} is not a whole number")
        return value

    def sequence(self, name: str) -> list[tuple[str, Any]]:
        """The items of a list, each with its path."""
        value = self.given.get(name, [])
        if not isinstance(value, list):
            raise wrong(self.at(name), f"a list is expected, not {shown(value)}")
        return [(f"{self.at(name)}[{at}]", item) for at, item in enumerate(value)]


def number(path: str, value: object, least: float, most: float) -> float:
    """A finite number in that range; in Python, true is one as well."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(path, f"a number is expected, not {shown(value)}")
    if isinstance(value, float) and not isfinite(value):
        raise wrong(path, f"{value} is not a finite number")
    if value < least and most == float("inf"):
        raise wrong(path, f"{shown(value)} is less than {least}")
    if not least <= value <= most:
        raise wrong(path, f"{shown(value)} is not between {least} and {most}")
    return value


def shown(value: object) -> str:
    """A value in the words of JSON, cut where it is long."""
    words = {None: "null", True: "true", False: "false"}
    scalar = isinstance(value, bool) or value is None
    text = words[value] if scalar else repr(value)  # type: ignore[index]  # a bool or None
    return text if len(text) <= 40 else f"{text[:37]}..."
