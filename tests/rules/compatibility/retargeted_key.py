"""MS309: keys pointed to another table, against keys whose table is renamed or that are retyped."""

from django.db import migrations, models


class OtherTarget(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS309
            "person", "tags", models.ManyToManyField("people.Tenant")
        ),
        migrations.AlterField(  # expect: MS309
            "visit", "person", models.ForeignKey("people.Tag", models.CASCADE)
        ),
    ]


class SameTarget(migrations.Migration):
    operations = [
        migrations.AlterField(
            "person", "tenant", models.ForeignKey("people.Tenant", models.CASCADE, null=True)
        ),
        migrations.RenameField("person", "tenant", "organisation"),
        migrations.RenameModel("Tenant", "Organisation"),
        migrations.AlterField("organisation", "id", models.AutoField(primary_key=True)),
    ]
