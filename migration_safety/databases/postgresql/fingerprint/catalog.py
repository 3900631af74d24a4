"""What pg_catalog says of the tables to read: columns, keys, partitions, and whose they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from psycopg import sql

from migration_safety.databases.postgresql.fingerprint.session import Session, query

TABLES = """
    SELECT c.oid::bigint, nspname, relname, relkind,
        CASE WHEN relispartition THEN pg_partition_root(c.oid)::oid::bigint ELSE 0 END,
        coalesce(pg_get_expr(relpartbound, c.oid), ''),
        row_security_active(c.oid),
        EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
            AND objid = c.oid AND deptype = 'e')
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'f', 'm') AND relpersistence <> 't'
        AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
    ORDER BY nspname, relname
"""
# attnotnull may be set while an unvalidated NOT NULL (PostgreSQL 18) lets old NULLs be.
COLUMNS = """
    SELECT attrelid::bigint, attnum, attname, format_type(atttypid, atttypmod), atttypid::bigint,
        attnotnull AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = attrelid
            AND contype = 'n' AND NOT convalidated AND conkey = ARRAY[attnum]),
        CASE WHEN attgenerated <> '' THEN pg_get_expr(adbin, adrelid) ELSE '' END
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = attrelid
    JOIN pg_namespace AS n ON n.oid = relnamespace
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
        AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
    ORDER BY attrelid, attnum
"""
# A primary key before other unique indexes, few columns before many.
KEYS = """
    SELECT indrelid::bigint,
        ARRAY(SELECT k FROM unnest(indkey::int2[]) WITH ORDINALITY AS u (k, n)
            WHERE n <= indnkeyatts ORDER BY n)
    FROM pg_index
    WHERE indisunique AND indisvalid AND indpred IS NULL AND indexprs IS NULL
    ORDER BY indisprimary DESC, indnkeyatts, indexrelid
"""
VISIBLE = "SELECT current_schemas(false)"

FOREIGN = "foreign table: its rows are another server's"
REASONS = {
    "f": FOREIGN,
    "m": "materialised view: its rows are derived from tables",
}
EXTENSION = "belongs to an extension"
# It changes with every migration, as it shall.
RECORD = "django_migrations"


@dataclass(frozen=True, slots=True)
class Column:
    """As pg_attribute has it; `generated` is the expression of a generated column, or ""."""

    number: int
    name: str
    type: str
    type_oid: int
    never_null: bool
    generated: str

    @property
    def value(self) -> sql.Identifier:
        """It, in a query on its table."""
        return sql.Identifier(self.name)


@dataclass(frozen=True, slots=True)
class Table:
    """As pg_class has it, with what it can be keyed by: attnums, the best first.

    `root` is the OID of the partitioned table that it is part of, or 0; `hides`: row-level
    security is active for this role; `excluded` says why it is not to be read, or "".
    """

    oid: int
    schema: str
    name: str
    label: str
    kind: str
    root: int
    bounds: str
    hides: bool
    excluded: str
    columns: tuple[Column, ...]
    keys: tuple[tuple[int, ...], ...] = field(default=())

    @property
    def identifier(self) -> sql.Identifier:
        """Its full name."""
        return sql.Identifier(self.schema, self.name)

    def column(self, number: int) -> Column | None:
        """The column with that attnum."""
        return next((each for each in self.columns if each.number == number), None)

    def named(self, name: str) -> Column | None:
        """The column of that name."""
        return next((each for each in self.columns if each.name == name), None)


def visible(session: Session) -> frozenset[str]:
    """The schemas whose tables are called by their bare name."""
    return frozenset({"public", *query(session, VISIBLE)[0][0]})


def tables(session: Session, bare: frozenset[str]) -> list[Table]:
    """All tables, leaves of partitioned ones included, in the order of their names."""
    columns: dict[int, list[Column]] = defaultdict(list)
    for oid, *facts in query(session, COLUMNS):
        columns[oid].append(Column(*facts))
    keys: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for oid, numbers in query(session, KEYS):
        never_null = {each.number for each in columns[oid] if each.never_null}
        if never_null.issuperset(numbers):
            keys[oid].append(tuple(numbers))
    return [
        Table(
            oid=oid,
            schema=schema,
            name=name,
            label=name if schema in bare else f"{schema}.{name}",
            kind=kind,
            root=root,
            bounds=bounds,
            hides=hides,
            excluded=EXTENSION if extension else REASONS.get(kind, ""),
            columns=tuple(columns[oid]),
            keys=tuple(keys[oid]),
        )
        for oid, schema, name, kind, root, bounds, hides, extension in query(session, TABLES)
        if name != RECORD
    ]
