"""MS108: a foreign key dropped, however it is done, against one without constraint."""

from django.db import migrations, models
from django.db.models import CASCADE


class Dropped(migrations.Migration):
    operations = [
        migrations.RemoveField("person", "tags"),  # expect: MS108
        migrations.AlterField(  # expect: MS108
            "person",
            "tenant",
            models.ForeignKey("people.Tenant", CASCADE, "persons", db_constraint=False),
        ),
    ]


class WithoutConstraint(migrations.Migration):
    operations = [
        migrations.RemoveField("person", "tenant"),
        migrations.RemoveField("person", "notes"),
    ]


class WithItsTable(migrations.Migration):
    operations = [
        migrations.AddField("visit", "tag", models.ForeignKey("people.Tag", CASCADE, null=True)),
        migrations.DeleteModel("Visit"),  # expect: MS108
    ]


class ByHand(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE TABLE letter (id bigint, tag_id bigint CONSTRAINT tag_fk REFERENCES people_tag)"
        ),
        migrations.RunSQL("ALTER TABLE letter DROP CONSTRAINT tag_fk"),  # expect: MS108
    ]


class GivesUp(migrations.Migration):
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'"),
        migrations.AddField("person", "tag", models.ForeignKey("people.Tag", CASCADE, null=True)),
        migrations.RemoveField("person", "tag"),
    ]
