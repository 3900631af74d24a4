"""MS211: domains with and without constraints."""

from django.db import migrations


class Domains(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE DOMAIN amount AS integer", "DROP DOMAIN amount"),
        migrations.RunSQL(
            "CREATE DOMAIN positive AS integer CHECK (VALUE > 0)", "DROP DOMAIN positive"
        ),
    ]


class Columns(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS211
            "ALTER TABLE people_visit ADD COLUMN paid positive", migrations.RunSQL.noop
        ),
        migrations.RunSQL("ALTER TABLE people_tag ADD COLUMN uses amount", migrations.RunSQL.noop),
    ]


class Constraints(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS211
            "ALTER DOMAIN amount ADD CONSTRAINT few CHECK (VALUE < 1000)", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "ALTER DOMAIN amount ADD CONSTRAINT above CHECK (VALUE > 0) NOT VALID",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL("ALTER DOMAIN amount SET DEFAULT 1", migrations.RunSQL.noop),
    ]


class NotNull(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS211
            "ALTER DOMAIN amount SET NOT NULL", migrations.RunSQL.noop
        ),
    ]


class UnusedDomain(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE DOMAIN word AS text", "DROP DOMAIN word"),
        migrations.RunSQL(
            "ALTER DOMAIN word ADD CONSTRAINT filled CHECK (VALUE <> '')", migrations.RunSQL.noop
        ),
    ]
