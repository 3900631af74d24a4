"""Bring a database to the migrations of one release, by default the one in production."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.module_loading import module_has_submodule

from civicpulse.releases import IN_PRODUCTION, NEWEST, RELEASES

REMARKS = {IN_PRODUCTION: "  in production", NEWEST: "  newest"}


class Command(BaseCommand):
    help = "Migrates the database, forwards or backwards, to the migrations of one release."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default=IN_PRODUCTION, help="such as 2026.05")
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, choices=tuple(connections))
        parser.add_argument("--list", action="store_true", help="list the releases and stop")

    def handle(self, *, name: str, database: str, **options: Any) -> None:
        if options["list"]:
            for release in RELEASES:
                self.stdout.write(release + REMARKS.get(release, ""))
            return
        if name not in RELEASES:
            msg = f"there is no release {name!r}; there are {', '.join(RELEASES)}"
            raise CommandError(msg, returncode=2)
        quietly = max(options["verbosity"] - 1, 0)
        for target in self.targets(RELEASES[name]):
            call_command("migrate", *target, database=database, verbosity=quietly)
        if options["verbosity"]:
            self.stdout.write(f"The database {database!r} is at release {name}.")

    def targets(self, release: dict[str, str]) -> list[tuple[str, ...]]:
        """Our own apps at the release's migrations, all others at their newest."""
        others = [
            (app.label,)
            for app in apps.get_app_configs()
            if app.label not in release and module_has_submodule(app.module, "migrations")
        ]
        return [*release.items(), *others]
