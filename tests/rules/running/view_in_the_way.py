"""MS608: a column that a view uses, against other columns."""

from django.db import migrations, models


class Views(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE VIEW adults AS SELECT id, born FROM people_person WHERE age > 17"
        ),
        migrations.RunSQL("CREATE MATERIALIZED VIEW long AS SELECT * FROM people_visit"),
    ]


class InTheWay(migrations.Migration):
    operations = [
        migrations.AlterField("person", "born", models.DateTimeField(null=True)),  # expect: MS608
        migrations.AlterField("person", "age", models.BigIntegerField(null=True)),  # expect: MS608
        migrations.AlterField(  # expect: MS608
            "visit", "minutes", models.BigIntegerField(default=0)
        ),
        migrations.RunSQL("ALTER TABLE people_person DROP COLUMN age"),  # expect: MS608
        migrations.RunSQL("DROP TABLE people_visit"),  # expect: MS608
    ]


class OutOfTheWay(migrations.Migration):
    operations = [
        migrations.AlterField("person", "name", models.CharField(max_length=200)),
        migrations.AlterField("person", "visits", models.BigIntegerField(default=0)),
        migrations.RemoveField("person", "notes"),
        migrations.RunSQL("ALTER TABLE people_person DROP COLUMN born CASCADE"),
        migrations.AlterField("person", "seen_at", models.DateField(null=True)),
    ]
