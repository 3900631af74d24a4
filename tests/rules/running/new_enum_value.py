"""MS615: a new value of an enum, used at once and later."""

from django.db import migrations

ADD = "ALTER TYPE mood ADD VALUE '{}'"
USE = "UPDATE people_visit SET feels = '{}' WHERE id = 1"


class Enum(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TYPE mood AS ENUM ('sad')", "DROP TYPE mood"),
        migrations.RunSQL("ALTER TYPE mood ADD VALUE 'fine'", migrations.RunSQL.noop),
        migrations.RunSQL(
            "ALTER TABLE people_visit ADD COLUMN feels mood DEFAULT 'fine'", migrations.RunSQL.noop
        ),
        migrations.RunSQL("ALTER TABLE people_visit ADD COLUMN word text", migrations.RunSQL.noop),
    ]


class UsedAtOnce(migrations.Migration):
    operations = [
        migrations.RunSQL(ADD.format("calm"), migrations.RunSQL.noop),
        migrations.RunSQL(USE.format("calm"), migrations.RunSQL.noop),  # expect: MS615
        migrations.RunSQL(USE.format("sad"), migrations.RunSQL.noop),
        # Another table has no column of that type.
        migrations.RunSQL(
            "UPDATE people_tag SET name = 'calm' WHERE id = 1", migrations.RunSQL.noop
        ),
    ]


class AsADefault(migrations.Migration):
    operations = [
        migrations.RunSQL(ADD.format("glad"), migrations.RunSQL.noop),
        migrations.RunSQL(  # expect: MS615
            "ALTER TABLE people_tag ADD COLUMN feels mood DEFAULT 'glad'", migrations.RunSQL.noop
        ),
    ]


class EachByItself(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(ADD.format("tired"), migrations.RunSQL.noop),
        migrations.RunSQL(USE.format("tired"), migrations.RunSQL.noop),
    ]


class Later(migrations.Migration):
    operations = [migrations.RunSQL(USE.format("glad"), migrations.RunSQL.noop)]
