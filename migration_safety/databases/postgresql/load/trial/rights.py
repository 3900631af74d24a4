"""What the role would have to be granted to fill tables, found out before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier

LACKING = """
    SELECT format('GRANT %%s ON %%s TO %%I', p.privilege, t.name, current_user)
    FROM unnest(%(tables)s::text[]) AS t(name), unnest(%(privileges)s::text[]) AS p(privilege)
    WHERE NOT has_table_privilege(to_regclass(t.name), p.privilege)
    UNION ALL
    SELECT format('GRANT UPDATE ON SEQUENCE %%s TO %%I', s.oid::regclass, current_user)
    FROM unnest(%(tables)s::text[]) AS t(name)
    JOIN pg_depend AS d ON d.refobjid = to_regclass(t.name) AND d.classid = 'pg_class'::regclass
        AND d.deptype IN ('a', 'i')
    JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
    WHERE 'INSERT' = ANY (%(privileges)s)
        -- In a CASE, as the function fails on what is no sequence.
        AND CASE WHEN s.relkind = 'S' THEN NOT has_sequence_privilege(s.oid, 'UPDATE') END
    UNION ALL
    SELECT format('GRANT %%s ON DATABASE %%I TO %%I', p.privilege, current_database(), current_user)
    FROM unnest(ARRAY['TEMPORARY', 'CREATE']) AS p(privilege)
    WHERE 'INSERT' = ANY (%(privileges)s)
        AND NOT has_database_privilege(current_database(), p.privilege)
        AND (p.privilege <> 'CREATE' OR to_regnamespace('migration_safety') IS NULL)
"""


def grants(
    session: psycopg.Connection, tables: Sequence[str], privileges: Sequence[str]
) -> list[str]:
    """The statements by which the role would get the privileges on tables that it lacks; to
    INSERT takes those on their sequences and for a journal as well."""
    names = [identifier(table).as_string() for table in tables]
    asked = {"tables": names, "privileges": list(privileges)}
    with failures(session, "reading the role's rights"):
        found = session.execute(sql.SQL(LACKING), asked).fetchall()
    return [*dict.fromkeys(statement for (statement,) in found)]
