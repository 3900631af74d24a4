"""How UPDATE and DELETE find rows on the other side, and tables where they cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg

# The leaves of a partitioned table are what changes are written to.
IDENTITIES = """
    SELECT wanted.name, c.oid IS NOT NULL, coalesce(leaf.relreplident::text, ''), ARRAY(
        SELECT attname::text FROM pg_attribute AS a
        WHERE a.attrelid = leaf.oid AND attnum > 0 AND NOT attisdropped AND CASE leaf.relreplident
            WHEN 'f' THEN attgenerated = ''
            WHEN 'd' THEN EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = leaf.oid
                AND indisprimary AND indimmediate AND indisvalid AND attnum = ANY(indkey))
            WHEN 'i' THEN EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = leaf.oid
                AND indisreplident AND attnum = ANY(indkey))
            ELSE false END
        ORDER BY attnum)
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS wanted (name, schema, relation)
    LEFT JOIN pg_namespace AS n ON n.nspname = wanted.schema
    LEFT JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = wanted.relation
        AND c.relkind IN ('r', 'p')
    LEFT JOIN LATERAL (
        SELECT coalesce(t.relid, c.oid) AS oid FROM pg_partition_tree(c.oid) AS t WHERE t.isleaf
        UNION SELECT c.oid WHERE c.relkind = 'r'
    ) AS part ON true
    LEFT JOIN pg_class AS leaf ON leaf.oid = part.oid
"""


@dataclass(frozen=True, slots=True)
class Unfit:
    """A table that may not be published as asked, and why."""

    table: str
    reason: str


def unfit(connection: psycopg.Connection, tables: Mapping[str, Sequence[str]]) -> tuple[Unfit, ...]:
    """Tables whose UPDATE or DELETE the server would refuse to the application once published.

    `tables` are the columns of each "schema.name", () for all of them.
    """
    split = [each.partition(".") for each in tables]
    asked = [list(tables), [schema for schema, _, _ in split], [name for _, _, name in split]]
    rows = connection.execute(IDENTITIES, asked).fetchall()
    found = (Unfit(name, reason) for name, *facts in rows for reason in _why(tables[name], *facts))
    return tuple(dict.fromkeys(found))


def _why(columns: Sequence[str], there: bool, identity: str, found: list[str]) -> Iterator[str]:
    if not there:
        yield "there is no such table"
    elif identity and not found:
        yield "it has no replica identity: UPDATE and DELETE would fail once it is published"
    elif columns and (missing := [each for each in found if each not in columns]):
        yield f"the columns published lack {', '.join(missing)} of its replica identity"
