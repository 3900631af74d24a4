"""The name of what a template holds: the migrations, and the session that they ran in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migration_safety.databases.postgresql.sandboxes.entry import STEERING


def contents(baseline: str, alias: str, project: Mapping[str, Any]) -> str:
    """Of migrations with that fingerprint on that alias, whose settings are `project`.

    What shapes a session counts (search_path, time zone), where it leads to does not.
    "" where there is no baseline.
    """
    if not baseline:
        return ""
    options = (project.get("OPTIONS") or {}).items()
    shaping = sorted((name, str(value)) for name, value in options if name not in STEERING)
    return repr((baseline, alias, project.get("ENGINE"), project.get("TIME_ZONE"), shaping))
