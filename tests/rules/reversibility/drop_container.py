"""MS406: containers dropped with what is in them, against those that must be empty."""

from django.db import migrations


class WithContents(migrations.Migration):
    operations = [
        migrations.RunSQL("DROP SCHEMA archive CASCADE"),  # expect: MS406
        migrations.RunSQL("DROP TYPE mood CASCADE"),  # expect: MS406
        migrations.RunSQL("DROP EXTENSION IF EXISTS citext CASCADE"),  # expect: MS406
        migrations.RunSQL("DROP FUNCTION slug(text) CASCADE"),  # expect: MS406
        migrations.RunSQL("DROP OWNED BY reporting"),  # expect: MS406
    ]


class OnlyIfEmpty(migrations.Migration):
    operations = [
        migrations.RunSQL("DROP SCHEMA archive"),
        migrations.RunSQL("DROP TYPE IF EXISTS mood"),
        migrations.RunSQL("DROP EXTENSION citext"),
        migrations.RunSQL("DROP FUNCTION slug(text)"),
    ]
