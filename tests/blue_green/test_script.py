"""The script that a release engineer runs, as it was written, on two servers, to the end."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import forked
from tests.plugins.private_pairs import PrivatePair
from tests.plugins.servers import NEWEST
from tests.processes import channel
from tests.project import Project, migration, project

PRICE = 'migrations.AddField("Item", "price", models.IntegerField(default=0)),'
CODE = 'migrations.RemoveField("Item", "name"),'
# Nobody's requests have to learn of the gate.
MIDDLEWARE = (
    'MIDDLEWARE = ["migration_safety.gate.GateMiddleware"]\nMIGRATION_SAFETY["GATE_LOOK"] = 0.1\n'
)
MANAGE = '#!/bin/sh\nexec {python} -I -S {forked} "$@" --unencrypted-backup --limit monitor=1\n'
LEFT = """
    SELECT slot_name::text FROM pg_replication_slots UNION ALL SELECT subname FROM pg_subscription
    UNION ALL SELECT pubname FROM pg_publication UNION ALL SELECT evtname FROM pg_event_trigger
    UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'migration_safety_deploy'
"""


@dataclass(frozen=True, slots=True)
class Release:
    """A project with its documents, and the two databases."""

    shop: Project
    pair: PrivatePair

    @property
    def environment(self) -> dict[str, str]:
        """What environment.template asks for."""
        blue, green = self.pair.sides
        folder = self.shop.folder
        return self.shop.environment | {
            "MIGRATION_SAFETY_BLUE": blue.conninfo,
            "MIGRATION_SAFETY_GREEN": green.conninfo,
            "MIGRATION_SAFETY_WRITERS": "postgres",
            "MIGRATION_SAFETY_FLAG": str(folder / "flag"),
            "MIGRATION_SAFETY_LOG": str(folder / "access.log"),
            "MIGRATION_SAFETY_MANAGE": str(folder / "manage"),
            "ZYGOTE": str(channel()),
        }

    def script(self, *arguments: str, status: int = 0) -> str:
        """What it prints; it must end with that status."""
        done = subprocess.run(
            ["bash", "deployment/deploy_blue_green_migration.sh", *arguments],
            cwd=self.shop.folder,
            env=self.environment,
            pass_fds=[channel()],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + (done.stderr if status else "")

    def columns(self, colour: str) -> list[str]:
        """Those of shop_item."""
        side = self.pair.sides[("blue", "green").index(colour)]
        columns = "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
        found = side.connection.execute(f"{columns} AND attrelid = 'shop_item'::regclass".encode())
        return sorted(name for (name,) in found)

    def left(self) -> list[list[tuple[str]]]:
        """What a run may have made, on either side."""
        return [side.connection.execute(LEFT.encode()).fetchall() for side in self.pair.sides]


@pytest.fixture
def release(private_pair: PrivatePair, tmp_path: Path) -> Release:
    blue = private_pair.sides[0].connection.info
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": blue.host,
        "PORT": str(blue.port),
        "NAME": blue.dbname,
        "USER": "postgres",
    }
    migrations = {"0002_price": migration(PRICE), "0003_name": migration(CODE, after="0002_price")}
    shop = project(tmp_path, migrations, database=database)
    with (tmp_path / "settings.py").open("a") as settings:
        settings.write(MIDDLEWARE)
    (tmp_path / "access.log").touch()
    (tmp_path / "manage").write_text(
        MANAGE.format(python=sys.executable, forked=forked.__file__), "utf-8"
    )
    (tmp_path / "manage").chmod(0o755)
    assert shop.run("migrate", "shop", "0001").returncode == 0
    fill = "INSERT INTO shop_item (name) SELECT 'item ' || n FROM generate_series(1, 1000) AS n"
    private_pair.sides[0].connection.execute(fill)
    planned = shop.run(
        "plan_blue_green", "--strategy", "gate", "--fail-on", "never", "--output-dir", "deployment"
    )
    assert planned.returncode == 0, planned.stderr
    return Release(shop, private_pair)


@pytest.mark.slow
@pytest.mark.parametrize("private_servers", [NEWEST], indirect=True)
def test_it_goes_over_and_back_and_over_again_to_the_end(release: Release) -> None:
    said = release.script("--unattended")
    (word,) = set(re.findall(r"contract (ms_\w+)", said))
    assert "0 unequal" in said
    release.script("rollback")
    assert "Traffic is on blue" in release.script("status")
    release.script("--unattended")
    assert release.columns("blue") == ["id", "name"]
    assert release.columns("green") == ["id", "price"]
    release.script("contract", word)
    assert release.left() == [[], []]
    told = release.script("status")
    assert "Traffic is on green" in told
    assert "There is no way back" in told
    assert "no stream leads back" in release.script("rollback", status=2)
