"""What the queries of the catalog share: which objects are ours, how they are called."""

from __future__ import annotations

# The server reserves names that begin with pg_ for itself, for TOAST and for temporary tables.
OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"

# A fact as queries tell it.
SHAPE = ("kind", "table", "name", "definition", "columns", "catalog", "oid", "sub")


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


def definition(**aspects: str) -> str:
    """The aspects of an object by name, from expressions; NULL is left out."""
    pairs = (f"'{name.replace('_', ' ')}', {value}" for name, value in aspects.items())
    return f"jsonb_strip_nulls(jsonb_build_object({', '.join(pairs)}))"


def when(condition: str, value: str = "'yes'") -> str:
    """A value under a condition, else nothing."""
    return f"CASE WHEN {condition} THEN {value} END"


def listed(options: str) -> str:
    """Options of a relation or a column, in no particular order of their own."""
    return f"(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest({options}) AS o)"


def privileges(acl: str, kind: str, owner: str) -> str:
    """Who may do what, by role; `kind` is acldefault's letter for the kind of object."""
    return (
        "(SELECT string_agg(line, '; ' ORDER BY line) FROM (SELECT CASE grantee"
        f" WHEN 0 THEN 'PUBLIC' WHEN {owner} THEN 'its owner' ELSE pg_get_userbyid(grantee) END"
        " || ': ' || string_agg(privilege_type || CASE WHEN is_grantable"
        " THEN ' WITH GRANT OPTION' ELSE '' END, ', ' ORDER BY privilege_type) AS line"
        f" FROM aclexplode(coalesce({acl}, acldefault('{kind}', {owner})))"
        " GROUP BY grantee) AS lines)"
    )


def query(
    kind: str,
    *,
    table: str = "''",
    name: str = "''",
    definition: str = "'{}'::jsonb",
    columns: str = "NULL::text[]",
    catalog: str,
    oid: str,
    sub: str = "0",
    source: str,
) -> str:
    """A query that tells facts, all in the same shape; every argument is SQL of ours."""
    return (
        f'SELECT {kind} AS kind, ({table})::text AS "table", ({name})::text AS name,'
        f" ({definition})::text AS definition, {columns} AS columns,"
        f" '{catalog}' AS catalog, {oid}::bigint AS oid, {sub}::int AS sub\n{source}"
    )
