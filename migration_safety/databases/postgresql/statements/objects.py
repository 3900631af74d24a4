"""Triggers, policies, comments, extensions, types and other objects beside tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from google.protobuf.message import Message
from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema.state import Schema, relation_name


def create_trigger(node: pb.CreateTrigStmt, schema: Schema) -> Iterator[Action]:
    """CREATE [CONSTRAINT] TRIGGER."""
    yield Action("CREATE TRIGGER", relation_name(node.relation), name=node.trigname)


def create_rule(node: pb.RuleStmt, schema: Schema) -> Iterator[Action]:
    """CREATE RULE."""
    yield Action("CREATE RULE", relation_name(node.relation), name=node.rulename)


def create_sequence(node: pb.CreateSeqStmt, schema: Schema) -> Iterator[Action]:
    """CREATE SEQUENCE."""
    yield Action("CREATE SEQUENCE", name=relation_name(node.sequence))


def create_statistics(node: pb.CreateStatsStmt, schema: Schema) -> Iterator[Action]:
    """CREATE STATISTICS."""
    yield Action("CREATE STATISTICS", relation_name(node.relations[0].range_var))


def comment(node: pb.CommentStmt, schema: Schema) -> Iterator[Action]:
    """COMMENT ON a table or column locks the table, on other objects none."""
    names = [item.string.sval for item in node.object.list.items]
    if node.objtype == pb.OBJECT_COLUMN:
        names = names[:-1]
    elif node.objtype not in (pb.OBJECT_TABLE, pb.OBJECT_VIEW):
        yield Action("COMMENT ON (other object)")
        return
    yield Action("COMMENT ON", ".".join(name for name in names if name != "public"))


def collation(node: pb.DefineStmt, schema: Schema) -> Iterator[Action]:
    """CREATE COLLATION and other DEFINE statements; Django asks whether it is deterministic."""
    if node.kind == pb.OBJECT_COLLATION:
        options = {each.def_elem.defname: each.def_elem for each in node.definition}
        given = options.get("deterministic")
        value = given.arg.string.sval if given is not None else "true"
        schema.collations[node.defnames[-1].string.sval] = value != "false"
    yield Action("CREATE (other object)")


def simple(shape: str) -> Callable[[Message, Schema], Iterator[Action]]:
    """A statement that touches no table, whatever it says."""

    def reader(node: Message, schema: Schema) -> Iterator[Action]:
        yield Action(shape)

    return reader
