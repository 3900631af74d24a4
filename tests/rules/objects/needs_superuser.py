"""MS803: extensions that ask for a superuser, and those that PostgreSQL trusts."""

from django.contrib.postgres.operations import CreateExtension, TrigramExtension
from django.db import migrations


class Extensions(migrations.Migration):
    operations = [
        CreateExtension("postgis"),  # expect: MS803
        CreateExtension("hstore"),
        TrigramExtension(),
        migrations.RunSQL(  # expect: MS803
            "CREATE EXTENSION pg_stat_statements", "DROP EXTENSION pg_stat_statements"
        ),
    ]
