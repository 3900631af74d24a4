"""All facts by the shape of the action."""

from __future__ import annotations

from migration_safety.databases.postgresql.facts import (
    columns,
    constraints,
    indexes,
    objects,
    rows,
    tables,
)

FACTS = (
    *columns.FACTS,
    *constraints.FACTS,
    *indexes.FACTS,
    *tables.FACTS,
    *rows.FACTS,
    *objects.FACTS,
)
