"""MS308: what goes along unnamed, against drops that take nothing else."""

from django.db import migrations


class Views(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE VIEW adults AS SELECT id, born FROM people_person", "DROP VIEW adults"
        ),
        migrations.RunSQL("CREATE VIEW long AS SELECT * FROM people_visit", "DROP VIEW long"),
        migrations.RunSQL(
            "CREATE VIEW tenant AS SELECT name FROM people_tenant", "DROP VIEW tenant"
        ),
    ]


class TakenAlong(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_person DROP born CASCADE"),  # expect: MS308
        migrations.DeleteModel("Visit"),  # expect: MS308
        migrations.RunSQL("DROP TABLE people_tag CASCADE"),  # expect: MS308
        migrations.RunSQL("ALTER TABLE people_person DROP COLUMN code"),  # expect: MS308
    ]


class Alone(migrations.Migration):
    operations = [
        migrations.RemoveField("person", "notes"),
        migrations.RemoveField("tenant", "slug"),
        migrations.RunSQL("DROP VIEW tenant"),
    ]
