"""What the queries of the catalog share: which objects are ours, how they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

EMPTY: Mapping[str, str] = MappingProxyType({})

# The server reserves names that begin with pg_ for itself, for TOAST and for temporary tables.
OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"


@dataclass(frozen=True, slots=True)
class Question:
    """Which facts to ask the catalog for: `sql` yields rows of kind, table, name, values, columns,
    relation, oid and sub.  The values of `aspects` are in their order, columns are told by their
    numbers in their relation; `catalog` is where the objects are, for what people said of them."""

    sql: str
    aspects: tuple[str, ...]
    catalog: str


def place(schema: str, name: str) -> str:
    """A name as reports spell it: with its schema, unless that is the session's own."""
    return f"CASE WHEN {schema} = %(home)s THEN '' ELSE {schema} || '.' END || {name}"


def outside_extensions(catalog: str, oid: str) -> str:
    """The object came with no extension: such objects come and go with it."""
    return (
        "NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.deptype = 'e'"
        f" AND e.classid = '{catalog}'::regclass AND e.objid = {oid})"
    )


def on_its_own(catalog: str, oid: str) -> str:
    """The object came neither with an extension nor as a part of another, as those of ranges."""
    return (
        "NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.deptype IN ('e', 'i')"
        f" AND e.classid = '{catalog}'::regclass AND e.objid = {oid})"
    )


def definition(**aspects: str) -> dict[str, str]:
    """The aspects of an object by name, each an expression; one that yields NULL is absent."""
    return {name.replace("_", " "): value for name, value in aspects.items()}


def when(condition: str, value: str = "'yes'") -> str:
    """A value under a condition, else nothing."""
    return f"CASE WHEN {condition} THEN {value} END"


def listed(options: str) -> str:
    """Options of a relation or a column, in no particular order of their own."""
    return f"(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest({options}) AS o)"


def all_of(row: str, *left_out: str) -> str:
    """Every column of a row of a catalog, but for those."""
    columns = ", ".join(f"'{name}'" for name in left_out)
    return (
        "(SELECT string_agg(key || ' ' || value, ', ' ORDER BY key)"
        f" FROM jsonb_each_text(to_jsonb({row}) - ARRAY[{columns}]))"
    )


def privileges(acl: str, kind: str, owner: str) -> str:
    """Who may do what, by role; `kind` is acldefault's letter for the kind of object."""
    granted = (
        "(SELECT string_agg(line, '; ' ORDER BY line) FROM (SELECT CASE grantee"
        " WHEN 0 THEN 'PUBLIC' WHEN {owner} THEN 'its owner' ELSE pg_get_userbyid(grantee) END"
        " || ': ' || string_agg(privilege_type || CASE WHEN is_grantable"
        " THEN ' WITH GRANT OPTION' ELSE '' END, ', ' ORDER BY privilege_type) AS line"
        " FROM aclexplode({acl}) GROUP BY grantee) AS lines)"
    )
    # The same for every owner, hence asked for once.
    default = granted.format(owner="10", acl=f"acldefault('{kind}', 10)")
    given = when(f"{acl} IS NOT NULL", granted.format(owner=owner, acl=acl))
    return f"coalesce({given}, {default})"


def question(
    kind: str,
    *,
    table: str = "''",
    name: str = "''",
    definition: Mapping[str, str] = EMPTY,
    columns: str = "NULL::int2[]",
    relation: str = "0",
    catalog: str,
    oid: str,
    sub: str = "0",
    source: str,
) -> Question:
    """A question for facts; every argument is SQL of ours."""
    values = ", ".join(f"({value})::text" for value in definition.values())
    sql = (
        f'SELECT {kind} AS kind, ({table})::text AS "table", ({name})::text AS name,'
        f" ARRAY[{values}]::text[] AS values, {columns} AS columns,"
        f" {relation}::bigint AS relation, {oid}::bigint AS oid, {sub}::int AS sub\n{source}"
    )
    return Question(sql, tuple(definition), catalog)
