"""MS630: many-to-many fields that Django cannot alter, against those that it can."""

from django.db import migrations, models

VIA = models.ManyToManyField("people.Tag", through="people.Tagging")


class OnlyItsName(migrations.Migration):
    operations = [
        migrations.AlterField(
            "person", "tags", models.ManyToManyField("people.Tag", related_name="bearers")
        ),
    ]


class OtherTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Tagging",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("person", models.ForeignKey("people.Person", models.CASCADE)),
                ("tag", models.ForeignKey("people.Tag", models.CASCADE)),
            ],
        ),
        migrations.AlterField("person", "tags", VIA),  # expect: MS630
    ]


class OtherKind(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS630
            "person", "tenant", models.ManyToManyField("people.Tenant")
        ),
    ]


class InTheStateAlone(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    "Label",
                    [
                        ("id", models.BigAutoField(primary_key=True)),
                        ("person", models.ForeignKey("people.Person", models.CASCADE)),
                        ("tag", models.ForeignKey("people.Tag", models.CASCADE)),
                    ],
                    options={"db_table": "people_person_tags"},
                ),
                migrations.AlterField(
                    "person",
                    "tags",
                    models.ManyToManyField("people.Tag", through="people.Label"),
                ),
            ],
        ),
    ]
