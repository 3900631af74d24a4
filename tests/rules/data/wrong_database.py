"""MS510: the default database, against the one that is being migrated."""

from dataclasses import replace

from django.db import migrations

from migration_safety.core.plan import Plan


def default(apps, schema_editor):
    apps.get_model("people", "Tag").objects.filter(name="").delete()


def migrated(apps, schema_editor):
    alias = schema_editor.connection.alias
    Tag = apps.get_model("people", "Tag")
    Tag.objects.using(alias).filter(name="").delete()
    for person in apps.get_model("people", "Person").objects.using(alias).filter(age=1):
        person.tags.clear()
        person.save()
    Tag.objects.db_manager(alias).create(name="a")
    Tag(name="b").save(using=alias)


class OneDatabase(migrations.Migration):
    operations = [
        migrations.RunPython(default, migrations.RunPython.noop),  # expect: MS510
        migrations.RunPython(migrated, migrations.RunPython.noop),
    ]


def witness(plan: Plan) -> Plan:
    """The project has two databases."""
    return replace(plan, databases=("default", "archive"))
