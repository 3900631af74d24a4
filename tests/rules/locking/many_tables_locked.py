"""MS115: two tables locked in one transaction, against one each, or one operation's own."""

from django.db import migrations, models
from django.db.models import CASCADE


class TwoTables(migrations.Migration):
    operations = [
        migrations.AddField("person", "phone", models.CharField(null=True)),
        migrations.AddField("person", "mobile", models.CharField(null=True)),
        migrations.AddField("visit", "room", models.CharField(null=True)),  # expect: MS115
        migrations.AddField("tag", "colour", models.CharField(null=True)),
    ]


class OneTable(migrations.Migration):
    operations = [
        migrations.AddField("person", "fax", models.CharField(null=True)),
        migrations.RemoveField("person", "phone"),
    ]


class NotHeldTogether(migrations.Migration):
    atomic = False
    operations = [
        migrations.AddField("person", "street", models.CharField(null=True)),
        migrations.AddField("visit", "street", models.CharField(null=True)),
    ]


class ParentsOfOneTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("person", models.ForeignKey("people.Person", CASCADE)),
                ("tenant", models.ForeignKey("people.Tenant", CASCADE)),
            ],
        ),
        migrations.AddField(
            "visit", "tenant", models.ForeignKey("people.Tenant", CASCADE, null=True)
        ),
    ]
