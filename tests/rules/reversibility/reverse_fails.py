"""MS403: a removed field that cannot come back, against those that can."""

from django.db import migrations, models


class NoValueOnTheWayBack(migrations.Migration):
    operations = [
        migrations.RemoveField("visit", "at"),  # expect: MS403
        migrations.RemoveField("visit", "person"),  # expect: MS403
        migrations.AlterField("person", "age", models.IntegerField()),
        migrations.RemoveField("person", "age"),  # expect: MS403
    ]


class ComesBack(migrations.Migration):
    operations = [
        migrations.RemoveField("person", "email"),
        migrations.RemoveField("person", "visits"),
        migrations.RemoveField("person", "status"),
        migrations.RemoveField("person", "notes"),
        migrations.RemoveField("person", "tags"),
        migrations.AlterField("tag", "name", models.CharField(max_length=50, null=True)),
        migrations.RemoveField("tag", "name"),
    ]


class OnlyInTheState(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("tenant", "name")]
        ),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("sent", models.DateField())],
        ),
        migrations.RemoveField("letter", "sent"),
    ]
