"""What tables lie among: schemas, extensions, publications, foreign servers, default privileges."""

from __future__ import annotations

from migration_safety.databases.postgresql.portrait.fragments import (
    OURS,
    all_of,
    definition,
    listed,
    outside_extensions,
    place,
    privileges,
    question,
    when,
)
from migration_safety.databases.postgresql.portrait.relations import RELATION, TABLE

SCHEMAS = question(
    "'schema'",
    name="n.nspname",
    definition=definition(
        owner="pg_get_userbyid(n.nspowner)", privileges=privileges("n.nspacl", "n", "n.nspowner")
    ),
    catalog="pg_namespace",
    oid="n.oid",
    source=f"FROM pg_namespace AS n WHERE {OURS} AND {outside_extensions('pg_namespace', 'n.oid')}",
)
EXTENSIONS = question(
    "'extension'",
    name="x.extname",
    definition=definition(version="x.extversion", schema="n.nspname"),
    catalog="pg_extension",
    oid="x.oid",
    source="FROM pg_extension AS x JOIN pg_namespace AS n ON n.oid = x.extnamespace",
)
# Who makes objects of a kind, in which schema, gives these privileges with them.
DEFAULT_PRIVILEGES = question(
    "'default privileges'",
    name="pg_get_userbyid(d.defaclrole) || ' on ' || CASE d.defaclobjtype WHEN 'r' THEN 'tables'"
    " WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types'"
    " WHEN 'n' THEN 'schemas' ELSE 'large objects' END"
    " || coalesce(' in ' || n.nspname, '')",
    definition=definition(
        definition="(SELECT string_agg(i::text, ', ' ORDER BY i::text)"
        " FROM unnest(d.defaclacl) AS i)"
    ),
    catalog="pg_default_acl",
    oid="d.oid",
    source="FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace",
)
# The server adds columns to these catalogs: whatever it has is compared.
PUBLICATIONS = question(
    "'publication'",
    name="p.pubname",
    definition=definition(
        options=all_of("p", "oid", "pubname", "pubowner"), owner="pg_get_userbyid(p.pubowner)"
    ),
    catalog="pg_publication",
    oid="p.oid",
    source="FROM pg_publication AS p",
)
PUBLISHED_TABLES = question(
    "'published table'",
    table=TABLE,
    name="p.pubname",
    definition=definition(
        where="pg_get_expr(r.prqual, r.prrelid)",
        columns="(SELECT string_agg(a.attname, ', ' ORDER BY a.attname) FROM pg_attribute AS a"
        " WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs))",
    ),
    catalog="pg_publication_rel",
    oid="r.oid",
    source=f"""
    FROM {RELATION} JOIN pg_publication_rel AS r ON r.prrelid = c.oid
    JOIN pg_publication AS p ON p.oid = r.prpubid
    """,
)
PUBLISHED_SCHEMAS = question(
    "'published schema'",
    name="n.nspname || ' by ' || p.pubname",
    catalog="pg_publication_namespace",
    oid="r.oid",
    source="""
    FROM pg_publication_namespace AS r JOIN pg_publication AS p ON p.oid = r.pnpubid
    JOIN pg_namespace AS n ON n.oid = r.pnnspid
    """,
)
# How a subscription connects is a secret, and not read.
SUBSCRIPTIONS = question(
    "'subscription'",
    name="s.subname",
    definition=definition(
        enabled="s.subenabled::text",
        publications="array_to_string(s.subpublications, ', ')",
        slot="s.subslotname",
        binary=when("s.subbinary"),
        synchronous_commit="s.subsynccommit",
        owner="pg_get_userbyid(s.subowner)",
    ),
    catalog="pg_subscription",
    oid="s.oid",
    source="""
    FROM pg_subscription AS s
    WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    """,
)
WRAPPERS = question(
    "'foreign-data wrapper'",
    name="w.fdwname",
    definition=definition(
        handler=when("w.fdwhandler <> 0", "w.fdwhandler::regproc::text"),
        validator=when("w.fdwvalidator <> 0", "w.fdwvalidator::regproc::text"),
        options=listed("w.fdwoptions"),
        owner="pg_get_userbyid(w.fdwowner)",
        privileges=privileges("w.fdwacl", "F", "w.fdwowner"),
    ),
    catalog="pg_foreign_data_wrapper",
    oid="w.oid",
    source="FROM pg_foreign_data_wrapper AS w"
    f" WHERE {outside_extensions('pg_foreign_data_wrapper', 'w.oid')}",
)
SERVERS = question(
    "'foreign server'",
    name="s.srvname",
    definition=definition(
        wrapper="w.fdwname",
        type="s.srvtype",
        version="s.srvversion",
        options=listed("s.srvoptions"),
        owner="pg_get_userbyid(s.srvowner)",
        privileges=privileges("s.srvacl", "S", "s.srvowner"),
    ),
    catalog="pg_foreign_server",
    oid="s.oid",
    source="""
    FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    """,
)
# Their options hold passwords: only which ones are set is read.
MAPPINGS = question(
    "'user mapping'",
    name="m.usename || ' on ' || m.srvname",
    definition=definition(
        options="(SELECT string_agg(option_name, ', ' ORDER BY option_name)"
        " FROM pg_options_to_table(m.umoptions))"
    ),
    catalog="pg_user_mapping",
    oid="m.umid",
    source="FROM pg_user_mappings AS m",
)
COLLATIONS = question(
    "'collation'",
    name=place("n.nspname", "l.collname"),
    definition=definition(
        options=all_of("l", "oid", "collname", "collnamespace", "collowner", "collversion"),
        owner="pg_get_userbyid(l.collowner)",
    ),
    catalog="pg_collation",
    oid="l.oid",
    source=f"""
    FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace AND {OURS}
    WHERE {outside_extensions("pg_collation", "l.oid")}
    """,
)
SETTINGS = question(
    "'setting of the database'",
    name="coalesce('for ' || pg_get_userbyid(nullif(s.setrole, 0)), '')",
    definition=definition(definition=listed("s.setconfig")),
    catalog="pg_db_role_setting",
    oid="s.setdatabase",
    source="""
    FROM pg_db_role_setting AS s
    WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    """,
)
