"""Fills every table of packages that are installed, and proves what they hold.

    python -m tests.accuracy.seeded wagtail.users django_q --version 18

takes apps as INSTALLED_APPS names them, in an environment that has them, and prints one line
for each app of theirs, then what could not be filled and what is wrong.  `--set NAME=JSON` is a
setting that a package wants, `--defaults MODULE` a module of such.  No part of the suite: it needs
their packages.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from time import perf_counter

import psycopg
from django.core.management import call_command

from migration_safety.core.volume.volume import Volume
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import VolumeError
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from migration_safety.reading.replay import confined
from migration_safety.rows.models import KEPT_BY_DJANGO, Model, fillable, references
from tests.accuracy.packages import configure
from tests.accuracy.twins import broken


@dataclass
class Result:
    """`refused` is why, by the label of a model; `wrong` what does not hold of the rows."""

    filled: tuple[Volume, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    seconds: float = 0.0


def fill(version: int) -> Result:
    """Migrate a new database and seed all that can be; what cannot is left out, with reason."""
    result = Result()
    with Sandbox("embedded", version=version) as box, confined("default", box.settings()):
        call_command("migrate", verbosity=0, skip_checks=True)
        known = fillable("default")
        wanted = {label: known[label] for label in known if label not in KEPT_BY_DJANGO}
        started = perf_counter()
        while wanted and not result.filled:
            try:
                report = seed(Request(names=tuple(wanted), confirm=box.name, workers=1))
            except VolumeError as error:
                _leave_out(str(error), wanted, result)
            else:
                result.filled, result.notes = report.volume, report.notes
                result.wrong += [
                    f"{each.name}: {each.details}" for each in report.checks if each.details
                ]
        result.seconds = perf_counter() - started
        with psycopg.connect(box.conninfo, autocommit=True) as connection:
            result.wrong += broken(connection)
            result.wrong += _miscounted(connection, result.filled)
    return result


def _leave_out(reason: str, wanted: dict[str, Model], result: Result) -> None:
    """The model that the reason names first, and all whose rows must refer to it."""
    tables = {model._meta.db_table: label for label, model in fillable("default").items()}
    found = next(
        label
        for word in re.findall(r"\w+(?:\.\w+)*", reason)
        if (label := ".".join(word.split(".")[:2])) in tables.values()
        or (label := tables.get(word, ""))
    )
    result.refused.setdefault(found, reason)
    waiting = [found]
    while waiting:
        gone = waiting.pop()
        wanted.pop(gone, None)
        for label, model in list(wanted.items()):
            if any(each.parent._meta.label == gone and not each.null for each in references(model)):
                result.refused.setdefault(label, f"its rows need rows of {gone}")
                waiting.append(label)


def _miscounted(connection: psycopg.Connection, filled: Sequence[Volume]) -> Iterator[str]:
    for each in filled:
        name = psycopg.sql.SQL(each.table if '"' in each.table else f'"{each.table}"')
        query = psycopg.sql.SQL("SELECT count(*) FROM {}").format(name)
        ((rows,),) = connection.execute(query).fetchall()
        if rows < each.rows:
            yield f"{each.label}: {rows} rows instead of {each.rows}"


def lines(version: int, result: Result) -> Iterator[str]:
    """One for each app that has tables."""
    yield "| app | PostgreSQL | tables | filled | rows |\n|-|-|-|-|-|"
    by_app: dict[str, list[str]] = {}
    for label in [*(each.label for each in result.filled), *result.refused]:
        by_app.setdefault(label.partition(".")[0], []).append(label)
    rows: Mapping[str, int] = {each.label: each.rows for each in result.filled}
    for app, labels in sorted(by_app.items()):
        own = dict.fromkeys(labels)
        filled = [label for label in own if label in rows]
        total = sum(rows[label] for label in filled)
        yield f"| {app} | {version} | {len(own)} | {len(filled)} | {total:,} |"
    yield f"\n{len(result.filled)} tables in {result.seconds:.1f} s"
    for label, reason in result.refused.items():
        yield f"not filled: {label}: {reason}"
    yield from (f"note: {each}" for each in result.notes)
    yield from (f"WRONG: {each}" for each in result.wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="+")
    parser.add_argument("--version", type=int, default=18, choices=(16, 18))
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON")
    parser.add_argument("--defaults", metavar="MODULE")
    arguments = parser.parse_args()
    defaults = vars(import_module(arguments.defaults)) if arguments.defaults else {}
    more = {name: value for name, value in defaults.items() if name.isupper()}
    pairs = (each.split("=", 1) for each in arguments.set)
    configure(arguments.apps, **more, **{name: json.loads(value) for name, value in pairs})
    for line in lines(arguments.version, fill(arguments.version)):
        print(line)


if __name__ == "__main__":
    main()
