"""MS505: batches that commit at once, against batches that commit one by one."""

from django.core.paginator import Paginator
from django.db import migrations, transaction


def by_keys(apps, schema_editor):
    rows = apps.get_model("people", "Person").objects.using(schema_editor.connection.alias)
    keys = rows.order_by("pk").values_list("pk", flat=True)
    while batch := list(keys.filter(age__isnull=True)[:1000]):
        rows.filter(pk__in=batch).update(age=0)


def by_helper(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    for batch in chunks(Person.objects.order_by("pk"), 500):
        for person in batch:
            person.age = person.age or 0
        Person.objects.bulk_update(batch, ["age"])


def chunks(rows, size):
    for start in range(0, rows.count(), size):
        yield list(rows[start : start + size])


def by_pages(apps, schema_editor):
    pages = Paginator(apps.get_model("people", "Person").objects.order_by("pk"), 1000)
    for number in pages.page_range:
        for person in pages.page(number).object_list:
            person.age = 0
            person.save()


def each_in_a_transaction(apps, schema_editor):
    alias = schema_editor.connection.alias
    rows = apps.get_model("people", "Person").objects.using(alias)
    keys = rows.order_by("pk").values_list("pk", flat=True)
    batch = list(keys[:1000])
    while batch:
        with transaction.atomic(using=alias):
            rows.filter(pk__in=batch).update(age=0)
        batch = list(keys.filter(pk__gt=batch[-1])[:1000])


def all_in_a_transaction(apps, schema_editor):
    with transaction.atomic():
        by_keys(apps, schema_editor)


class AtOnce(migrations.Migration):
    operations = [
        migrations.RunPython(by_keys, migrations.RunPython.noop),  # expect: MS505
        migrations.RunPython(by_helper, migrations.RunPython.noop),  # expect: MS505
        migrations.RunPython(by_pages, migrations.RunPython.noop),  # expect: MS505
        migrations.RunPython(  # expect: MS505
            each_in_a_transaction, migrations.RunPython.noop
        ),
    ]


class OneByOne(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunPython(by_keys, migrations.RunPython.noop),
        migrations.RunPython(by_helper, migrations.RunPython.noop),
        migrations.RunPython(each_in_a_transaction, migrations.RunPython.noop),
        migrations.RunPython(  # expect: MS505
            all_in_a_transaction, migrations.RunPython.noop
        ),
    ]
