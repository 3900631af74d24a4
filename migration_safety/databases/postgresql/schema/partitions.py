"""What is done to a partitioned table is done to its partitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from google.protobuf.message import Message
from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action

# Of the others only the parent is locked (RENAME TABLE, COMMENT ON), or single partitions (INSERT).
RECURSES = (
    *("ADD ", "ALTER COLUMN", "VALIDATE ", "RENAME COLUMN", "RENAME CONSTRAINT"),
    *("DROP COLUMN", "DROP CHECK", "DROP FOREIGN KEY", "DROP UNIQUE", "DROP PRIMARY KEY"),
    *("DROP NOT NULL", "DROP TABLE", "TRUNCATE", "LOCK TABLE", "CREATE TRIGGER", "DROP TRIGGER"),
    *("CREATE INDEX", "DROP INDEX", "SELECT", "UPDATE", "DELETE"),
)


def recurses(tree: Message) -> bool:
    """Whether the statement leaves out ONLY."""
    if not any(field.name == "relation" for field in tree.DESCRIPTOR.fields):
        return True
    relation = getattr(tree, "relation", None)
    return not isinstance(relation, pb.RangeVar) or relation.inh


def with_partitions(action: Action, parts: Mapping[str, tuple[str, ...]]) -> Action:
    """The action with the partitions of its table, which it does the same to."""
    if action.table not in parts or not action.shape.startswith(RECURSES):
        return action
    reached = tuple(("part", name) for name in parts[action.table])
    return replace(action, others=(*action.others, *reached))
