"""MS314: a foreign key that outlives its field, against one that goes with it."""

from django.db import migrations, models

DROP_KEY = (
    "ALTER TABLE people_person DROP CONSTRAINT people_person_tenant_id_2d0794d0_fk_people_tenant_id"
)


class Outlives(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(  # expect: MS314
            state_operations=[migrations.DeleteModel("Visit")]
        ),
        migrations.SeparateDatabaseAndState(  # expect: MS314
            state_operations=[migrations.RemoveField("person", "tags")]
        ),
    ]


class GoesAlong(migrations.Migration):
    operations = [
        migrations.AlterField(
            "person", "tenant", models.ForeignKey("people.Tenant", models.CASCADE, null=True)
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("person", "tenant")],
            database_operations=[migrations.RunSQL(DROP_KEY, migrations.RunSQL.noop)],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("person", "notes")]
        ),
    ]


class NoneToDelete(migrations.Migration):
    operations = [
        migrations.CreateModel("Parcel", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel(
            "Label",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("parcel", models.ForeignKey("people.Parcel", models.CASCADE)),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("Label"), migrations.DeleteModel("Parcel")]
        ),
    ]


SLOT = [
    ("id", models.BigAutoField(primary_key=True)),
    ("tag", models.ForeignKey("people.Tag", models.CASCADE)),
]


class MovedAtOnce(migrations.Migration):
    operations = [
        migrations.CreateModel("Slot", SLOT),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("Slot"),
                migrations.CreateModel("Period", SLOT, options={"db_table": "people_slot"}),
            ]
        ),
    ]


class MovesAway(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Period")]),
    ]


class Arrives(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel("Span", SLOT, options={"db_table": "people_slot"}),
            ]
        ),
    ]


class ForgottenForNobody(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[migrations.RemoveField("span", "tag")]
                )
            ]
        ),
    ]
