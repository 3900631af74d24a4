"""MS102: uniqueness with an index built under lock, against one that uses an index."""

from django.db import migrations, models
from django.db.models import CASCADE, Deferrable, UniqueConstraint

EMAIL = UniqueConstraint(fields=["email"], name="email_unique")
LATE = UniqueConstraint(fields=["born"], deferrable=Deferrable.DEFERRED, name="late")


class BuiltUnderLock(migrations.Migration):
    operations = [
        migrations.AddConstraint("person", EMAIL),  # expect: MS102
        migrations.AddConstraint("person", LATE),  # expect: MS102
        migrations.AlterField(  # expect: MS102
            "person", "name", models.CharField(max_length=100, unique=True)
        ),
        migrations.AlterUniqueTogether("visit", {("person", "at")}),  # expect: MS102
        migrations.AddField(  # expect: MS102
            "visit", "room", models.CharField(max_length=9, null=True, unique=True)
        ),
        migrations.AddField(  # expect: MS102
            "tag", "tenant", models.OneToOneField("people.Tenant", CASCADE, null=True)
        ),
    ]


class IndexFirst(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY notes_unique ON people_person (notes)"),
    ]


class ThenTheConstraint(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    "person", UniqueConstraint(fields=["notes"], name="notes_unique")
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE people_person ADD CONSTRAINT notes_unique "
                    "UNIQUE USING INDEX notes_unique"
                ),
            ],
        ),
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("code", models.TextField())],
        ),
        migrations.AlterUniqueTogether("letter", {("code",)}),
    ]
