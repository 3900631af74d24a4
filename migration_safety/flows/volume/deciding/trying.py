"""Some rows of each table tried out, before any is written."""

from __future__ import annotations

from typing import Any

from migration_safety.core.volume.trial import Trial, Violation
from migration_safety.errors import VolumeError
from migration_safety.rows.recipe import Recipe


def tried(target: Any, recipe: Recipe) -> Trial:
    """The first rows and the last ones; raises VolumeError where one would be refused."""
    lines = b"".join(line for chunk in recipe.samples for line in recipe.lines(chunk))
    trial: Trial = target.trial(recipe.table, recipe.columns, lines)
    if trial.violation:
        raise _refused(recipe.label, trial.violation)
    return trial


def _refused(label: str, violation: Violation) -> VolumeError:
    where = ", ".join(filter(None, [violation.constraint, *violation.columns]))
    named = f" ({where})" if where else ""
    return VolumeError(
        f"{label}: the database would refuse a row: {violation.kind}{named}.",
        f"Write a factory for {label} whose rows it takes, or leave the model out.",
    )
