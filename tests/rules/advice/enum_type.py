"""MS904: an enum, against other types."""

from django.db import migrations


class Types(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TYPE mood AS ENUM ('sad')", "DROP TYPE mood"),  # expect: MS904
        migrations.RunSQL("CREATE TYPE pair AS (a int, b int)", "DROP TYPE pair"),
        migrations.RunSQL("CREATE DOMAIN word AS text", "DROP DOMAIN word"),
    ]
