"""What is done to a table is done to its partitions, and mostly to the tables that inherit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from google.protobuf.message import Message
from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action

Parts = Mapping[str, tuple[str, ...]]

# Of the others only the parent is locked (RENAME TABLE, COMMENT ON), or single partitions (INSERT).
RECURSES = (
    *("ADD ", "ALTER COLUMN", "VALIDATE ", "RENAME COLUMN", "RENAME CONSTRAINT"),
    *("DROP COLUMN", "DROP CHECK", "DROP FOREIGN KEY", "DROP UNIQUE", "DROP PRIMARY KEY"),
    *("DROP NOT NULL", "DROP TABLE", "TRUNCATE", "LOCK TABLE", "CREATE TRIGGER", "DROP TRIGGER"),
    *("CREATE INDEX", "DROP INDEX", "SELECT", "UPDATE", "DELETE"),
)


# Indexes, keys and triggers of a table that others inherit are its own.
INHERITED = (
    *("ADD COLUMN", "ADD CHECK", "ADD NOT NULL", "ALTER COLUMN", "VALIDATE CHECK"),
    *("VALIDATE NOT NULL", "RENAME COLUMN", "RENAME CONSTRAINT", "DROP COLUMN", "DROP CHECK"),
    *("DROP NOT NULL", "TRUNCATE", "LOCK TABLE", "SELECT", "UPDATE", "DELETE"),
)
OWN = ("ADD COLUMN REFERENCES", "ADD COLUMN UNIQUE", "ADD COLUMN PRIMARY KEY")


def recurses(tree: Message) -> bool:
    """Whether the statement leaves out ONLY."""
    if not any(field.name == "relation" for field in tree.DESCRIPTOR.fields):
        return True
    relation = getattr(tree, "relation", None)
    return not isinstance(relation, pb.RangeVar) or relation.inh


def with_partitions(action: Action, parts: Parts, heirs: Parts) -> Action:
    """The action with the partitions of its table, or its heirs, which it does the same to."""
    shape, reached = action.shape, []
    if shape.startswith(RECURSES):
        reached += [("part", name) for name in parts.get(action.table, ())]
    if shape.startswith(INHERITED) and not shape.startswith(OWN):
        reached += [("part", name) for name in heirs.get(action.table, ())]
    return replace(action, others=(*action.others, *reached)) if reached else action
