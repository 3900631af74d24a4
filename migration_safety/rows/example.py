"""One valid value for a field, by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

from migration_safety.rows.values.field_source import field_source
from migration_safety.rows.values.kin import Kin
from migration_safety.rows.values.texts.locales import project_locale
from migration_safety.rows.values.world import World

# The moment does not matter, but that it is the same one in every run.
PRESENT = datetime(2026, 1, 1, tzinfo=UTC)


def example(field: Any, attempt: int) -> object:
    """Another one for each attempt, the same ones in every run."""
    world = World(Random(f"{field.name} {attempt}"), project_locale(), PRESENT)
    return field_source(field, world, Kin(), always=True)(None)
