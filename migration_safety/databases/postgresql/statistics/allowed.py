"""Which columns somebody allowed to show their values, by name."""

from __future__ import annotations

from collections.abc import Collection

from migration_safety.core.nearest import advice
from migration_safety.core.volume.likeness.column import Column, Kind
from migration_safety.errors import VolumeError

NEVER = frozenset({Kind.KEY, Kind.REFERENCE})


def refuse_unknown(allow: Collection[str], columns: Collection[Column]) -> None:
    """Raise where a name is none of a column's, or is that of a key."""
    kinds = {column.label: column.kind for column in columns}
    for label in allow:
        if label not in kinds:
            raise VolumeError(f"There is no column {label}.", advice(label, kinds))
        if kinds[label] in NEVER:
            raise VolumeError(
                f"{label} is a {kinds[label]}: its values point at rows.",
                "They are never exported; leave it out of --allow-values.",
            )
