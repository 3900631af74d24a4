"""Sources as JSON, to be kept in a database: nothing but sources comes out of it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

PACKAGE = "migration_safety.rows.sources."


def noted(value: object) -> Any:
    """A source, or what one holds."""
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        name = f"{kind.__module__.removeprefix(PACKAGE)}:{kind.__name__}"
        return {"of": name} | {f.name: noted(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    return [noted(each) for each in value] if isinstance(value, tuple) else value


def read(note: Any) -> Any:
    """What was noted.  Raises ValueError where that is no source."""
    if isinstance(note, list):
        return tuple(map(read, note))
    if not isinstance(note, dict):
        return note
    if "bytes" in note:
        return b64decode(note["bytes"])
    module, _, name = note["of"].partition(":")
    kind: Any = getattr(import_module(f"{PACKAGE}{module}"), name)
    # A module has other names too, such as those that it imports.
    if not isinstance(kind, type) or not kind.__module__.startswith(PACKAGE):
        raise ValueError(f"{note['of']} is no source")
    return kind(**{key: read(each) for key, each in note.items() if key != "of"})
