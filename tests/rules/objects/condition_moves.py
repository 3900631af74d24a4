"""MS808: conditions on the time and on columns."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now


class Conditions(migrations.Migration):
    operations = [
        migrations.AddConstraint(  # expect: MS808
            "visit", models.CheckConstraint(condition=Q(at__lte=Now()), name="in_the_past")
        ),
        migrations.AddConstraint(
            "visit", models.CheckConstraint(condition=Q(minutes__lte=600), name="not_too_long")
        ),
        migrations.RunSQL(  # expect: MS808
            "ALTER TABLE people_person ADD CONSTRAINT born_before "
            "CHECK (born < CURRENT_DATE) NOT VALID",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "ALTER TABLE people_person ADD CONSTRAINT seen_lately "
            "CHECK (seen_at > '2000-01-01' AND lower(code) = code) NOT VALID",
            migrations.RunSQL.noop,
        ),
    ]
