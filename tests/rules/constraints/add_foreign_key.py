"""MS104: a foreign key over existing rows, against NOT VALID and nothing to look up."""

from django.db import migrations, models
from django.db.models import CASCADE

TENANT = 'ALTER TABLE "people_visit" ADD CONSTRAINT "visit_tenant" FOREIGN KEY ("tenant_id") '


class LooksUpEveryRow(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS104
            "ALTER TABLE people_visit ADD CONSTRAINT minutes_fk "
            "FOREIGN KEY (minutes) REFERENCES people_tag"
        ),
    ]


class ColumnWithADefault(migrations.Migration):
    operations = [
        migrations.AddField(  # expect: MS104
            "visit",
            "tag",
            models.ForeignKey("people.Tag", CASCADE, default=1, db_index=False),
        ),
    ]


class WithoutConstraint(migrations.Migration):
    operations = [
        migrations.AddField(
            "visit",
            "tenant",
            models.ForeignKey("people.Tenant", CASCADE, null=True, db_constraint=False),
        ),
    ]


class ConstraintAdded(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS104
            "visit", "tenant", models.ForeignKey("people.Tenant", CASCADE, null=True)
        ),
    ]


class ConstraintGone(migrations.Migration):
    operations = [
        migrations.AlterField(
            "visit",
            "tenant",
            models.ForeignKey("people.Tenant", CASCADE, null=True, db_constraint=False),
        ),
    ]


class NotValid(migrations.Migration):
    operations = [
        migrations.RunSQL(f"{TENANT} REFERENCES people_tenant NOT VALID"),
    ]


class Validated(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_visit VALIDATE CONSTRAINT visit_tenant"),
        migrations.AddField(
            "person", "friend", models.ForeignKey("people.Person", CASCADE, null=True)
        ),
    ]
