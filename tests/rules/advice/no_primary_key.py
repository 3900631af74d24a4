"""MS903: tables with and without a primary key."""

from django.db import migrations


class Tables(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TABLE heap (a bigint)", "DROP TABLE heap"),  # expect: MS903
        migrations.RunSQL("CREATE TABLE a (id bigint PRIMARY KEY)", "DROP TABLE a"),
        migrations.RunSQL("CREATE TABLE b (x int, y int, PRIMARY KEY (x, y))", "DROP TABLE b"),
        migrations.RunSQL(
            "CREATE TABLE c (id bigint NOT NULL); ALTER TABLE c ADD PRIMARY KEY (id)",
            "DROP TABLE c",
        ),
        migrations.RunSQL("CREATE TABLE d (LIKE people_visit INCLUDING ALL)", "DROP TABLE d"),
    ]
