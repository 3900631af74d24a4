"""MS709: additions and drops in one migration, against either of them alone."""

from django.db import migrations, models

PHONE = models.CharField(max_length=20, null=True)


class Both(migrations.Migration):
    operations = [
        migrations.AddField("person", "phone", PHONE),
        migrations.RemoveField("person", "born"),  # expect: MS709
        migrations.RemoveField("person", "age"),
    ]


class ATableForATable(migrations.Migration):
    operations = [
        migrations.DeleteModel("Visit"),  # expect: MS709
        migrations.CreateModel("Stay", [("id", models.BigAutoField(primary_key=True))]),
    ]


class OnlyAdded(migrations.Migration):
    operations = [
        migrations.AddField("person", "mobile", PHONE),
        migrations.CreateModel("Draft", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("draft", "note", PHONE),
        migrations.RemoveField("draft", "note"),
        migrations.DeleteModel("Draft"),
    ]


class OnlyDropped(migrations.Migration):
    operations = [
        migrations.RemoveField("person", "balance"),
        migrations.AddIndex("tag", models.Index(fields=["name"], name="tag_name")),
        migrations.RemoveField("person", "seen_at"),
    ]


class OutOfTheStateAlone(migrations.Migration):
    operations = [
        migrations.AddField("person", "fax", PHONE),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("person", "status")]
        ),
    ]
