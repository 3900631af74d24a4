"""The user's own load: the statements of a file, which the clients run in turn."""

from __future__ import annotations

from postgast import normalize

from migration_safety.core.trial.traffic.felt import Access
from migration_safety.databases.postgresql.grammar import Parsed, statements
from migration_safety.databases.postgresql.traffic.transaction import Transaction, Workload
from migration_safety.errors import TrafficError

WIDTH = 60


def script(text: str, *, clients: int = 1) -> Workload:
    """Each statement is a transaction of its own; each client begins with another one.

    Raises GrammarError where the grammar rejects the text, and TrafficError where there is
    nothing in it, or a BEGIN or its like, which would keep what the migration waits for.
    """
    parsed = statements(text)
    if not parsed:
        raise TrafficError("The load script holds no statement.", "Write SQL into it.")
    if any(each.kind == "transaction_stmt" for each in parsed):
        raise TrafficError(
            "The load script steers transactions.",
            "Leave out BEGIN, COMMIT and their like: each statement is committed by itself.",
        )
    transactions = tuple(map(_transaction, parsed))
    starts = (at % len(transactions) for at in range(clients))
    return Workload(tuple(transactions[at:] + transactions[:at] for at in starts))


def _transaction(parsed: Parsed) -> Transaction:
    access = Access.READS if parsed.kind == "select_stmt" else Access.WRITES
    label = " ".join(normalize(parsed.sql).split())
    if len(label) > WIDTH:
        label = f"{label[:WIDTH]}..."
    return Transaction(label, access, ((parsed.sql, None),))
