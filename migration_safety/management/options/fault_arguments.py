"""The options of test_rollback about interruptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from migration_safety.errors import SelectionError
from migration_safety.management.options.numbers import positive


def add_faults(parser: CommandParser) -> None:
    """What is done to migrations while they run."""
    group = parser.add_argument_group("interruptions")
    group.add_argument(
        "--faults",
        action="store_true",
        help="interrupt each migration at its statements, in both directions: kill the client,"
        " terminate the backend, crash a server of its own; then run migrate again",
    )
    group.add_argument(
        "--every-boundary",
        action="store_true",
        help="interrupt at each boundary, also where another of its transaction stands for it",
    )
    group.add_argument(
        "--fault-seconds",
        default="300",
        metavar="SECONDS",
        help="for the interruptions of one migration; what is left then is told (default: 300)",
    )


def faults(options: Mapping[str, Any]) -> dict[str, Any]:
    """For the request.  Raises SelectionError for what would be ignored."""
    if options["faults"] and options["plan_only"]:
        raise SelectionError(
            "--faults interrupts each migration by itself, which --plan-only leaves out.",
            "Give one of them.",
        )
    if options["every_boundary"] and not options["faults"]:
        raise SelectionError("--every-boundary says how --faults goes about.", "Give --faults too.")
    return {
        "faults": options["faults"],
        "every_boundary": options["every_boundary"],
        "fault_seconds": positive("--fault-seconds", options["fault_seconds"]),
    }
