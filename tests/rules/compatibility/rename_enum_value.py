"""MS311: a value of an enum renamed, against one added."""

from django.db import migrations


class Values(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TYPE mood AS ENUM ('sad', 'ok')", "DROP TYPE mood"),
        migrations.RunSQL("ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"),  # expect: MS311
        migrations.RunSQL("ALTER TYPE mood ADD VALUE 'happy'", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TYPE mood RENAME TO temper"),
    ]
