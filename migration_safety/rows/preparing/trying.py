"""Some rows of each table tried out, before any is written."""

from __future__ import annotations

from typing import Any

from migration_safety.core.volume.trial import Trial, Violation
from migration_safety.errors import VolumeError
from migration_safety.rows.preparing.beside import SLICES, Beside
from migration_safety.rows.recipe import Recipe


class TakenError(VolumeError):
    """New rows would have what rows of a table have already, and no two may."""

    def __init__(self, label: str, *named: str) -> None:
        what = ", ".join(dict.fromkeys(filter(None, named)))
        super().__init__(
            f"{label} holds rows that have already what new ones would have ({what}).",
            f"Remove those rows, or add rows of what {label} refers to in the same run;"
            " --clear removes what was seeded, --exclude leaves the model out.",
        )


def tried(target: Any, recipe: Recipe, beside: Beside | None = None) -> Trial:
    """The first rows and the last ones; more of them `beside` those that a table holds.

    Raises VolumeError where one would be refused, TakenError where that is for what is there.
    """
    taken = beside.taken(recipe) if beside else None
    if taken:
        raise TakenError(recipe.label, taken.name, *taken.columns)
    chunks = recipe.samples(SLICES if beside else 2)
    lines = b"".join(line for chunk in chunks for line in recipe.lines(chunk))
    uniques = beside.uniques if beside else ()
    trial: Trial = target.trial(recipe.table, recipe.columns, lines, uniques)
    if beside and trial.violation and trial.violation.kind.startswith("unique"):
        raise TakenError(recipe.label, trial.violation.constraint, *trial.violation.columns)
    if trial.violation:
        raise _refused(recipe, trial.violation)
    return trial


def _refused(recipe: Recipe, violation: Violation) -> VolumeError:
    label, unknown = recipe.label, set(violation.columns) - set(recipe.columns)
    if unknown and violation.kind.startswith("not null"):
        column = ", ".join(unknown)
        return VolumeError(
            f"{label}: the column {column} of the database may not be NULL, and no field fills it.",
            f"Give it a default in the database, or leave the model out: --exclude {label}.",
        )
    where = ", ".join(filter(None, [violation.constraint, *violation.columns]))
    named = f" ({where})" if where else ""
    return VolumeError(
        f"{label}: the database would refuse a row: {violation.kind}{named}.",
        f"Write a factory for {label} whose rows it takes, or leave the model out.",
    )
