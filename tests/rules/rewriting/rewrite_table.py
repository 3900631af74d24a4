"""MS210: commands that write a table anew, against those that work beside traffic."""

from django.db import migrations, models


class WrittenAnew(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("VACUUM FULL people_person"),  # expect: MS210
        migrations.RunSQL("CLUSTER people_person USING person_name_idx"),  # expect: MS210
        migrations.RunSQL("CLUSTER"),  # expect: MS210
        migrations.RunSQL("ALTER TABLE people_visit SET UNLOGGED"),  # expect: MS210
        migrations.RunSQL("ALTER TABLE people_visit SET TABLESPACE fast"),  # expect: MS210
        migrations.RunSQL("CREATE MATERIALIZED VIEW ages AS SELECT age FROM people_person"),
    ]


class BesideTraffic(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("VACUUM (ANALYZE) people_person"),
        migrations.RunSQL("ALTER TABLE people_visit SET (fillfactor = 80)"),
        migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY ages_age ON ages (age)"),
        migrations.RunSQL("REFRESH MATERIALIZED VIEW CONCURRENTLY ages"),
        migrations.RunSQL("REFRESH MATERIALIZED VIEW ages"),  # expect: MS210
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunSQL("ALTER TABLE people_letter SET UNLOGGED"),
    ]
