"""One column to search for a person by either name."""

# 2026-09-21

from django.db import migrations, models
from django.db.models.functions import Concat, Lower


def fill_in_search_names(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    whole_name = Concat("given_name", models.Value(" "), "family_name")
    persons = Person.objects.using(schema_editor.connection.alias)
    persons.update(search_name=Lower(whole_name))


class Migration(migrations.Migration):
    dependencies = [("people", "0013_person_pronouns_do_not_contact")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="search_name",
            field=models.CharField(editable=False, max_length=210, null=True),
        ),
        migrations.RunPython(fill_in_search_names, migrations.RunPython.noop),
    ]
