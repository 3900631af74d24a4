"""Holds predictions against a server for the histories of packages that are installed.

    python -m tests.accuracy.packages wagtail.users django_q --version 18

    python -m tests.accuracy.packages --settings pretix.settings

takes apps as INSTALLED_APPS names them, or a project's own settings (its databases are left
alone), in an environment that has them, and prints one line for each app of theirs, then each
difference.  No part of the suite: it needs their packages.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import django
from django.conf import settings
from django.db import connections

from migration_safety.core.plan import Plan
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.predict import predict
from migration_safety.flows.observed import observe
from migration_safety.reading.graph.select import Wanted, select
from migration_safety.reading.walk import walk
from tests.accuracy.agreement import Difference, compared, differences

CONTRIB = ("admin", "auth", "contenttypes", "sessions", "messages", "sites")
NOWHERE = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": "1", "NAME": "x"}


def configure(apps: Sequence[str], **more: object) -> None:
    """Settings that most apps are content with, and `more`; no database is in reach."""
    contrib = [f"django.contrib.{name}" for name in CONTRIB]
    usual: dict[str, object] = {
        "SECRET_KEY": "only for a comparison",
        "USE_TZ": True,
        "SITE_ID": 1,
        "STATIC_URL": "/static/",
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "INSTALLED_APPS": list(dict.fromkeys([*contrib, *apps, "migration_safety"])),
        "DATABASES": {"default": NOWHERE},
        "MIDDLEWARE": ["django.contrib.sessions.middleware.SessionMiddleware"],
    }
    settings.configure(**{**usual, **more})
    django.setup()


def borrow(module: str) -> None:
    """The settings of a project, but for its databases and what routes to them."""
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    settings.DATABASES = {"default": NOWHERE}
    settings.DATABASE_ROUTERS = []
    if "migration_safety" not in settings.INSTALLED_APPS:
        settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "migration_safety"]
    django.setup()


def compare(version: int, sandbox: str) -> tuple[int, Plan, list[Difference]]:
    """The server's version, what of the plan it ran, and what both say differently."""
    selection = select(Wanted(everything=True), "default")
    dialect = Dialect(connections["default"], version)
    plan = predict(walk(selection, dialect, lambda line: None))
    watched = observe(selection, alias="default", sandbox=sandbox, version=version)
    for each in watched.outcome.unobserved[:1]:
        print(f"not observed: {each.where} and all after it: {each.reason}")
    ran = (each for each in plan.migrations if (each.app, each.name) in watched.outcome.seconds)
    plan = replace(plan, migrations=tuple(ran))
    return watched.version, plan, differences(plan, watched.observations)


def lines(version: int, plan: Plan, found: list[Difference]) -> Iterator[str]:
    """One for each app, in the order of its first migration."""
    wrong = Counter(each.migration.partition(".")[0] for each in found)
    yield f"| app | PostgreSQL | migrations | statements | differences |\n|{'-|' * 5}"
    for app in dict.fromkeys(each.app for each in plan.migrations):
        own = tuple(each for each in plan.migrations if each.app == app)
        counts = len(own), compared(Plan(own)), wrong[app]
        yield f"| {app} | {version} | {' | '.join(map(str, counts))} |"
    for each in found:
        yield f"\n{each.migration}: {each.what}: {each.sql}"
        yield f"  predicted: {each.predicted}\n  observed:  {each.observed}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="*")
    parser.add_argument("--settings")
    parser.add_argument("--sandbox", default="embedded")
    parser.add_argument("--version", type=int, default=18, choices=(15, 16, 17, 18))
    arguments = parser.parse_args()
    if arguments.settings:
        borrow(arguments.settings)
    else:
        configure(arguments.apps)
    for line in lines(*compare(arguments.version, arguments.sandbox)):
        print(line)


if __name__ == "__main__":
    main()
