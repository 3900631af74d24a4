"""Settings of a session that end what takes too long, in milliseconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from migration_safety.core.statement import Statement

# Those that a migration can run into; the last one exists from PostgreSQL 17 on.
TIMEOUTS = (
    "lock_timeout",
    "statement_timeout",
    "idle_in_transaction_session_timeout",
    "transaction_timeout",
)
# As SET takes them: a number without a unit is in milliseconds.
UNITS = {"us": 0.001, "": 1, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
VALUE = re.compile(r"\s*([\d.]+)\s*([a-z]*)\s*")


def milliseconds(text: str) -> int | None:
    """ "2s" -> 2000, "0" -> 0; None where it cannot be read."""
    match = VALUE.fullmatch(text)
    if match is None or match[2] not in UNITS:
        return None
    value = float(match[1]) * UNITS[match[2]]
    return round(value) or int(value > 0)


def in_force(
    name: str, given: Mapping[str, int], before: Iterable[Statement], statement: Statement
) -> int | None:
    """The setting while a statement runs: 0 waits for ever, None where it is not known.

    `given` are the connection's, `before` the earlier statements of the migration.
    """
    session, local = given.get(name), None
    for each in before:
        for action in each.acting("SET", "SET LOCAL", "RESET"):
            if action.name not in (name, ""):
                continue
            if action.shape == "SET LOCAL":
                if each.atomic and each.transaction == statement.transaction:
                    local = action
            else:
                local = None
                reset = action.shape == "RESET"
                session = given.get(name) if reset else milliseconds(action.detail)
    return session if local is None else milliseconds(local.detail)
