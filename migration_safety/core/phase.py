"""The phases of a deployment without downtime, and which one an operation belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from migration_safety.core.statement import Statement


class Phase(StrEnum):
    """expand: before the new code; migrate: data; contract: after the old code; code: no SQL."""

    EXPAND = "expand"
    MIGRATE = "migrate"
    CONTRACT = "contract"
    CODE = "code"


CONTRACTS = frozenset(
    {
        "ALTER COLUMN SET NOT NULL",
        "ALTER COLUMN SET NOT NULL (validated CHECK)",
        "ALTER COLUMN TYPE (rewrite)",
        "DROP COLUMN",
        "DROP TABLE",
        "RENAME COLUMN",
        "RENAME TABLE",
        "SET SCHEMA",
    }
)
MIGRATES = frozenset({"INSERT", "UPDATE", "DELETE", "TRUNCATE", "COPY", "PYTHON"})


def phase_of(statements: Iterable[Statement]) -> Phase:
    """The latest phase that any of the statements needs."""
    shapes = {action.shape for statement in statements for action in statement.actions}
    if shapes & CONTRACTS:
        return Phase.CONTRACT
    if shapes & MIGRATES:
        return Phase.MIGRATE
    return Phase.EXPAND if shapes else Phase.CODE
