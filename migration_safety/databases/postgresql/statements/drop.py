"""DROP and TRUNCATE."""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema.state import Schema, list_name, relation_name
from migration_safety.databases.postgresql.statements.index import drop_index
from migration_safety.databases.postgresql.statements.tables.partitions import beside

RELATIONS = {
    pb.OBJECT_TABLE: "DROP TABLE",
    pb.OBJECT_VIEW: "DROP VIEW",
    pb.OBJECT_MATVIEW: "DROP MATERIALIZED VIEW",
}
ON_TABLE = {
    pb.OBJECT_TRIGGER: "DROP TRIGGER",
    pb.OBJECT_POLICY: "DROP POLICY",
    pb.OBJECT_RULE: "DROP RULE",
}
# Objects that are no relation: dropping one locks no table unless CASCADE reaches one.
OTHERS = {
    pb.OBJECT_SEQUENCE: "DROP SEQUENCE",
    pb.OBJECT_FUNCTION: "DROP FUNCTION",
    pb.OBJECT_PROCEDURE: "DROP FUNCTION",
    pb.OBJECT_TYPE: "DROP TYPE",
    pb.OBJECT_DOMAIN: "DROP TYPE",
    pb.OBJECT_EXTENSION: "DROP EXTENSION",
    pb.OBJECT_SCHEMA: "DROP SCHEMA",
    pb.OBJECT_COLLATION: "DROP COLLATION",
}


def drop(node: pb.DropStmt, schema: Schema) -> Iterator[Action]:
    """DROP of anything that the generic statement covers."""
    if node.remove_type == pb.OBJECT_INDEX:
        yield from drop_index(node, schema)
    elif node.remove_type in RELATIONS:
        yield from _drop_relations(node, schema)
    elif node.remove_type in ON_TABLE:
        for each in node.objects:
            names = [item.string.sval for item in each.list.items]
            table = ".".join(name for name in names[:-1] if name != "public")
            yield Action(ON_TABLE[node.remove_type], table, name=names[-1])
    elif node.remove_type in OTHERS:
        cascade = node.behavior == pb.DROP_CASCADE
        shape = OTHERS[node.remove_type] + (" CASCADE" if cascade else "")
        yield Action(shape, name=", ".join(_names(node)))
    else:
        yield Action(f"DROP {pb.ObjectType.Name(node.remove_type)}")


def _names(node: pb.DropStmt) -> Iterator[str]:
    for each in node.objects:
        kind = each.WhichOneof("node")
        if kind == "list":
            yield list_name(each.list)
        elif kind == "string":
            yield each.string.sval
        elif kind == "type_name":
            yield each.type_name.names[-1].string.sval
        elif kind == "object_with_args":
            yield each.object_with_args.objname[-1].string.sval


def _drop_relations(node: pb.DropStmt, schema: Schema) -> Iterator[Action]:
    cascade = node.behavior == pb.DROP_CASCADE
    for name in _names(node):
        if node.missing_ok and name not in schema.tables:
            yield Action("DROP TABLE IF EXISTS (missing)", name=name)
            continue
        parents = (fk.references for fk in schema.table(name).of_kind("FOREIGN KEY"))
        others = [("referenced", parent) for parent in parents if parent != name]
        if whole := schema.partitioned(name):
            others += [("partitioned", whole), *beside(name, schema)]
        if cascade:
            others += [("referencing", child.name) for child, _ in schema.referencing(name)]
        if cascade:
            others += [("view", view) for view in schema.views_above(name)]
        else:
            others += [("view in the way", view) for view in schema.views_on(name)]
        others = [pair for pair in dict.fromkeys(others) if pair[1] != name]
        flags = frozenset(_flags(node, schema, name))
        # A table has no other name: in its place stand those of its foreign keys.
        keys = ", ".join(fk.name for fk in schema.table(name).of_kind("FOREIGN KEY"))
        yield Action(
            RELATIONS[node.remove_type], name, name=keys, others=tuple(others), flags=flags
        )
        schema.drop(name)


def _flags(node: pb.DropStmt, schema: Schema, name: str) -> Iterator[str]:
    if node.missing_ok:
        yield "if exists"
    if node.behavior == pb.DROP_CASCADE:
        yield "cascade"
    else:
        yield from (flag for flag, present in schema.read_by_view(name).items() if present)


def truncate(node: pb.TruncateStmt, schema: Schema) -> Iterator[Action]:
    """TRUNCATE, with the children that CASCADE empties too."""
    for each in node.relations:
        name = relation_name(each.range_var)
        cascade = node.behavior == pb.DROP_CASCADE
        children = schema.below(name) if cascade else []
        yield Action(
            "TRUNCATE",
            name,
            others=tuple(("referencing", child) for child in children),
            flags=frozenset({"cascade"} if cascade else ()),
        )
