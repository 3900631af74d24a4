"""MS618: keys of partitioned tables with and without the column that chooses the partition."""

from django.db import migrations

TABLE = "CREATE TABLE {} (id bigint {}, day date NOT NULL {}) PARTITION BY RANGE (day)"


class Inline(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS618
            TABLE.format("log_a", "PRIMARY KEY", ""), "DROP TABLE log_a"
        ),
        migrations.RunSQL(
            TABLE.format("log_b", "NOT NULL", ", PRIMARY KEY (day, id)"), "DROP TABLE log_b"
        ),
        migrations.RunSQL(TABLE.format("log_c", "", ""), "DROP TABLE log_c"),
    ]


class Added(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS618
            "ALTER TABLE log_c ADD CONSTRAINT once UNIQUE (id)", migrations.RunSQL.noop
        ),
        migrations.RunSQL(  # expect: MS618
            "CREATE UNIQUE INDEX log_c_id ON log_c (id)", "DROP INDEX log_c_id"
        ),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX log_c_both ON log_c (id, day)", "DROP INDEX log_c_both"
        ),
        migrations.RunSQL("CREATE INDEX log_c_plain ON log_c (id)", "DROP INDEX log_c_plain"),
    ]
