"""MS620: views with and without the unique index that REFRESH .. CONCURRENTLY needs."""

from django.db import migrations

VIEW = "CREATE MATERIALIZED VIEW {} AS SELECT id, at FROM people_visit"


class Views(migrations.Migration):
    operations = [
        migrations.RunSQL(VIEW.format("bare"), "DROP MATERIALIZED VIEW bare"),
        migrations.RunSQL(VIEW.format("partly"), "DROP MATERIALIZED VIEW partly"),
        migrations.RunSQL(VIEW.format("keyed"), "DROP MATERIALIZED VIEW keyed"),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX keyed_id ON keyed (id);"
            "CREATE UNIQUE INDEX partly_id ON partly (id) WHERE id > 3",
            migrations.RunSQL.noop,
        ),
    ]


class Refreshed(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS620
            "REFRESH MATERIALIZED VIEW CONCURRENTLY bare", migrations.RunSQL.noop
        ),
        migrations.RunSQL(  # expect: MS620
            "REFRESH MATERIALIZED VIEW CONCURRENTLY partly", migrations.RunSQL.noop
        ),
        migrations.RunSQL("REFRESH MATERIALIZED VIEW CONCURRENTLY keyed", migrations.RunSQL.noop),
    ]
