"""The options of seed_volume_data, and the request that they make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from migration_safety.errors import VolumeError
from migration_safety.flows.volume.request import Request
from migration_safety.management.options.arguments import repeated
from migration_safety.management.options.numbers import positive, row_counts, whole


def add_volume(parser: CommandParser) -> None:
    """What is filled, with what, and how."""
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="an app or a model, such as people.Person"
    )
    _add_shape(parser)
    _add_content(parser)
    _add_work(parser)


def _add_shape(parser: CommandParser) -> None:
    group = parser.add_argument_group("how much")
    group.add_argument("--profile", default="", metavar="NAME", help="one of the setting PROFILES")
    repeated(group, "--rows", metavar="MODEL=N", help="rows of a model, such as people.Person=1e6")
    repeated(group, "--exclude", metavar="NAME", help="leave out an app or a model")
    group.add_argument(
        "--scale", default="1", metavar="FACTOR", help="so many times as many rows, but of tenants"
    )
    group.add_argument(
        "--tenants", metavar="N", help="rows of the model that the setting TENANT names"
    )


def _add_content(parser: CommandParser) -> None:
    group = parser.add_argument_group("which data")
    group.add_argument(
        "--statistics",
        type=Path,
        metavar="FILE",
        help="rows, NULLs, distinct values, widths and skew as in this file",
    )
    group.add_argument("--seed", default="0", metavar="TEXT", help="the same seed, the same rows")
    group.add_argument(
        "--locale", default="", metavar="NAME", help="of names and addresses, such as de_DE"
    )


def _add_work(parser: CommandParser) -> None:
    group = parser.add_argument_group("how")
    group.add_argument(
        "--workers", default="0", metavar="N", help="processes; by default one a core, at most 4"
    )
    group.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="a Dask cluster's, instead of processes"
    )
    group.add_argument("--append", action="store_true", help="add to what was seeded before")
    either = group.add_mutually_exclusive_group()
    either.add_argument(
        "--clear", action="store_true", help="remove exactly what was seeded, and stop"
    )
    either.add_argument(
        "--repair",
        action="store_true",
        help="bring back indexes and constraints that a killed run left dropped, and stop",
    )
    either.add_argument(
        "--export-statistics",
        default="",
        metavar="FILE",
        help="read how the database's rows are spread, write that to FILE (-: standard output),"
        " and stop",
    )
    either.add_argument(
        "--dry-run", action="store_true", help="write nothing; say how much it would be"
    )
    group.add_argument(
        "--allow-values",
        nargs="+",
        action="extend",
        default=[],
        metavar="COLUMN",
        help="with --export-statistics: texts that may be written as they are, such as"
        " people.Person.language",
    )
    group.add_argument(
        "--confirm",
        default="",
        metavar="DATABASE",
        help="the database's name, where it is not local, holds rows or DEBUG is off",
    )


def request(options: Mapping[str, Any]) -> Request:
    """Raises VolumeError for numbers that are none."""
    if options["allow_values"]:
        raise VolumeError(
            "--allow-values says what may be exported, and nothing is.",
            "Give --export-statistics FILE as well.",
        )
    tenants = options["tenants"]
    return Request(
        alias=options["database"],
        names=tuple(options["names"]),
        exclude=tuple(options["exclude"]),
        profile=options["profile"],
        rows=row_counts(options["rows"]),
        scale=positive("--scale", options["scale"]),
        tenants=None if tenants is None else whole("--tenants", tenants, least=1),
        seed=options["seed"],
        locale=options["locale"],
        workers=whole("--workers", options["workers"], least=0),
        scheduler=options["scheduler"],
        confirm=options["confirm"],
        append=options["append"],
        dry_run=options["dry_run"],
        statistics=options["statistics"],
    )
