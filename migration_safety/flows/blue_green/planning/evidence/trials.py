"""What reports of test_rollback have shown of the way back of migrations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from migration_safety.core.report import SCHEMA
from migration_safety.errors import PlanError

MAKE_ONE = "Write one: manage.py test_rollback --output FILE.json."


def trials(paths: Sequence[Path]) -> dict[str, str]:
    """By migration ("people.0007_email"), in few words.  Raises PlanError."""
    return {name: said for path in paths for name, said in _of(_report(path))}


def _of(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in report["migrations"]:
        if trial := each.get("trial"):
            yield f"{each['app']}.{each['name']}", trial["reversibility"]


def _report(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PlanError(f"'{path}' cannot be read: {error.strerror}.", MAKE_ONE) from error
    except ValueError as error:
        raise PlanError(f"'{path}' is no JSON: {error}.", MAKE_ONE) from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise PlanError(f"'{path}' is no report of this version.", MAKE_ONE)
    if found.get("command") != "test_rollback":
        raise PlanError(f"'{path}' is a report of {found.get('command')}.", MAKE_ONE)
    return found
