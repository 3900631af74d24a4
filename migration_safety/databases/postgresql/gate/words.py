"""What the application's middleware says to the gate, in as few round trips as it can.

Each text holds several statements and no parameters, as the simple protocol takes them: one
round trip, but a snapshot for each statement, as under READ COMMITTED.  That is needed: whoever
reads the row with a snapshot taken before it has the lock may read "open" after the barrier has
seen nobody inside.
"""

from __future__ import annotations

import hashlib

from migration_safety.databases.postgresql.deploying.schema import SCHEMA

# Locks of this key are of the database in which they are taken, not of the server.
KEY = int.from_bytes(hashlib.sha256(f"{SCHEMA}.gate".encode()).digest()[:8], "big", signed=True)

# Answers without an error where the gate is missing or may not be read, also in a transaction.
# (to_regclass raises one where the schema may not be used.)
LOOK = """
    SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = 'migration_safety_deploy' AND c.relname = 'gate'
"""
ROW = (
    "SELECT mode, epoch, current_setting('transaction_isolation') FROM migration_safety_deploy.gate"
)
# It does not wait: who finds the barrier there, standing or queueing, asks the row what to do.
ENTER = f"SELECT pg_try_advisory_lock_shared({KEY}); {ROW}"
LEAVE = f"SELECT pg_advisory_unlock_shared({KEY})"
