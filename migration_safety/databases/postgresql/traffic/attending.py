"""Which tables live traffic attends to, and by how many clients."""

from __future__ import annotations

from collections.abc import Collection

from migration_safety.core.operations.model import Code

# Sessions of clients on one server, most of which leave max_connections at 100.
MOST_CLIENTS = 40


def attended(code: Code, tables: Collection[str], *, clients: int) -> dict[str, int]:
    """How many readers, and as many writers, each table has: `clients` for the tables given, one
    for those that these refer to and that refer to them; as long as there are sessions.
    """
    near: dict[str, int] = {}
    for table in tables:
        if model := code.model(table):
            targets = (code.labelled(label) for label in model.references.values())
            near |= dict.fromkeys((each.table for each in targets if each), 1)
            near |= dict.fromkeys((other.table for other, _ in code.referring(model)), 1)
    own, left, found = dict.fromkeys(tables, clients), MOST_CLIENTS, dict[str, int]()
    # Keys stay where they came first: the tables given come before their neighbours.
    for table, wanted in (own | near | own).items():
        if 2 * wanted <= left:
            found[table] = wanted
            left -= 2 * wanted
    return found
