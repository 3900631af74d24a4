"""CREATE INDEX, DROP INDEX and REINDEX."""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema import expressions
from migration_safety.databases.postgresql.schema.names import choose, truncated
from migration_safety.databases.postgresql.schema.state import Schema, list_name, relation_name
from migration_safety.databases.postgresql.schema.table import Index, Table


def create_index(node: pb.IndexStmt, schema: Schema) -> Iterator[Action]:
    """CREATE [UNIQUE] INDEX [CONCURRENTLY]."""
    table, index = relation_name(node.relation), _index(node, schema)
    exists = node.if_not_exists and index.name in schema.table(table).indexes
    if exists and not node.concurrent:
        yield Action("CREATE INDEX IF NOT EXISTS (exists)", table, name=index.name)
        return
    known = schema.table(table)
    partitioned = known.kind == "partitioned table"
    shape = "CREATE INDEX CONCURRENTLY" if node.concurrent else "CREATE INDEX"
    if partitioned and not node.relation.inh:
        shape = "CREATE INDEX ON ONLY"
    flags = {
        "unique": node.unique,
        "if not exists": node.if_not_exists,
        "partial": index.partial,
        "partitioned": partitioned,
        "unnamed": not node.idxname,
        "pattern": any("pattern_ops" in order for order in index.order),
        "every key of jsonb": _every_key(index, known),
        "lacks partition key": node.unique and not set(known.keys) <= set(index.columns),
    }
    yield Action(
        shape,
        table,
        index.columns,
        index.name,
        flags=frozenset(name for name, present in flags.items() if present),
        detail=index.method,
        others=(
            *(("same as", each) for each in known.like(index)),
            *(("begins", each) for each in known.beginning(index)),
        ),
    )
    schema.known(table).indexes[index.name] = index


def _index(node: pb.IndexStmt, schema: Schema) -> Index:
    table = schema.table(relation_name(node.relation))
    elements = [each.index_elem for each in node.index_params]
    columns = tuple(element.name for element in elements)
    trees = [element.expr for element in elements if element.HasField("expr")]
    trees += [node.where_clause] if node.HasField("where_clause") else []
    reads = {column for column in columns if column}
    reads.update(each.index_elem.name for each in node.index_including_params)
    for tree in trees:
        reads.update(expressions.columns(tree))
    bare = table.name.rpartition(".")[2]
    name = truncated(node.idxname) or choose(
        bare, "_".join(column or "expr" for column in columns), "idx", table.indexes
    )
    return Index(
        name,
        columns,
        frozenset(reads),
        unique=node.unique,
        partial=node.HasField("where_clause"),
        method=node.access_method or "btree",
        order=orders if any(orders := tuple(_order(each) for each in elements)) else (),
        source=schema.migration,
    )


def _every_key(index: Index, table: Table) -> bool:
    """Whether it is the usual GIN index of a jsonb column, of each key and each value."""
    jsonb = any(table.column(column).type.name == "jsonb" for column in index.columns)
    return index.method == "gin" and jsonb and not index.order


def _order(element: pb.IndexElem) -> str:
    """How a key of an index is compared and sorted, "" for the usual way."""
    said = [part.string.sval for part in element.opclass]
    said += [part.string.sval for part in element.collation]
    said += ["DESC"] if element.ordering == pb.SORTBY_DESC else []
    if element.nulls_ordering in (pb.SORTBY_NULLS_FIRST, pb.SORTBY_NULLS_LAST):
        said.append(pb.SortByNulls.Name(element.nulls_ordering))
    return " ".join(said)


def drop_index(node: pb.DropStmt, schema: Schema) -> Iterator[Action]:
    """DROP INDEX [CONCURRENTLY]: locks the table, which the statement does not name."""
    shape = "DROP INDEX CONCURRENTLY" if node.concurrent else "DROP INDEX"
    for each in node.objects:
        name = list_name(each.list)
        found = schema.index(name)
        if found is None:
            yield Action(
                "DROP INDEX IF EXISTS (missing)" if node.missing_ok else "DROP INDEX (unknown)",
                name=name,
            )
            continue
        table, index = found
        flags = {
            "if exists": node.missing_ok,
            "partitioned": table.kind == "partitioned table",
            "of a constraint": index.name in table.constraints,
        }
        yield Action(
            shape,
            table.name,
            index.columns,
            index.name,
            flags=frozenset(name for name, present in flags.items() if present),
        )
        if index.name not in table.constraints:
            del table.indexes[index.name]


def reindex(node: pb.ReindexStmt, schema: Schema) -> Iterator[Action]:
    """REINDEX INDEX or TABLE; of a schema or database the tables are not known."""
    concurrently = any(param.def_elem.defname == "concurrently" for param in node.params)
    suffix = " CONCURRENTLY" if concurrently else ""
    if node.kind == pb.REINDEX_OBJECT_TABLE:
        yield Action(f"REINDEX{suffix}", relation_name(node.relation))
    elif node.kind == pb.REINDEX_OBJECT_INDEX:
        found = schema.index(relation_name(node.relation))
        yield Action(
            f"REINDEX{suffix}" if found else "REINDEX (unknown)", found[0].name if found else ""
        )
    else:
        yield Action("REINDEX (unknown)")
