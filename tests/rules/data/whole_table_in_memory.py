"""MS515: a whole table in memory, against a chunk at a time."""

from django.db import migrations


def all_objects(apps, schema_editor):
    longest = max(len(each.name) for each in apps.get_model("people", "Person").objects.all())
    print(longest)


def listed(apps, schema_editor):
    print(list(apps.get_model("people", "Person").objects.order_by("pk")))


def streamed(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    print(max(len(each.name) for each in Person.objects.iterator(chunk_size=1000)))
    print([each.name for each in Person.objects.all()[:10]])
    print([each.name for each in Person.objects.filter(age=1)])


class Whole(migrations.Migration):
    operations = [
        migrations.RunPython(all_objects, migrations.RunPython.noop),  # expect: MS515
        migrations.RunPython(listed, migrations.RunPython.noop),  # expect: MS515
        migrations.RunPython(streamed, migrations.RunPython.noop),
    ]
