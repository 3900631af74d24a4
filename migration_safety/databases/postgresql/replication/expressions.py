"""Parts of statements as SQL again."""

from __future__ import annotations

from postgast import deparse, parse
from postgast import pg_query_pb2 as pb

from migration_safety.databases.postgresql.schema.types import UNKNOWN, Type, read_type


def text(expression: pb.Node) -> str:
    """An expression as SQL.  Raises PgQueryError for what cannot be written again."""
    whole = parse("SELECT 1")
    target = whole.stmts[0].stmt.select_stmt.target_list[0].res_target
    target.val.CopyFrom(expression)
    return deparse(whole).removeprefix("SELECT ")


def spelled(name: str) -> Type:
    """A type as an action spells it: "varchar(20)"."""
    if not name or name == "unknown type":
        return UNKNOWN
    cast = parse(f"SELECT NULL::{name}").stmts[0].stmt.select_stmt.target_list[0]
    return read_type(cast.res_target.val.type_cast.type_name)
