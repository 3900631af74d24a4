"""A shop whose database has applied its first migration; what follows is pending."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.project import Project, migration, project


@dataclass(frozen=True, slots=True)
class Shop:
    """Its folder, and the address of its database."""

    folder: Path
    url: str

    @property
    def database(self) -> dict[str, object]:
        """The value of DATABASES["default"]."""
        parts = conninfo_to_dict(self.url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": parts["host"],
            "PORT": str(parts["port"]),
            "NAME": parts["dbname"],
            "USER": parts["user"],
        }

    def script(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The script that was written into "documents"."""
        return subprocess.run(
            ["bash", "documents/deploy_blue_green_migration.sh", *arguments],
            cwd=self.folder,
            env=Project(self.folder).environment
            | {"MIGRATION_SAFETY_MANAGE": f"{sys.executable} manage.py"},
            capture_output=True,
            text=True,
            check=False,
        )

    def with_pending(self, *operations: str) -> Project:
        """A project with a migration for each, of which none is applied but the first of all."""
        names = ["0001_initial", *(f"{n:04}_pending" for n in range(2, len(operations) + 2))]
        texts = {
            name: migration(text, after=before)
            for name, text, before in zip(names[1:], operations, names, strict=False)
        }
        made = project(self.folder, texts, database=self.database)
        assert made.run("migrate", "shop", "0001").returncode == 0
        return made


@pytest.fixture
def shop(tmp_path: Path, database_url: str) -> Shop:
    """On a database of the newest version."""
    return Shop(tmp_path, database_url)


def planned(made: Project, *arguments: str, status: int = 0) -> dict[str, Any]:
    """The deployment in the report."""
    done = made.run("plan_blue_green", "--format", "json", *arguments)
    assert done.returncode == status, done.stderr
    return dict(json.loads(done.stdout)["deployment"])
