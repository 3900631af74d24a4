"""A column that green derives from what blue sends: is its trigger fired for each row?"""

from __future__ import annotations

import psycopg

from migration_safety.core.deployment.shim import Moment, Shim
from migration_safety.databases.postgresql.rehearsing.workload import WRITES

TABLE = f"public.{WRITES}"
NAME = "migration_safety_rehearsal_derive"
DO = f"""
    ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS derived text;
    CREATE OR REPLACE FUNCTION public.{NAME}() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN NEW.derived := md5(NEW.number::text); RETURN NEW; END $$;
    DROP TRIGGER IF EXISTS {NAME} ON {TABLE};
    CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION public.{NAME}();
    ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {NAME};
    UPDATE {TABLE} SET derived = md5(number::text) WHERE derived IS NULL
"""
UNDO = f"""
    DROP TRIGGER IF EXISTS {NAME} ON {TABLE};
    DROP FUNCTION IF EXISTS public.{NAME}();
    ALTER TABLE {TABLE} DROP COLUMN IF EXISTS derived
"""
THERE = f"""
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('{TABLE}') AND attname = 'derived' AND NOT attisdropped
"""
WRONG = f"""
    SELECT count(*), count(*) FILTER (WHERE derived IS DISTINCT FROM md5(number::text))
    FROM {TABLE}
"""


def shim() -> Shim:
    """What stands for a data migration into a new column, with its trigger for later rows."""
    purpose = "rows that arrive after a data migration get what it gave the others"
    return Shim("green", Moment.AFTER_MIGRATE, TABLE, DO, UNDO, purpose)


def wrong(connection: psycopg.Connection) -> tuple[int, int] | None:
    """How many rows there are, and how many lack what is derived; None where nothing is."""
    if connection.execute(THERE.encode()).fetchone() is None:
        return None
    rows, lacking = connection.execute(WRONG.encode()).fetchone() or (0, 0)
    return int(rows), int(lacking)
