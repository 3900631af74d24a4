"""Who may do what: grants, roles, policies, functions that run as their owner, extensions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema.state import Schema, relation_name

Role: TypeAlias = pb.CreateRoleStmt | pb.AlterRoleStmt
# Who may create a database may create these, since PostgreSQL 13; the rest asks for a superuser.
# Source: pg_available_extension_versions.trusted of PostgreSQL 15 with its contrib modules.
TRUSTED = frozenset(
    {
        *("btree_gin", "btree_gist", "citext", "cube", "dict_int", "fuzzystrmatch", "hstore"),
        *("intarray", "isn", "lo", "ltree", "pg_trgm", "pgcrypto", "plpgsql", "seg", "tablefunc"),
        *("tcn", "tsm_system_rows", "tsm_system_time", "unaccent", "uuid-ossp"),
    }
)


def grant(node: pb.GrantStmt, schema: Schema) -> Iterator[Action]:
    """GRANT and REVOKE on objects; the action's name holds what is granted on."""
    everybody = any(each.role_spec.roletype == pb.ROLESPEC_PUBLIC for each in node.grantees)
    tables = [relation_name(each.range_var) for each in node.objects if each.HasField("range_var")]
    opens = node.is_grant and everybody
    yield Action(
        "GRANT",
        name=", ".join(tables),
        flags=frozenset({"to everybody"} if opens else ()),
    )


def grant_role(node: pb.GrantRoleStmt, schema: Schema) -> Iterator[Action]:
    """GRANT of a role to another, and REVOKE."""
    yield Action("GRANT")


def role(node: Role, schema: Schema) -> Iterator[Action]:
    """CREATE ROLE and ALTER ROLE; of passwords nothing is kept."""
    given = {each.def_elem.defname: each.def_elem.arg.boolean.boolval for each in node.options}
    create = isinstance(node, pb.CreateRoleStmt)
    name = node.role if create else node.role.rolename
    yield Action(
        "CREATE ROLE" if create else "ALTER ROLE",
        name=name,
        flags=frozenset({"superuser"} if given.get("superuser") else ()),
    )


def create_function(node: pb.CreateFunctionStmt, schema: Schema) -> Iterator[Action]:
    """CREATE [OR REPLACE] FUNCTION or PROCEDURE."""
    options = [each.def_elem for each in node.options]
    definer = any(o.defname == "security" and o.arg.boolean.boolval for o in options)
    path = any(
        o.defname == "set" and o.arg.variable_set_stmt.name == "search_path" for o in options
    )
    flags = {"replace": node.replace, "as its owner": definer, "search_path": path}
    yield Action(
        "CREATE FUNCTION",
        name=".".join(each.string.sval for each in node.funcname),
        flags=frozenset(name for name, present in flags.items() if present),
    )


def alter_function(node: pb.AlterFunctionStmt, schema: Schema) -> Iterator[Action]:
    """ALTER FUNCTION or PROCEDURE."""
    options = [each.def_elem for each in node.actions]
    path = any(
        o.defname == "set" and o.arg.variable_set_stmt.name == "search_path" for o in options
    )
    definer = any(o.defname == "security" and o.arg.boolean.boolval for o in options)
    flags = {"as its owner": definer, "search_path": path}
    yield Action(
        "ALTER FUNCTION",
        name=".".join(each.string.sval for each in node.func.objname),
        flags=frozenset(name for name, present in flags.items() if present),
    )


def create_extension(node: pb.CreateExtensionStmt, schema: Schema) -> Iterator[Action]:
    """CREATE EXTENSION; one that is not trusted asks for a superuser."""
    flags = frozenset(() if node.extname in TRUSTED else {"superuser"})
    yield Action("CREATE EXTENSION", name=node.extname, flags=flags)


def create_policy(node: pb.CreatePolicyStmt, schema: Schema) -> Iterator[Action]:
    """CREATE POLICY."""
    table = relation_name(node.table)
    schema.known(table).policies.add(node.policy_name)
    yield Action("CREATE POLICY", table, name=node.policy_name)


def alter_policy(node: pb.AlterPolicyStmt, schema: Schema) -> Iterator[Action]:
    """ALTER POLICY."""
    yield Action("ALTER POLICY", relation_name(node.table), name=node.policy_name)
