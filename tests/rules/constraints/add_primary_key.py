"""MS109: a primary key with an index built under lock, against one that uses an index."""

from django.db import migrations


class Unkeyed(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TABLE log (id bigint NOT NULL)"),
        migrations.RunSQL("ALTER TABLE log ADD PRIMARY KEY (id)"),
        migrations.RunSQL("CREATE TABLE log_1 (id bigint NOT NULL)"),
        migrations.RunSQL("CREATE TABLE log_2 (id bigint NOT NULL)"),
    ]


class BuiltUnderLock(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE log_1 ADD PRIMARY KEY (id)"),  # expect: MS109
        migrations.RunSQL("ALTER TABLE log DROP CONSTRAINT log_pkey"),
        migrations.RunSQL("ALTER TABLE log ADD COLUMN key bigserial PRIMARY KEY"),
    ]


class IndexFirst(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY log_2_id ON log_2 (id)"),
    ]


class ThenTheKey(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE log_2 ADD PRIMARY KEY USING INDEX log_2_id"),
    ]
