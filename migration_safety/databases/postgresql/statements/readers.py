"""Which reader takes which kind of tree; a kind that is not here is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema.state import Schema
from migration_safety.databases.postgresql.statements import (
    access,
    drop,
    index,
    objects,
    rename,
    rows,
    session,
    types,
)
from migration_safety.databases.postgresql.statements.tables import create
from migration_safety.databases.postgresql.statements.tables.alter_table import alter_table

# The tree's own class differs by key, which a dict cannot say.
Reader = Callable[[Any, Schema], Iterator[Action]]

READERS: dict[str, Reader] = {
    "alter_table_stmt": alter_table,
    "create_stmt": create.create_table,
    "create_table_as_stmt": create.create_table_as,
    "view_stmt": create.create_view,
    "index_stmt": index.create_index,
    "reindex_stmt": index.reindex,
    "drop_stmt": drop.drop,
    "truncate_stmt": drop.truncate,
    "rename_stmt": rename.rename,
    "alter_object_schema_stmt": rename.set_schema,
    "insert_stmt": rows.write,
    "update_stmt": rows.write,
    "delete_stmt": rows.write,
    "merge_stmt": rows.write,
    "select_stmt": rows.select,
    "copy_stmt": rows.copy,
    "variable_set_stmt": session.set_variable,
    "constraints_set_stmt": session.set_constraints,
    "transaction_stmt": session.transaction,
    "lock_stmt": session.lock,
    "vacuum_stmt": session.vacuum,
    "cluster_stmt": session.cluster,
    "refresh_mat_view_stmt": session.refresh,
    "create_trig_stmt": objects.create_trigger,
    "rule_stmt": objects.create_rule,
    "create_policy_stmt": access.create_policy,
    "alter_policy_stmt": access.alter_policy,
    "create_stats_stmt": objects.create_statistics,
    "comment_stmt": objects.comment,
    "create_enum_stmt": types.create_enum,
    "alter_enum_stmt": types.alter_enum,
    "create_domain_stmt": types.create_domain,
    "alter_domain_stmt": types.alter_domain,
    "define_stmt": objects.collation,
    "create_extension_stmt": access.create_extension,
    "create_function_stmt": access.create_function,
    "alter_function_stmt": access.alter_function,
    "create_role_stmt": access.role,
    "alter_role_stmt": access.role,
    "grant_role_stmt": access.grant_role,
    "create_seq_stmt": objects.create_sequence,
    "alter_seq_stmt": objects.simple("ALTER SEQUENCE"),
    "composite_type_stmt": types.create_composite,
    "create_schema_stmt": objects.simple("CREATE SCHEMA"),
    "drop_owned_stmt": objects.simple("DROP OWNED"),
    "dropdb_stmt": objects.simple("DROP DATABASE"),
    "grant_stmt": access.grant,
    "variable_show_stmt": objects.simple("SHOW"),
}
