"""The meaning of an operation: changed by what it does, and by nothing else."""

from __future__ import annotations

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from migration_safety.core.plan import Migration, Step
from migration_safety.reading.suppression.meaning import with_meanings


def fill(apps: object, schema_editor: object) -> None:
    """Gives every row a name."""
    print("filled")


def meaning(operation: Operation, *, app: str = "people", atomic: bool = True) -> str:
    written = migrations.Migration("0002_a", app)
    written.operations, written.atomic = [operation], atomic
    return with_meanings(Migration(app, "0002_a", steps=(Step(0, ()),)), written).steps[0].meaning


FIELD = models.CharField(max_length=9)
ADD = migrations.AddField("item", "code", FIELD)


@pytest.mark.parametrize(
    "other",
    [
        migrations.AddField("item", "code", models.CharField(max_length=10)),
        migrations.AddField("item", "cod", FIELD),
        migrations.AddField("itm", "code", FIELD),
        migrations.AlterField("item", "code", FIELD),
        migrations.SeparateDatabaseAndState([ADD]),
    ],
)
def test_what_it_does_changes_it(other: Operation) -> None:
    assert meaning(other) != meaning(ADD)


def test_the_app_and_the_transaction_change_it() -> None:
    assert len({meaning(ADD), meaning(ADD, app="shop"), meaning(ADD, atomic=False)}) == 3


def test_keywords_and_positions_mean_the_same() -> None:
    assert meaning(migrations.AddField(field=FIELD, name="code", model_name="item")) == meaning(ADD)


def test_line_breaks_in_sql_do_not_change_it() -> None:
    written = migrations.RunSQL("SELECT 1,\n    2", migrations.RunSQL.noop)
    assert meaning(written) == meaning(migrations.RunSQL("SELECT 1, 2", migrations.RunSQL.noop))
    assert meaning(written) != meaning(migrations.RunSQL("SELECT 1, 2"))


def test_sql_in_a_list_counts() -> None:
    one, two = migrations.RunSQL([("SELECT %s", [1])]), migrations.RunSQL([("SELECT %s", [2])])
    assert meaning(one) != meaning(two)


def test_the_code_of_a_function_counts() -> None:
    def other(apps: object, schema_editor: object) -> None:
        print("not filled")

    def another(apps: object, schema_editor: object) -> None:
        print("never filled")

    found = {meaning(migrations.RunPython(each)) for each in (fill, other, another)}
    assert len(found) == 3


def test_what_cannot_be_written_by_makemigrations_has_a_meaning_too() -> None:
    assert meaning(migrations.RunPython(lambda apps, editor: None))
    assert meaning(migrations.RunSQL("SELECT 1", hints={"object": object()}))
