"""MS802: rights for everybody, superusers, functions that run as their owner."""

from django.db import migrations

BODY = "LANGUAGE sql {} AS 'SELECT 1'"


class Granted(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS802
            "GRANT SELECT ON people_person TO PUBLIC", migrations.RunSQL.noop
        ),
        migrations.RunSQL("GRANT SELECT ON people_person TO reports", migrations.RunSQL.noop),
        migrations.RunSQL("REVOKE ALL ON people_person FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL("GRANT USAGE ON SCHEMA public TO PUBLIC", migrations.RunSQL.noop),
    ]


class Roles(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS802
            "CREATE ROLE importer SUPERUSER", migrations.RunSQL.noop
        ),
        migrations.RunSQL("ALTER ROLE importer NOSUPERUSER", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER ROLE importer CREATEDB", migrations.RunSQL.noop),
    ]


class Functions(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS802
            f"CREATE FUNCTION one() RETURNS int {BODY.format('SECURITY DEFINER')}",
            "DROP FUNCTION one()",
        ),
        migrations.RunSQL(
            "CREATE FUNCTION two() RETURNS int "
            f"{BODY.format('SECURITY DEFINER SET search_path = pg_catalog, pg_temp')}",
            "DROP FUNCTION two()",
        ),
        migrations.RunSQL(
            f"CREATE FUNCTION three() RETURNS int {BODY.format('')}", "DROP FUNCTION three()"
        ),
    ]


class PinnedAfterwards(migrations.Migration):
    operations = [
        migrations.RunSQL(
            f"CREATE FUNCTION four() RETURNS int {BODY.format('SECURITY DEFINER')}",
            "DROP FUNCTION four()",
        ),
        migrations.RunSQL(
            "ALTER FUNCTION four() SET search_path = pg_catalog", migrations.RunSQL.noop
        ),
    ]
