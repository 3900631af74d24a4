"""The same work for so long that it cannot go unnoticed, in a safe form and in a dangerous one."""

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations
from django.db.models import CheckConstraint, F, Func, Index, IntegerField, Q

SLOW = Func(F("age"), function="slow", output_field=IntegerField())
CHECK = CheckConstraint(condition=Q(age=SLOW), name="age_slow")
INDEX = Index(SLOW, name="slow_idx")


class Function(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE FUNCTION slow(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS "
            "$$ BEGIN PERFORM pg_sleep(0.001); RETURN $1; END $$",
            "DROP FUNCTION slow(integer)",
        ),
    ]


class DangerousCheck(migrations.Migration):
    operations = [migrations.AddConstraint("person", CHECK)]


class DangerousIndex(migrations.Migration):
    operations = [migrations.AddIndex("person", INDEX)]


class NotValid(migrations.Migration):
    operations = [AddConstraintNotValid("person", CHECK)]


class Validated(migrations.Migration):
    operations = [ValidateConstraint("person", "age_slow")]


class Concurrently(migrations.Migration):
    atomic = False
    operations = [AddIndexConcurrently("person", INDEX)]
