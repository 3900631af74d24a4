"""The options of plan_blue_green that try the whole deployment on this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandParser

from migration_safety.core.nearest import advice
from migration_safety.errors import SelectionError
from migration_safety.flows.blue_green.rehearsal.faults.passing import VICTIMS
from migration_safety.flows.blue_green.rehearsal.request import Request
from migration_safety.management.options.arguments import repeated
from migration_safety.management.options.deployment_arguments import request as planned
from migration_safety.management.options.numbers import positive


def add_rehearsal(parser: CommandParser) -> None:
    """Whether, and how much is asked of it."""
    group = parser.add_argument_group("rehearsing")
    group.add_argument(
        "--rehearse",
        action="store_true",
        help="on this machine alone: two servers, both releases behind nginx, requests all the"
        " time; copy, migrate, switch, go back, switch again; prove that no write is lost",
    )
    group.add_argument(
        "--rate", default="200", metavar="N", help="requests a second, half write (default: 200)"
    )
    group.add_argument(
        "--from-ref",
        default="",
        metavar="GITREF",
        help="the commit whose code is the old release (default: the code at hand, with the models"
        " that the migrations before describe)",
    )
    group.add_argument(
        "--data-profile",
        default="",
        metavar="NAME",
        help="how much data, as for seed_volume_data",
    )
    group.add_argument(
        "--settle",
        default="5",
        metavar="SECONDS",
        help="how long requests go on before and after each turn (default: 5)",
    )
    repeated(
        group,
        "--faults",
        metavar="NAME",
        help=f"then kill it in each state, in a rehearsal of its own: {', '.join(VICTIMS)}",
    )


def _victims(names: Sequence[str]) -> tuple[str, ...]:
    if unknown := [each for each in names if each not in VICTIMS]:
        raise SelectionError(f"--faults cannot kill '{unknown[0]}'.", advice(unknown[0], VICTIMS))
    return tuple(dict.fromkeys(names))


def rehearsal(options: Mapping[str, Any]) -> Request:
    """Raises MigrationSafetyError for what cannot be asked for."""
    if options["output_dir"]:
        raise SelectionError(
            "--output-dir does not go with --rehearse, whose plan is for servers of its own.",
            "Write the plan without --rehearse; --output takes the report of the rehearsal.",
        )
    return Request(
        planned(options),
        rate=positive("--rate", options["rate"]),
        old=options["from_ref"],
        profile=options["data_profile"],
        settle=positive("--settle", options["settle"]),
        faults=_victims(options["faults"]),
    )
