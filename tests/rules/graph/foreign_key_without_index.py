"""MS707: a foreign key that no index serves, against those that have one."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

TAG = models.ForeignKey("people.Tag", models.CASCADE, null=True, db_index=False)


class WithoutIndex(migrations.Migration):
    operations = [
        migrations.AddField("visit", "tag", TAG),  # expect: MS707
        migrations.RunSQL(  # expect: MS707
            "ALTER TABLE people_visit ADD CONSTRAINT visit_minutes "
            "FOREIGN KEY (minutes) REFERENCES people_tenant (id) NOT VALID"
        ),
        migrations.AddField("person", "best_tag", TAG),
        migrations.AddField(
            "person",
            "host",
            models.ForeignKey("people.Tenant", models.CASCADE, null=True, related_name="+"),
        ),
        migrations.AddField(
            "person",
            "guest",
            models.ForeignKey(
                "people.Tenant",
                models.CASCADE,
                null=True,
                related_name="+",
                db_index=False,
                db_constraint=False,
            ),
        ),
    ]


class IndexBuiltLater(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently("person", models.Index(fields=["best_tag"], name="best_tag_idx")),
    ]


class IndexedBefore(migrations.Migration):
    operations = [
        migrations.AlterField(
            "person", "tenant", models.ForeignKey("people.Tenant", models.CASCADE, null=True)
        ),
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("tag", TAG)],
        ),
    ]
