"""MS116: tables that one deploy goes through again and again, against once, or without a lock."""

from dataclasses import replace

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from migration_safety.core.plan import Plan


class FirstPass(migrations.Migration):
    operations = [
        migrations.AlterField("person", "visits", models.PositiveBigIntegerField(default=0)),
    ]


class OncePerTable(migrations.Migration):
    operations = [
        migrations.AlterField("visit", "minutes", models.BigIntegerField(default=0)),
    ]


class SecondPass(migrations.Migration):  # expect: MS116
    operations = [
        migrations.AlterField("person", "age", models.BigIntegerField(null=True)),
        migrations.AlterField("person", "balance", models.FloatField(null=True)),
    ]


class WithoutALock(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently("visit", models.Index(fields=["minutes"], name="visit_minutes")),
    ]


class OfAMoment(migrations.Migration):
    operations = [
        migrations.AddField("person", "phone", models.CharField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """All of it is one deploy."""
    return replace(plan, deploy=True)
