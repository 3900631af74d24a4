"""MS106: a foreign key dropped and added again by Django, against the bare change."""

from django.db import migrations, models
from django.db.models import CASCADE

TENANT = {"to": "people.Tenant", "on_delete": CASCADE, "related_name": "persons"}


class Nullable(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS106
            "person", "tenant", models.ForeignKey(null=True, **TENANT)
        ),
    ]


class WithoutIndex(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS106
            "person", "tenant", models.ForeignKey(null=True, db_index=False, **TENANT)
        ),
    ]


class Renamed(migrations.Migration):
    operations = [
        migrations.RenameField("person", "tenant", "owner"),  # expect: MS106
        migrations.RenameModel("Tag", "Label"),  # expect: MS106
    ]


class AnotherTarget(migrations.Migration):
    """MS104 and MS108: this is another foreign key."""

    operations = [
        migrations.AlterField("visit", "person", models.ForeignKey("people.Label", CASCADE)),
    ]


class NothingButTheState(migrations.Migration):
    operations = [
        migrations.AlterField("visit", "person", models.ForeignKey("people.Label", models.PROTECT)),
        migrations.RenameField("visit", "at", "begun_at"),
    ]


class BareChange(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "visit", "person", models.ForeignKey("people.Label", CASCADE, null=True)
                ),
            ],
            database_operations=[
                migrations.RunSQL("ALTER TABLE people_visit ALTER person_id DROP NOT NULL"),
            ],
        ),
    ]
