"""The options of plan_blue_green, and the request that they make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.nearest import advice
from migration_safety.errors import SelectionError
from migration_safety.flows.blue_green.planning.request import Request
from migration_safety.management.options.arguments import repeated
from migration_safety.management.options.numbers import positive

INSISTED = {each.value.replace(" ", "-"): each for each in Strategy if each is not Strategy.REFUSE}


def add_pending(parser: CommandParser) -> None:
    """Which migrations are shipped."""
    group = parser.add_argument_group("which migrations")
    group.add_argument("app_label", nargs="?", help="those of this app alone")
    group.add_argument("migration", nargs="?", help="this one alone, by its name or a prefix")
    group.add_argument("--since", metavar="GITREF", help="added or edited since this commit")
    group.add_argument(
        "--allow-empty", action="store_true", help="exit with 0 where nothing is pending"
    )


def add_choice(parser: CommandParser) -> None:
    """By which strategy."""
    group = parser.add_argument_group("strategy")
    group.add_argument(
        "--strategy",
        metavar="NAME",
        help="in-place, hold or gate, in place of the one that is chosen; what that means is told",
    )
    group.add_argument(
        "--pause",
        default="1",
        metavar="SECONDS",
        help="how long requests may wait, at a lock or in a switch (default: 1)",
    )


def add_proof(parser: CommandParser) -> None:
    """What the plan rests on."""
    group = parser.add_argument_group("what the plan rests on")
    group.add_argument(
        "--observe",
        action="store_true",
        help="run the migrations in a sandbox, and try the statements of both releases there",
    )
    group.add_argument(
        "--fresh-sandbox",
        action="store_true",
        help="with --observe: take nothing that an earlier run has kept",
    )
    group.add_argument(
        "--statistics",
        type=Path,
        metavar="FILE",
        help="sizes of tables as in this file, instead of those of the database",
    )
    repeated(
        group,
        "--evidence",
        metavar="FILE",
        type=Path,
        help="a JSON report of test_rollback or of a rehearsal: what was measured, not foretold",
    )


def add_documents(parser: CommandParser) -> None:
    """What is written."""
    group = parser.add_argument_group("documents")
    group.add_argument(
        "--output-dir",
        type=Path,
        metavar="DIR",
        help="write the plan, the runbook, the script and its configuration into this folder",
    )


def strategy(name: str | None) -> Strategy | None:
    """Raises SelectionError for one that there is not."""
    if name is None:
        return None
    if name not in INSISTED:
        raise SelectionError(f"There is no strategy '{name}'.", advice(name, INSISTED))
    return INSISTED[name]


def request(options: Mapping[str, Any]) -> Request:
    """Raises MigrationSafetyError for what cannot be asked for."""
    return Request(
        app_label=options["app_label"] or "",
        migration=options["migration"] or "",
        since=options["since"] or "",
        alias=options["database"],
        observe=options["observe"],
        sandbox=options["sandbox"],
        fresh=options["fresh_sandbox"],
        strategy=strategy(options["strategy"]),
        pause=positive("--pause", options["pause"]),
        statistics=options["statistics"],
        evidence=tuple(options["evidence"]),
        only=options["only"],
        skip=options["skip"],
        severities=options["severities"],
        ledger=options["ledger"],
    )
