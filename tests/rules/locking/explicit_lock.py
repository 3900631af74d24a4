"""MS113: LOCK TABLE that stops traffic, against weaker modes and advisory locks."""

from django.db import migrations, models


class Locked(migrations.Migration):
    operations = [
        migrations.RunSQL("LOCK TABLE people_visit"),  # expect: MS113
        migrations.RunSQL("LOCK TABLE people_tag IN SHARE MODE"),  # expect: MS113
    ]


class TrafficGoesOn(migrations.Migration):
    operations = [
        migrations.RunSQL("LOCK TABLE people_visit IN SHARE UPDATE EXCLUSIVE MODE"),
        migrations.RunSQL("SELECT pg_advisory_xact_lock(hashtext('people_visit'))"),
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunSQL("LOCK TABLE people_letter"),
    ]
