"""MS114: a lock waited for without limit, against one with lock_timeout or no lock at all."""

from django.db import migrations, models

TIMEOUTS = {"lock_timeout": 0}


class WaitsForEver(migrations.Migration):  # expect: MS114
    operations = [
        migrations.AddField("person", "phone", models.CharField(null=True)),
        migrations.AddField("person", "mobile", models.CharField(null=True)),
    ]


class LimitComesTooLate(migrations.Migration):  # expect: MS114
    operations = [
        migrations.AddField("visit", "room", models.CharField(null=True)),
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'"),
    ]


class LimitIsNone(migrations.Migration):  # expect: MS114
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '0'"),
        migrations.AddField("visit", "floor", models.CharField(null=True)),
    ]


class GivesUp(migrations.Migration):
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'"),
        migrations.AddField("person", "fax", models.CharField(null=True)),
    ]


class LocksNobody(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("letter", "text", models.TextField(null=True)),
        migrations.RunSQL("UPDATE people_visit SET minutes = 1 WHERE id = 1"),
    ]
