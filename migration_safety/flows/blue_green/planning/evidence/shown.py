"""What reports have shown: of test_rollback of each way back, of rehearsals of the switch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migration_safety.core.report import SCHEMA
from migration_safety.errors import PlanError

MAKE_ONE = "Write one: manage.py test_rollback --output FILE.json."


@dataclass(frozen=True, slots=True)
class Shown:
    """`ways_back` say how each migration ("people.0007_email") came back; `pauses` are seconds
    of the turns of rehearsals, by their strategy."""

    ways_back: Mapping[str, str] = field(default_factory=dict)
    pauses: Mapping[str, Sequence[float]] = field(default_factory=dict)


def shown(paths: Sequence[Path]) -> Shown:
    """By those reports, the later before the earlier.  Raises PlanError."""
    ways_back: dict[str, str] = {}
    pauses: dict[str, list[float]] = {}
    for path in paths:
        report = _report(path)
        try:
            ways_back |= dict(_ways_back(report))
            for strategy, pause in _pauses(report):
                pauses.setdefault(strategy, []).append(pause)
        except (KeyError, TypeError) as error:
            raise PlanError(f"'{path}' is a report of another version.", MAKE_ONE) from error
    return Shown(ways_back, pauses)


def _ways_back(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in report["migrations"]:
        if trial := each.get("trial"):
            yield f"{each['app']}.{each['name']}", trial["reversibility"]


def _pauses(report: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    if rehearsal := report.get("rehearsal"):
        for turn in rehearsal["turns"]:
            yield rehearsal["strategy"], float(turn["pause"])


def _report(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PlanError(f"'{path}' cannot be read: {error.strerror}.", MAKE_ONE) from error
    except ValueError as error:
        raise PlanError(f"'{path}' is no JSON: {error}.", MAKE_ONE) from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise PlanError(f"'{path}' is no report of this version.", MAKE_ONE)
    if found.get("command") != "test_rollback" and not found.get("rehearsal"):
        raise PlanError(f"'{path}' is a report of {found.get('command')}.", MAKE_ONE)
    return found
