"""MS110: work while an earlier lock is held, against work alone or under its own lock."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import CASCADE, CheckConstraint, Index, Q, UniqueConstraint

ONCE = UniqueConstraint(fields=["at"], condition=Q(minutes=0), name="once")
ADULT = CheckConstraint(condition=Q(age__gt=17), name="adult")
SEEN = CheckConstraint(condition=Q(seen_at__isnull=False), name="seen")


def fill(apps, schema_editor):
    """Writes rows."""


class IndexesOfNewFields(migrations.Migration):
    operations = [
        migrations.AddField("person", "slug", models.SlugField(default="")),  # expect: MS110
        migrations.AddField(  # expect: MS110
            "visit", "tenant", models.ForeignKey("people.Tenant", CASCADE, null=True)
        ),
    ]


class IndexAfterAField(migrations.Migration):
    operations = [
        migrations.AddField("person", "nick", models.CharField(null=True)),
        migrations.AddIndex("person", Index(fields=["nick"], name="nick_idx")),  # expect: MS110
        migrations.AddIndex("visit", Index(fields=["at"], name="at_idx")),  # expect: MS110
        migrations.AddConstraint("visit", ONCE),  # expect: MS110
        migrations.RunSQL("CREATE INDEX late ON people_visit (at)"),  # expect: MS110
    ]


class ValidatedAtOnce(migrations.Migration):
    operations = [
        AddConstraintNotValid("person", ADULT),
        ValidateConstraint("person", "adult"),  # expect: MS110
    ]


class ForeignKeyUnderLock(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_visit ADD room bigint"),
        migrations.RunSQL(  # expect: MS110
            "ALTER TABLE people_visit ADD FOREIGN KEY (room) REFERENCES people_tag"
        ),
    ]


class ByHand(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS110
            "ALTER TABLE people_visit DROP CONSTRAINT people_visit_room_fkey; "
            "ALTER TABLE people_visit ADD FOREIGN KEY (room) REFERENCES people_tag"
        ),
    ]


class DataUnderLock(migrations.Migration):
    operations = [
        migrations.AddField("person", "phone", models.CharField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),  # expect: MS110
        migrations.RunSQL("UPDATE people_visit SET minutes = 1"),  # expect: MS110
        migrations.RunSQL("UPDATE people_person SET phone = '' WHERE age > 17"),  # expect: MS110
        migrations.RunSQL("INSERT INTO people_tag (name) VALUES ('new')"),
    ]


class OwnLock(migrations.Migration):
    operations = [
        migrations.AddField("person", "fax", models.CharField(null=True)),
        migrations.AlterField("person", "email", models.EmailField(unique=True, null=True)),
    ]


class WorkFirst(migrations.Migration):
    operations = [
        migrations.RunSQL("UPDATE people_tag SET name = ''"),
        AddConstraintNotValid("person", SEEN),
    ]


class WorkAlone(migrations.Migration):
    operations = [
        ValidateConstraint("person", "seen"),
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddIndex("letter", Index(fields=["id"], name="letter_idx")),
    ]


class NothingIsHeld(migrations.Migration):
    atomic = False
    operations = [
        migrations.AddField("visit", "note", models.CharField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL("UPDATE people_visit SET note = '' WHERE id < 100"),
    ]
