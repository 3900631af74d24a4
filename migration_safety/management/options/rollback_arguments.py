"""The options of test_rollback, and the request that they make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from migration_safety.flows.rollback.places.place import OWN
from migration_safety.flows.rollback.request import Request
from migration_safety.management.options.arguments import repeated
from migration_safety.management.options.fault_arguments import faults
from migration_safety.management.options.load_arguments import load
from migration_safety.management.options.numbers import positive, row_counts, whole


def add_trials(parser: CommandParser) -> None:
    """What is tried, and on which rows."""
    group = parser.add_argument_group("trials")
    either = group.add_mutually_exclusive_group()
    either.add_argument(
        "--plan-only", action="store_true", help="try all migrations as one, not each by itself"
    )
    either.add_argument(
        "--each-only", action="store_true", help="try each migration by itself, not all as one"
    )
    group.add_argument(
        "--exact", action="store_true", help="compare data byte by byte, not value by value"
    )
    group.add_argument(
        "--fresh-sandbox",
        action="store_true",
        help="run the migrations before the selected ones too, instead of taking what an"
        " earlier run has kept of these",
    )


def add_forecast(parser: CommandParser) -> None:
    """How large tables are where the migrations are going to run."""
    group = parser.add_argument_group("forecast")
    group.add_argument(
        "--statistics",
        type=Path,
        metavar="FILE",
        help="sizes of production's tables as in this file, instead of those of the database:"
        " what each way costs there is foretold (seed_volume_data --export-statistics writes one)",
    )


def add_base(parser: CommandParser) -> None:
    """What they are tried on."""
    group = parser.add_argument_group("database to try them on")
    group.add_argument(
        "--clone-from",
        default="",
        metavar="ALIAS",
        help="a full clone of that database, which is only read",
    )
    group.add_argument(
        "--own-server",
        action="store_true",
        help="on the server that the database is on, in place of the one that --sandbox names",
    )
    group.add_argument(
        "--allow-production",
        action="store_true",
        help="use the database's own server though it looks like production",
    )
    group.add_argument(
        "--keep",
        action="store_true",
        help="let the databases that were tried on stay, and tell how to connect and drop them",
    )


def add_work(parser: CommandParser) -> None:
    """By whom."""
    group = parser.add_argument_group("how")
    group.add_argument(
        "--workers", default="1", metavar="N", help="processes that make trials side by side"
    )
    group.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="a Dask cluster's, instead of processes"
    )


def add_rows(parser: CommandParser) -> None:
    """How the tables are filled before the migrations are tried."""
    group = parser.add_argument_group("rows")
    group.add_argument("--profile", default="", metavar="NAME", help="one of the setting PROFILES")
    repeated(group, "--rows", metavar="MODEL=N", help="rows of a model, such as people.Person=1e6")
    group.add_argument("--scale", default="1", metavar="FACTOR", help="so many times as many rows")
    group.add_argument("--seed", default="0", metavar="TEXT", help="the same seed, the same rows")
    group.add_argument(
        "--locale", default="", metavar="NAME", help="of names and addresses, such as de_DE"
    )


def request(options: Mapping[str, Any]) -> Request:
    """Raises MigrationSafetyError for numbers that are none."""
    return Request(
        app_label=options["app_label"] or "",
        migration=options["migration"] or "",
        selection=options["selection"],
        since=options["since"] or "",
        alias=options["database"],
        sandbox=OWN if options["own_server"] else options["sandbox"],
        clone_from=options["clone_from"],
        production=options["allow_production"],
        keep=options["keep"],
        fresh=options["fresh_sandbox"],
        plan=not options["each_only"],
        each=not options["plan_only"],
        profile=options["profile"],
        scale=positive("--scale", options["scale"]),
        rows=row_counts(options["rows"]),
        seed=options["seed"],
        locale=options["locale"],
        exact=options["exact"],
        **load(options),
        statistics=options["statistics"],
        **faults(options),
        workers=whole("--workers", options["workers"], least=1),
        scheduler=options["scheduler"],
        only=options["only"],
        skip=options["skip"],
        severities=options["severities"],
        ledger=options["ledger"],
    )
