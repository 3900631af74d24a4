"""CREATE TYPE .. AS ENUM, ALTER TYPE, CREATE DOMAIN and ALTER DOMAIN."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from google.protobuf.message import Message
from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema import expressions
from migration_safety.databases.postgresql.schema.state import Schema, list_name, relation_name
from migration_safety.databases.postgresql.schema.types import Domain, read_type

# A new domain has no rows to look at.
CONSTRAINTS = (pb.CONSTR_CHECK, pb.CONSTR_NOTNULL)
ALTERED = {"C": "ADD CONSTRAINT", "V": "VALIDATE CONSTRAINT", "O": "SET NOT NULL"}


def create_enum(node: pb.CreateEnumStmt, schema: Schema) -> Iterator[Action]:
    """CREATE TYPE .. AS ENUM; the values of a new type may be used at once."""
    name = _name(node.type_name)
    schema.new_types.add(name)
    yield Action("CREATE TYPE", name=name, flags=frozenset({"enum"}))


def create_composite(node: pb.CompositeTypeStmt, schema: Schema) -> Iterator[Action]:
    """CREATE TYPE .. AS (..)."""
    yield Action("CREATE TYPE", name=relation_name(node.typevar))


def alter_enum(node: pb.AlterEnumStmt, schema: Schema) -> Iterator[Action]:
    """ALTER TYPE .. ADD VALUE or RENAME VALUE."""
    name = _name(node.type_name)
    if node.old_val:
        detail = f"{node.old_val} -> {node.new_val}"
        yield Action("ALTER TYPE RENAME VALUE", name=name, detail=detail)
        return
    if name not in schema.new_types:
        schema.new_values[node.new_val] = name
    yield Action("ALTER TYPE ADD VALUE", name=name, detail=node.new_val)


def uses_new_value(tree: Message, schema: Schema) -> bool:
    """Whether a statement needs an enum's value that this migration has added to it."""
    found = list(expressions.nodes(tree))
    said = {node.sval.sval for node in found if isinstance(node, pb.A_Const)}
    types = {schema.new_values[value] for value in said & schema.new_values.keys()}
    return bool(types) and not types.isdisjoint(_types(found, schema))


def _types(nodes: Iterable[Message], schema: Schema) -> Iterator[str]:
    """The types that a statement names, and those of its tables' columns."""
    for node in nodes:
        if isinstance(node, pb.TypeName):
            yield read_type(node).name
        elif isinstance(node, pb.RangeVar):
            table = schema.table(relation_name(node))
            yield from (column.type.name for column in table.columns.values())


def create_domain(node: pb.CreateDomainStmt, schema: Schema) -> Iterator[Action]:
    """CREATE DOMAIN, with or without constraints of its own."""
    kinds = {each.constraint.contype for each in node.constraints}
    name = _name(node.domainname)
    schema.domains[name] = Domain(read_type(node.type_name), not kinds.isdisjoint(CONSTRAINTS))
    yield Action("CREATE TYPE", name=name, flags=frozenset({"domain"}))


def alter_domain(node: pb.AlterDomainStmt, schema: Schema) -> Iterator[Action]:
    """ALTER DOMAIN: a constraint holds for every column of the domain, whose rows are read."""
    name = _name(node.type_name)
    if node.subtype not in ALTERED:
        yield Action("ALTER DOMAIN", name=name)
        return
    added = getattr(node, "def").constraint
    later = " NOT VALID" if node.subtype == "C" and added.skip_validation else ""
    yield Action(
        f"ALTER DOMAIN {ALTERED[node.subtype]}{later}",
        name=name,
        others=tuple(("using", table) for table in schema.with_type(name)),
        detail=added.conname or node.name,
    )
    if name in schema.domains:
        schema.domains[name].constrained = True


def _name(parts: Iterable[pb.Node]) -> str:
    return list_name(pb.List(items=parts))
