"""Column types as PostgreSQL names them."""

from __future__ import annotations

from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

# The names that the grammar gives to types, as people write them.
SPELLED = {
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "bpchar": "char",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
}
# No types, but a type with a sequence as its default.
SERIALS = {
    "serial": "int4",
    "bigserial": "int8",
    "smallserial": "int2",
    "serial4": "int4",
    "serial8": "int8",
    "serial2": "int2",
}


@dataclass(frozen=True, slots=True)
class Type:
    """A type by PostgreSQL's internal name, with its modifiers: ("varchar", (20,))."""

    name: str
    modifiers: tuple[int, ...] = ()
    array: bool = False

    def __str__(self) -> str:
        spelled = SPELLED.get(self.name, self.name)
        inside = ", ".join(map(str, self.modifiers))
        return spelled + (f"({inside})" if inside else "") + ("[]" if self.array else "")


UNKNOWN = Type("")


@dataclass(slots=True)
class Domain:
    """A type of the project's own, on a `base`; `constrained`: it refuses some values."""

    base: Type
    constrained: bool


def read_type(node: pb.TypeName) -> Type:
    """From the grammar's tree; a schema other than pg_catalog and public stays in the name."""
    parts = [part.string.sval for part in node.names]
    if parts[:1] in (["pg_catalog"], ["public"]):
        parts = parts[1:]
    modifiers = tuple(mod.a_const.ival.ival for mod in node.typmods)
    return Type(".".join(parts), modifiers, bool(node.array_bounds))


def read_collation(node: pb.ColumnDef) -> str:
    """The collation that a column is given, "" for the one of its type."""
    return node.coll_clause.collname[-1].string.sval if node.HasField("coll_clause") else ""
