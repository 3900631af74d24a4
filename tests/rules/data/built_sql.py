"""MS509: SQL put together with values, against parameters and names of the schema."""

from django.db import connection, migrations

TABLE = "people_person"


def with_values(apps, schema_editor):
    with connection.cursor() as cursor:
        for tag in apps.get_model("people", "Tag").objects.all():
            cursor.execute(f"UPDATE people_person SET notes = '{tag.name}' WHERE id = 1")


def formatted(apps, schema_editor):
    name = apps.get_model("people", "Tag").objects.first().name
    schema_editor.execute("DELETE FROM people_tag WHERE name = '" + name + "'")


def with_parameters(apps, schema_editor):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET notes = %s WHERE id = %s", ["a", 1])
        cursor.execute(f"UPDATE {TABLE} SET notes = '' WHERE id = 1")


def with_names(apps, schema_editor):
    table = apps.get_model("people", "Person")._meta.db_table
    quote = schema_editor.connection.ops.quote_name
    schema_editor.execute(f"UPDATE {table} SET notes = '' WHERE {quote('id')} = 1")


class Built(migrations.Migration):
    operations = [
        migrations.RunPython(with_values, migrations.RunPython.noop),  # expect: MS509
        migrations.RunPython(formatted, migrations.RunPython.noop),  # expect: MS509
    ]


class Fixed(migrations.Migration):
    operations = [
        migrations.RunPython(with_parameters, migrations.RunPython.noop),
        migrations.RunPython(with_names, migrations.RunPython.noop),
    ]
