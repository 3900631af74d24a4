"""A generated Django project: many migrations over many models, as large projects have them."""

from __future__ import annotations

from pathlib import Path

APPS, MODELS_PER_APP = 6, 10
SETTINGS = """
SECRET_KEY = "benchmark"
INSTALLED_APPS = [{apps}, "django.contrib.contenttypes", "django.contrib.auth", "migration_safety"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.postgresql", **{database}}}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
"""
MANAGE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
HEAD = """from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [{dependencies}]
    operations = [
{operations}
    ]
"""
CREATE = """        migrations.CreateModel("{model}", [
            ("id", models.BigAutoField(primary_key=True)),
            ("name", models.CharField(max_length=100)),
            ("slug", models.SlugField()),
            ("amount", models.IntegerField(default=0)),
            ("active", models.BooleanField(default=True)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
            {relation}
        ]),"""
# One of these after the other, over all models in turn.
CHANGES = (
    '        migrations.AddField("{model}", "extra_{n}", '
    "models.CharField(max_length=50, null=True)),",
    '        migrations.AddIndex("{model}", models.Index(fields=["created_at"], name="i_{n}")),',
    '        migrations.AlterField("{model}", "name", models.CharField(max_length={width})),',
    '        migrations.AddField("{model}", "count_{n}", models.PositiveIntegerField(default=0)),',
    '        migrations.AddConstraint("{model}", models.CheckConstraint('
    'condition=models.Q(amount__gte=-{n}), name="c_{n}")),',
    '        migrations.RunSQL("UPDATE {table} SET active = true WHERE active IS NULL", ""),',
    '        migrations.AddField("{model}", "link_{n}", models.ForeignKey('
    '"{target}", models.CASCADE, null=True, related_name="+")),',
    '        migrations.AlterModelOptions("{model}", {{"ordering": ["name"]}}),',
)


def model(number: int) -> tuple[str, str]:
    """App and name of a model by its number."""
    return f"app{number // MODELS_PER_APP}", f"Model{number % MODELS_PER_APP}"


def write(folder: Path, migrations: int, database: dict[str, str]) -> None:
    """Write the project; `migrations` counts those of its own apps."""
    for number in range(APPS):
        package = folder / f"app{number}" / "migrations"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package.parent / "__init__.py").touch()
        (package / "0001_initial.py").write_text(_initial(number))
    heads = dict.fromkeys(range(APPS), "0001_initial")
    for n in range(migrations - APPS):
        _change(folder, n, heads)
    apps = ", ".join(f'"app{number}"' for number in range(APPS))
    (folder / "settings.py").write_text(SETTINGS.format(apps=apps, database=database))
    (folder / "manage.py").write_text(MANAGE)


def _initial(number: int) -> str:
    before = f'("app{number - 1}", "0001_initial")' if number else ""
    models = range(number * MODELS_PER_APP, (number + 1) * MODELS_PER_APP)
    operations = "\n".join(_create(each) for each in models)
    return HEAD.format(dependencies=before, operations=operations)


def _create(number: int) -> str:
    app, name = model(number - 1)
    relation = (
        f'("parent", models.ForeignKey("{app}.{name}", models.CASCADE, related_name="+")),'
        if number
        else ""
    )
    return CREATE.format(model=model(number)[1], relation=relation)


def _change(folder: Path, n: int, heads: dict[int, str]) -> None:
    number = n * 7 % (APPS * MODELS_PER_APP)
    app, name = model(number)
    target = ".".join(model(number - 1 if number else 0))
    text = CHANGES[n % len(CHANGES)].format(
        model=name, n=n, width=100 + n, table=f"{app}_{name.lower()}", target=target
    )
    index = number // MODELS_PER_APP
    heads[index], before = f"{int(heads[index][:4]) + 1:04}_change_{n}", heads[index]
    path = folder / app / "migrations" / f"{heads[index]}.py"
    path.write_text(HEAD.format(dependencies=f'("{app}", "{before}")', operations=text))
