"""MS733: an entry for an operation that has changed since, beside one that still fits."""

from django.db import migrations, models

from migration_safety.core.acceptance.ledger import Entry, with_entries
from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.plan import Migration, Plan
from tests.rules.settled import settled

BORN = models.Index(fields=["born"], name="born_idx")


class Changed(migrations.Migration):
    operations = [
        migrations.AddIndex("person", BORN),  # expect: MS733
    ]


class Unchanged(migrations.Migration):
    operations = [
        migrations.RemoveIndex("person", "born_idx"),
    ]


def entry(migration: Migration, rule: str, meaning: str) -> Entry:
    """An entry of the ledger, which is said to stand where the operation does."""
    said = Suppression((rule,), "history before the tool", source=migration.steps[0].source)
    return Entry(migration.app, migration.name, "", meaning, said)


def witness(plan: Plan) -> Plan:
    """With a ledger that was written before one of the operations was changed."""
    changed, unchanged = plan.migrations
    entries = (
        entry(changed, "MS101", "0123456789abcdef"),
        entry(unchanged, "MS107", unchanged.steps[0].meaning),
    )
    return settled(with_entries(plan, entries))
