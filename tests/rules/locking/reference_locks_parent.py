"""MS105: a new foreign key locks its parent, against none, a new parent, or a lock_timeout."""

from django.db import migrations, models
from django.db.models import CASCADE

ID = ("id", models.BigAutoField(primary_key=True))
TENANT = models.ForeignKey("people.Tenant", CASCADE, null=True, db_index=False)


class NewTables(migrations.Migration):
    operations = [
        migrations.CreateModel(  # expect: MS105
            "Letter", [ID, ("person", models.ForeignKey("people.Person", CASCADE))]
        ),
        migrations.AddField("visit", "tenant", TENANT),  # expect: MS105
        migrations.AddField(  # expect: MS105
            "visit", "tags", models.ManyToManyField("people.Tag")
        ),
    ]


class UnderWork(migrations.Migration):
    """MS110 tells."""

    operations = [
        migrations.AddField(
            "tag", "tenant", models.ForeignKey("people.Tenant", CASCADE, null=True)
        ),
    ]


class ByHand(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS105
            "CREATE TABLE note (id bigint, person_id integer REFERENCES people_person)"
        ),
    ]


class NobodyIsLocked(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Parcel",
            [ID, ("person", models.ForeignKey("people.Person", CASCADE, db_constraint=False))],
        ),
        migrations.CreateModel("Box", [ID]),
        migrations.CreateModel("Lid", [ID, ("box", models.ForeignKey("people.Box", CASCADE))]),
    ]


class GivesUp(migrations.Migration):
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'"),
        migrations.CreateModel("Card", [ID, ("tag", models.ForeignKey("people.Tag", CASCADE))]),
    ]
