"""MS207: a key changed with all that refer to it, against a key of which nobody knows."""

from django.db import migrations, models


class WithItsChildren(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS207
            "person", "id", models.BigAutoField(primary_key=True)
        ),
    ]


class Alone(migrations.Migration):
    """MS201 tells."""

    operations = [
        migrations.AlterField("visit", "id", models.IntegerField(primary_key=True)),
        migrations.AlterField("person", "age", models.BigIntegerField(null=True)),
    ]


class OnNewTables(migrations.Migration):
    operations = [
        migrations.CreateModel("Box", [("id", models.AutoField(primary_key=True))]),
        migrations.CreateModel(
            "Lid",
            [
                ("id", models.AutoField(primary_key=True)),
                ("box", models.ForeignKey("people.Box", models.CASCADE)),
            ],
        ),
        migrations.AlterField("box", "id", models.BigAutoField(primary_key=True)),
    ]
