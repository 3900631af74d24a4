"""The driver's own role, and who else may write."""

from __future__ import annotations

from migration_safety.core.deployment.preflight.roles import Role, Writer
from migration_safety.databases.postgresql.preflight.asking import Asking

# pg_create_subscription came with PostgreSQL 16; before, only a superuser subscribes.
ROLE = """
    SELECT rolname::text, rolsuper, rolsuper OR rolreplication,
        has_database_privilege(current_database(), 'CREATE'),
        rolsuper OR EXISTS (SELECT FROM pg_roles AS g WHERE g.rolname = 'pg_create_subscription'
            AND pg_has_role(r.oid, g.oid, 'USAGE')),
        rolsuper OR rolbypassrls, rolsuper OR rolcreaterole,
        has_parameter_privilege('default_transaction_read_only', 'ALTER SYSTEM')
            AND has_function_privilege('pg_reload_conf()', 'EXECUTE')
            AND has_function_privilege('pg_show_all_file_settings()', 'EXECUTE')
            AND has_table_privilege('pg_file_settings', 'SELECT'),
        pg_has_role('pg_signal_backend', 'USAGE'),
        has_parameter_privilege('session_replication_role', 'SET'),
        has_table_privilege('pg_replication_origin_status', 'SELECT')
            AND has_function_privilege('pg_show_replication_origin_status()', 'EXECUTE')
            AND has_function_privilege('pg_replication_origin_advance(text, pg_lsn)', 'EXECUTE')
    FROM pg_roles AS r WHERE rolname = current_user
"""
# An idle pool shows as sessions, a worker that runs once a night only as a grant.
WRITERS = """
    WITH tables AS (
        SELECT c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE (relkind IN ('r', 'p') OR relkind = 'v' AND pg_relation_is_updatable(c.oid, true) > 0)
          AND relpersistence <> 't' AND nspname !~ '^pg_'
          AND nspname NOT IN ('information_schema', 'migration_safety_deploy')
    ), able AS (
        SELECT r.rolname::text AS role, rolsuper AS super, r.oid = current_user::regrole AS own,
            (SELECT count(*) FROM tables AS t
             WHERE has_table_privilege(r.oid, t.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                OR has_any_column_privilege(r.oid, t.oid, 'INSERT, UPDATE')) AS tables,
            (SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND usesysid = r.oid AND pid <> pg_backend_pid()
               AND application_name NOT LIKE 'migration_safety%%'
               AND backend_type = 'client backend') AS sessions
        FROM pg_roles AS r
        WHERE rolcanlogin AND has_database_privilege(r.oid, current_database(), 'CONNECT')
    )
    SELECT role, super, own, tables, sessions FROM able
    WHERE tables > 0 AND (NOT super OR sessions > 0) ORDER BY role
"""


def read_role(asking: Asking) -> Role | None:
    """Who the driver is."""
    return asking.one("role", ROLE, Role)


def read_writers(asking: Asking) -> tuple[Writer, ...]:
    """Roles that may log in and write; superusers only where one is connected."""
    return asking.all("writers", WRITERS, Writer, {})
