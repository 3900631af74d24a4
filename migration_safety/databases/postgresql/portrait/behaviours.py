"""What acts on its own: triggers, rules, policies, event triggers."""

from __future__ import annotations

from migration_safety.databases.postgresql.portrait.fragments import (
    definition,
    outside_extensions,
    place,
    question,
    when,
)
from migration_safety.databases.postgresql.portrait.relations import RELATION, TABLE

ENABLED = (
    "CASE {} WHEN 'O' THEN 'yes' WHEN 'D' THEN 'no' WHEN 'R' THEN 'on replicas' ELSE 'always' END"
)
FUNCTION = place("m.nspname", "p.proname")

TRIGGERS = question(
    "'trigger'",
    table=TABLE,
    name="g.tgname",
    definition=definition(
        definition="substr(pg_get_triggerdef(g.oid), length('CREATE '"
        " || CASE WHEN g.tgconstraint <> 0 THEN 'CONSTRAINT ' ELSE '' END"
        " || 'TRIGGER ' || quote_ident(g.tgname) || ' ') + 1)",
        constraint=when("g.tgconstraint <> 0"),
        enabled=ENABLED.format("g.tgenabled"),
        inherited=when("g.tgparentid <> 0"),
    ),
    catalog="pg_trigger",
    oid="g.oid",
    source=f"""
    FROM {RELATION}
    JOIN pg_trigger AS g ON g.tgrelid = c.oid AND NOT g.tgisinternal
        AND {outside_extensions("pg_trigger", "g.oid")}
    """,
)
RULES = question(
    "'rule'",
    table=TABLE,
    name="w.rulename",
    definition=definition(
        definition="substr(pg_get_ruledef(w.oid),"
        " length('CREATE RULE ' || quote_ident(w.rulename) || ' ') + 1)",
        enabled=ENABLED.format("w.ev_enabled"),
    ),
    catalog="pg_rewrite",
    oid="w.oid",
    source=f"""
    FROM {RELATION} JOIN pg_rewrite AS w ON w.ev_class = c.oid AND w.rulename <> '_RETURN'
    """,
)
ROLES = """
    (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(role) END, ', '
        ORDER BY role = 0, pg_get_userbyid(role)) FROM unnest(y.polroles) AS role)
"""
POLICIES = question(
    "'policy'",
    table=TABLE,
    name="y.polname",
    definition=definition(
        command="CASE y.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'"
        " WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END",
        restrictive=when("NOT y.polpermissive"),
        roles=ROLES,
        using="pg_get_expr(y.polqual, y.polrelid)",
        check="pg_get_expr(y.polwithcheck, y.polrelid)",
    ),
    catalog="pg_policy",
    oid="y.oid",
    source=f"FROM {RELATION} JOIN pg_policy AS y ON y.polrelid = c.oid",
)
EVENT_TRIGGERS = question(
    "'event trigger'",
    name="v.evtname",
    definition=definition(
        event="v.evtevent",
        tags="array_to_string(v.evttags, ', ')",
        function=FUNCTION,
        enabled=ENABLED.format("v.evtenabled"),
        owner="pg_get_userbyid(v.evtowner)",
    ),
    catalog="pg_event_trigger",
    oid="v.oid",
    source=f"""
    FROM pg_event_trigger AS v JOIN pg_proc AS p ON p.oid = v.evtfoid
    JOIN pg_namespace AS m ON m.oid = p.pronamespace
    WHERE {outside_extensions("pg_event_trigger", "v.oid")}
    """,
)
