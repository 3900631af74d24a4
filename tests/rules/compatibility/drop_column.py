"""MS302: a column dropped while the running release knows it, against one already forgotten."""

from django.db import migrations, models

FORGET_BORN = migrations.SeparateDatabaseAndState(
    state_operations=[migrations.RemoveField("person", "born")]
)


class StillInUse(migrations.Migration):
    operations = [
        migrations.RemoveField("person", "notes"),  # expect: MS302
        migrations.RunSQL(  # expect: MS302
            "ALTER TABLE people_person DROP COLUMN balance",
            state_operations=[migrations.RemoveField("person", "balance")],
        ),
        migrations.RemoveField("visit", "person"),  # expect: MS302
    ]


class StateStillHasIt(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_person DROP COLUMN seen_at"),  # expect: MS302
    ]


class ForgottenTooLate(migrations.Migration):
    operations = [
        FORGET_BORN,
        migrations.RunSQL('ALTER TABLE "people_person" DROP COLUMN "born"'),  # expect: MS302
    ]


class FieldForgotten(migrations.Migration):
    operations = [
        migrations.AlterField("person", "age", models.IntegerField(null=True, blank=True)),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("person", "age")],
        ),
    ]


class ColumnDropped(migrations.Migration):
    operations = [
        migrations.RunSQL('ALTER TABLE "people_person" DROP COLUMN "age"', migrations.RunSQL.noop),
    ]


class NeverShipped(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter", [("id", models.BigAutoField(primary_key=True)), ("draft", models.TextField())]
        ),
        migrations.RemoveField("letter", "draft"),
    ]


class TableDropped(migrations.Migration):
    operations = [
        migrations.RemoveField("visit", "at"),
        migrations.DeleteModel("visit"),
    ]
