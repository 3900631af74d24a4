"""CREATE TABLE, CREATE TABLE AS, CREATE VIEW and CREATE MATERIALIZED VIEW."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from google.protobuf.message import Message
from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema import expressions
from migration_safety.databases.postgresql.schema.state import Schema, relation_name
from migration_safety.databases.postgresql.schema.table import Column
from migration_safety.databases.postgresql.schema.types import read_type
from migration_safety.databases.postgresql.statements.tables.columns import (
    INLINE,
    define,
    parts,
    traits,
)
from migration_safety.databases.postgresql.statements.tables.constraints import add_constraint
from migration_safety.databases.postgresql.statements.tables.partitions import joined

# What is wrong with a constraint of a table is wrong with the table.
PASSED_ON = frozenset({"lacks partition key", "moves", "types differ", "not enforced"})


def relations(tree: Message) -> tuple[str, ...]:
    """The relations that a query reads, each once, without the names of its own WITH."""
    names = [
        relation_name(node) for node in expressions.nodes(tree) if isinstance(node, pb.RangeVar)
    ]
    own = {node.ctename for node in expressions.nodes(tree) if isinstance(node, pb.CommonTableExpr)}
    return tuple(name for name in dict.fromkeys(names) if name not in own)


def create_table(node: pb.CreateStmt, schema: Schema) -> Iterator[Action]:
    """A new table: what it does to others is the locks on referenced and partitioned tables."""
    name = relation_name(node.relation)
    if node.if_not_exists and name in schema.tables:
        yield Action("CREATE TABLE IF NOT EXISTS (exists)", name=name)
        return
    parents = tuple(relation_name(each.range_var) for each in node.inh_relations)
    role = "partitioned" if node.HasField("partbound") else "inherited"
    table = schema.create(name, "partitioned table" if node.HasField("partspec") else "table")
    table.keys = tuple(each.partition_elem.name for each in node.partspec.part_params)
    reached, proof = [(role, parent) for parent in parents], ""
    for parent in parents:
        table.columns.update(deepcopy(schema.table(parent).columns))
        if role == "partitioned":
            others, proof = joined(node.partbound, name, parent, schema)
            reached += others
        else:
            schema.inherited.setdefault(parent, []).append(name)
    made = list(_elements(node, name, schema))
    reached += [("referenced", each.other("referenced")) for each in made if each.others]
    flags = {flag for each in made for flag in each.flags & PASSED_ON}
    keyed = any("PRIMARY KEY" in each.shape for each in made)
    if not keyed and role != "partitioned" and not _copies(node):
        flags.add("no primary key")
    yield Action(
        "CREATE TABLE",
        name,
        others=tuple(dict.fromkeys(reached)),
        flags=frozenset(flags),
        detail=next((each.detail for each in made if each.flags & PASSED_ON), ""),
        proof=proof,
    )
    yield from _columns(node, name)


def _columns(node: pb.CreateStmt, table: str) -> Iterator[Action]:
    """The columns by themselves, for what may be said of each."""
    for each in node.table_elts:
        if each.WhichOneof("node") == "column_def":
            yield Action(
                "COLUMN",
                table,
                (each.column_def.colname,),
                flags=frozenset(traits(each.column_def)),
                detail=str(read_type(each.column_def.type_name)),
            )


def _elements(node: pb.CreateStmt, name: str, schema: Schema) -> Iterator[Action]:
    """Columns first: a constraint of the table may stand before a column that it names."""
    for each in node.table_elts:
        if each.WhichOneof("node") == "table_like_clause":
            schema.tables[name].columns.update(_alike(each.table_like_clause, schema))
    columns = [
        each.column_def for each in node.table_elts if each.WhichOneof("node") == "column_def"
    ]
    for column in columns:
        schema.tables[name].put_column(column.colname, define(column))
    for column in columns:
        for part in parts(column):
            if part.contype in INLINE:
                yield from add_constraint(part, name, schema, column=column.colname)
    for each in node.table_elts:
        if each.WhichOneof("node") == "constraint":
            yield from add_constraint(each.constraint, name, schema)


def _copies(node: pb.CreateStmt) -> bool:
    """Whether another table says what it is made of, perhaps its primary key too."""
    return any(each.WhichOneof("node") == "table_like_clause" for each in node.table_elts)


def _alike(node: pb.TableLikeClause, schema: Schema) -> dict[str, Column]:
    """The columns that LIKE copies, which are as full as those that they are copied from."""
    columns = schema.table(relation_name(node.relation)).columns
    return {name: Column(type=of.type, not_null=of.not_null) for name, of in columns.items()}


def create_table_as(node: pb.CreateTableAsStmt, schema: Schema) -> Iterator[Action]:
    """CREATE TABLE AS and CREATE MATERIALIZED VIEW read their sources like any query."""
    name, sources = relation_name(node.into.rel), relations(node.query)
    view = node.objtype == pb.OBJECT_MATVIEW
    table = schema.create(name, "materialized view" if view else "table")
    table.sources = frozenset(sources) if view else frozenset()
    table.reads = frozenset(_read(node.query)) if view else frozenset()
    shape = "CREATE MATERIALIZED VIEW" if view else "CREATE TABLE AS"
    yield Action(shape, name, others=tuple(("source", source) for source in sources))


def _read(query: Message) -> Iterator[str]:
    """The names of the columns that a query reads; "*" where it reads all."""
    yield from expressions.columns(query)
    if any(isinstance(node, pb.A_Star) for node in expressions.nodes(query)):
        yield "*"


def create_view(node: pb.ViewStmt, schema: Schema) -> Iterator[Action]:
    """CREATE VIEW; with OR REPLACE an existing view is locked."""
    name, sources = relation_name(node.view), relations(node.query)
    exists = name in schema.tables
    outputs = () if node.aliases else _outputs(node.query)
    before = schema.table(name).outputs
    flags = {"other columns"} if outputs and before != outputs[: len(before)] else set()
    if not exists:
        schema.create(name, "view")
    schema.known(name).outputs = outputs
    schema.tables[name].sources = frozenset(sources)
    schema.tables[name].reads = frozenset(_read(node.query))
    shape = "CREATE OR REPLACE VIEW (exists)" if exists and node.replace else "CREATE VIEW"
    others = tuple(("source", source) for source in sources)
    yield Action(shape, name, others=others, flags=frozenset(flags))


def _outputs(query: pb.Node) -> tuple[str, ...]:
    """The names of the columns that a query gives, () where one is not written there."""
    targets = [each.res_target for each in query.select_stmt.target_list]
    fields = [each.val.column_ref.fields for each in targets]
    names = [
        each.name or (field[-1].string.sval if field else "")
        for each, field in zip(targets, fields, strict=True)
    ]
    return tuple(names) if all(names) else ()
