"""Entries -> the text of a ledger, the same for the same entries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from migration_safety.core.acceptance.ledger import Entry

NAME = "migration-safety-ledger"
VERSION = 1
TABLE = "accepted"
HEAD = f"""\
# Findings of check_migration_safety that somebody answers for. An entry holds as long as the
# operation means the same; what is out of date is reported, and can be deleted.
schema = "{NAME}/{VERSION}"
"""


def dumps(entries: Iterable[Entry]) -> str:
    """Sorted, so that a second writing differs only where the findings do."""
    tables = sorted(dict.fromkeys(map(_table, entries)))
    return "\n".join([HEAD, *tables])


def _table(entry: Entry) -> str:
    lines = (f"{name} = {_toml(value)}\n" for name, value in _members(entry))
    return f"[[{TABLE}]]\n{''.join(lines)}"


def _members(entry: Entry) -> Iterator[tuple[str, str | date]]:
    said = entry.suppression
    yield "app", entry.app
    yield "migration", entry.migration
    yield "rule", said.rules[0]
    yield "operation", entry.operation
    yield "meaning", entry.meaning
    if said.loss:
        yield "loss", said.loss
    yield "reason", said.reason
    if said.until:
        yield "until", said.until
    if said.owner:
        yield "owner", said.owner


def _toml(value: str | date) -> str:
    """The escapes of JSON are those of TOML, which asks for one more."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
