"""MS809: functions and sequences that go, against those that come back changed."""

from django.db import migrations

MAKE = "CREATE FUNCTION total() RETURNS int LANGUAGE sql AS 'SELECT {}'"


class Dropped(migrations.Migration):
    operations = [
        migrations.RunSQL("DROP FUNCTION total()", MAKE.format(1)),  # expect: MS809
        migrations.RunSQL(  # expect: MS809
            "DROP SEQUENCE invoice_number", "CREATE SEQUENCE invoice_number"
        ),
    ]


class Changed(migrations.Migration):
    operations = [
        migrations.RunSQL(
            ["DROP FUNCTION total()", MAKE.format(2)], ["DROP FUNCTION total()", MAKE.format(1)]
        ),
    ]


class OfItsOwn(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TYPE pair AS (a int, b int)", migrations.RunSQL.noop),
        migrations.RunSQL("DROP TYPE pair", migrations.RunSQL.noop),
    ]
