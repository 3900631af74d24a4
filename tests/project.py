"""Small real Django projects, written into a folder and run as processes of their own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.processes import manage

ROOT = Path(__file__).resolve().parent.parent
# Port 1 is reserved and nobody listens there: every connection is refused at once.
REFUSING = {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": "127.0.0.1",
    "PORT": "1",
    "NAME": "shop",
    "USER": "shop",
    "PASSWORD": "correct horse",
}
SETTINGS = """
SECRET_KEY = "only for a test"
INSTALLED_APPS = ["migration_safety", "shop"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {databases!r}
MIGRATION_SAFETY = {safety!r}
"""
MANAGE = """
import sys
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
MODELS = """
from django.db import models


class Item(models.Model):
    name = models.CharField(max_length=50)
"""
MIGRATION = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [{dependency}]
    operations = [
        {operations}
    ]
"""
INITIAL = MIGRATION.format(
    dependency="",
    operations='migrations.CreateModel("Item", [("id", models.BigAutoField('
    'auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),'
    ' ("name", models.CharField(max_length=50))]),',
)


@dataclass(frozen=True, slots=True)
class Project:
    """A project of one app, `shop`."""

    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`manage.py` with these arguments; standard error and output are pipes."""
        return manage(arguments, folder=self.folder, environ=self.environment)

    def check(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`check_migration_safety` with these arguments."""
        return self.run("check_migration_safety", *arguments)

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        """A line for the shell in which {check} stands for the command."""
        command = shlex.join([sys.executable, "manage.py", "check_migration_safety"])
        return subprocess.run(
            ["sh", "-c", line.format(check=command)],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def environment(self) -> dict[str, str]:
        """That of this process, without its settings; 80 columns wide."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
        paths = os.pathsep.join([str(ROOT), str(self.folder)])
        return kept | {
            "COLUMNS": "80",
            "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": paths,
        }


def migration(operations: str, *, after: str = "0001_initial") -> str:
    """The text of a migration with these operations."""
    return MIGRATION.format(dependency=f'("shop", "{after}")', operations=operations)


def project(
    folder: Path,
    migrations: Mapping[str, str] | None = None,
    *,
    database: Mapping[str, object] | None = None,
    safety: Mapping[str, object] | None = None,
) -> Project:
    """Writes the project: `migrations` are texts by name, after 0001_initial."""
    databases = {"default": dict(database or REFUSING)}
    texts = {
        "manage.py": MANAGE,
        "settings.py": SETTINGS.format(databases=databases, safety=dict(safety or {})),
        "shop/__init__.py": "",
        "shop/models.py": MODELS,
        "shop/migrations/__init__.py": "",
        "shop/migrations/0001_initial.py": INITIAL,
    }
    texts |= {f"shop/migrations/{name}.py": text for name, text in (migrations or {}).items()}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Project(folder)
