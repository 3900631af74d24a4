"""The schema in which a deployment keeps what is its own, on both sides."""

from __future__ import annotations

import psycopg

SCHEMA = "migration_safety_deploy"
# IF NOT EXISTS would ask for the right to make one where it is there.
CREATE = (
    "DO $ms$ BEGIN IF to_regnamespace('migration_safety_deploy') IS NULL"
    " THEN CREATE SCHEMA migration_safety_deploy; END IF; END $ms$"
)
# It holds what several states make: who removes the last of it removes the schema.
DROP = """
    DO $$ BEGIN
        DROP SCHEMA IF EXISTS migration_safety_deploy;
    EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
    END $$
"""


def create(connection: psycopg.Connection) -> None:
    """Make it where it is not."""
    connection.execute(CREATE)


def drop_if_empty(connection: psycopg.Connection) -> None:
    """Remove it unless somebody still keeps something in it."""
    connection.execute(DROP)
