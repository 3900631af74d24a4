"""A project with the documents of its deployment, and the two databases of its run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from tests import forked
from tests.plugins.private_pairs import PrivatePair
from tests.processes import channel
from tests.project import Project, migration, project

PRICE = """migrations.AddField("Item", "price", models.IntegerField(default=0)),
        migrations.CreateModel("Label", [("id", models.BigAutoField(primary_key=True))]),"""
CODE = 'migrations.RemoveField("Item", "name"),'
# With it the name can go after the old code, which is what hold is for.
FREED = 'migrations.AlterField("Item", "name", models.CharField(max_length=50, null=True)),'
# Of new code that does without the name.
NAMELESS = """
from django.db import models


class Item(models.Model):
    price = models.IntegerField(default=0)


class Label(models.Model):
    pass
"""
# Nobody's requests have to learn of the gate.
MIDDLEWARE = (
    'MIDDLEWARE = ["migration_safety.gate.GateMiddleware"]\nMIGRATION_SAFETY["GATE_LOOK"] = 0.1\n'
)
MANAGE = (
    '#!/bin/sh\nexec {python} -I -S {forked} "$@" --unencrypted-backup'
    ' --limit "monitor=${{WATCHED-1}}"\n'
)
FILLED = "INSERT INTO shop_item (name) SELECT 'item ' || n FROM generate_series(1, 1000) AS n"
LEFT = """
    SELECT slot_name::text FROM pg_replication_slots UNION ALL SELECT subname FROM pg_subscription
    UNION ALL SELECT pubname FROM pg_publication UNION ALL SELECT evtname FROM pg_event_trigger
    UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'migration_safety_deploy'
"""


@dataclass(frozen=True, slots=True)
class Release:
    """`variables` are what environment.template asks for, beside what all runs have."""

    shop: Project
    pair: PrivatePair
    variables: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """That of its commands."""
        folder = self.shop.folder
        common = {
            "MIGRATION_SAFETY_LOG": str(folder / "access.log"),
            "MIGRATION_SAFETY_MANAGE": str(folder / "manage"),
            "ZYGOTE": str(channel()),
        }
        return self.shop.environment | common | self.variables

    @property
    def word(self) -> str:
        """What cannot be taken back wants to hear."""
        return f"ms_{json.loads(self.plan.read_text())['deployment']['digest'][:8]}"

    @property
    def plan(self) -> Path:
        """Its file."""
        (plan,) = (self.shop.folder / "deployment").glob("*.json")
        return plan

    def script(self, *arguments: str, status: int = 0, **more: str) -> str:
        """What it prints; it must end with that status.  `more` is in its environment."""
        command = ["bash", "deployment/deploy_blue_green_migration.sh", *arguments]
        return self._done(command, status, more)

    def step(self, *arguments: str, status: int = 0, **more: str) -> str:
        """The same of one command of the run, such as --run STATE."""
        manage = str(self.shop.folder / "manage")
        command = [manage, "plan_blue_green", "--plan", str(self.plan), *arguments]
        return self._done(command, status, more)

    def _done(self, command: list[str], status: int, more: Mapping[str, str]) -> str:
        done = subprocess.run(
            command,
            cwd=self.shop.folder,
            env={**self.environment, **more},
            pass_fds=[channel()],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + (done.stderr if status else "")

    def lose_journal(self) -> None:
        """The machine of the driver is gone, and the plan is on another one."""
        (folder,) = (self.shop.folder / "deployment").glob("*.run")
        shutil.rmtree(folder)

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Inside, nobody gets an answer."""
        ended = Event()
        thread = Thread(target=self._fail, args=[ended])
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _fail(self, ended: Event) -> None:
        with (self.shop.folder / "access.log").open("a", buffering=1) as log:
            while not ended.wait(0.02):
                log.write(f"{time.time()}\t502\t0.1\tgreen\tGET\t502\n")

    def columns(self, colour: str) -> list[str]:
        """Those of shop_item."""
        side = self.pair.sides[("blue", "green").index(colour)]
        columns = "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
        found = side.connection.execute(f"{columns} AND attrelid = 'shop_item'::regclass".encode())
        return sorted(name for (name,) in found)

    def left(self) -> list[list[tuple[str]]]:
        """What a run may have made, on either side."""
        return [side.connection.execute(LEFT.encode()).fetchall() for side in self.pair.sides]


def released(
    pair: PrivatePair,
    folder: Path,
    strategy: str,
    variables: Mapping[str, str],
    *,
    user: str = "postgres",
) -> Release:
    """Blue has the release before, and rows; the documents are in the folder "deployment"."""
    blue = pair.sides[0].connection.info
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": blue.host,
        "PORT": str(blue.port),
        "NAME": blue.dbname,
        "USER": user,
    }
    migrations = {
        "0002_price": migration(PRICE + FREED if strategy == "hold" else PRICE),
        "0003_name": migration(CODE, after="0002_price"),
    }
    shop = project(folder, migrations, database=database)
    with (folder / "settings.py").open("a") as settings:
        settings.write(MIDDLEWARE)
    (folder / "shop" / "models.py").write_text(NAMELESS, "utf-8")
    (folder / "access.log").touch()
    (folder / "manage").write_text(
        MANAGE.format(python=sys.executable, forked=forked.__file__), "utf-8"
    )
    (folder / "manage").chmod(0o755)
    assert shop.run("migrate", "shop", "0001").returncode == 0
    pair.sides[0].connection.execute(FILLED)
    given = ("--strategy", strategy, "--fail-on", "never", "--output-dir", "deployment")
    planned = shop.run("plan_blue_green", *given)
    assert planned.returncode == 0, planned.stderr
    return Release(shop, pair, variables)
