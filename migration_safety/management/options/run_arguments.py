"""The options of plan_blue_green that run a plan which was written before."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from math import inf
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import CommandParser

from migration_safety.errors import SelectionError
from migration_safety.flows.blue_green.opening import Orders
from migration_safety.flows.blue_green.running.limits import Limits

ACTIONS = ("run", "resume", "abort", "status", "rollback")
LIMITS = tuple(each.name for each in fields(Limits))
# What goes with one of the actions alone.
WITH_A_PLAN = ("state_dir", "dry_run", "confirm", "accept", "unencrypted_backup", "limit")
# What is not done beside one of them.
INSTEAD = ("rehearse", "output", "output_dir")


def add_run(parser: CommandParser) -> None:
    """What is done with a plan, one at a time."""
    group = parser.add_argument_group("running a plan")
    _add_actions(group.add_mutually_exclusive_group())
    _add_places(group)
    _add_words(group)


def _add_actions(one: Any) -> None:
    one.add_argument(
        "--run",
        metavar="STATE",
        help="go into one state of the plan; switch goes through those from holding to serving",
    )
    one.add_argument("--resume", action="store_true", help="finish the step that was broken off")
    one.add_argument(
        "--abort",
        action="store_true",
        help="before the switch: take back all that the run made, on both sides",
    )
    one.add_argument(
        "--status",
        action="store_true",
        help="what is done, who serves, what an abort or a rollback would do now; changes nothing",
    )
    one.add_argument(
        "--rollback",
        action="store_true",
        help="after the switch: switch back to blue, with all that green has taken",
    )


def _add_places(group: Any) -> None:
    """What is run, and where it keeps what it knows."""
    group.add_argument(
        "--plan", type=Path, metavar="FILE", help="the blue_green_strategy_*.json to run"
    )
    group.add_argument(
        "--state-dir",
        type=Path,
        metavar="DIR",
        help="where the journal of the run is kept, on neither of the two servers (default: a"
        " folder beside the plan)",
    )
    group.add_argument(
        "--dry-run",
        action="store_true",
        help="print the SQL that would be sent and the files that would be changed; do nothing",
    )


def _add_words(group: Any) -> None:
    """What the operator says to single states."""
    group.add_argument(
        "--confirm", default="", metavar="WORD", help="for what cannot be taken back, as it asks"
    )
    group.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="CHECK",
        help="go on although this check of the pre-flight fails (repeatable)",
    )
    group.add_argument(
        "--unencrypted-backup",
        action="store_true",
        help="go on without MIGRATION_SAFETY_BACKUP_RECIPIENT: whoever reads the file has the data",
    )
    group.add_argument(
        "--limit",
        action="append",
        default=[],
        metavar="NAME=N",
        help=f"another deadline in seconds, or bound (repeatable): {', '.join(LIMITS)}",
    )


def runs(options: Mapping[str, Any]) -> str:
    """Which of the actions was asked for, or "".  Raises SelectionError for half of a request."""
    action = next((each for each in ACTIONS if options[each]), "")
    if action and not options["plan"]:
        raise SelectionError(f"--{action} works on a plan.", "Give its file: --plan FILE.")
    if action and (other := next((each for each in INSTEAD if options[each]), "")):
        raise SelectionError(f"--{action} and {_flag(other)} exclude each other.", "Give one.")
    one = "--run STATE, --resume, --abort, --status, --rollback"
    if options["plan"] and not action:
        raise SelectionError(
            "--plan names a plan, but not what to do with it.", f"Give one of {one}."
        )
    if not action and (alone := next((each for each in WITH_A_PLAN if options[each]), "")):
        raise SelectionError(
            f"{_flag(alone)} goes with a plan that is run.", f"Give --plan FILE and one of {one}."
        )
    return action


def orders(options: Mapping[str, Any]) -> Orders:
    """For the run.  Raises SelectionError."""
    return Orders(
        options["plan"],
        environment=os.environ,
        state_dir=options["state_dir"],
        confirmed=options["confirm"],
        limits=limits(options["limit"]),
        options=told(options),
    )


def told(options: Mapping[str, Any]) -> dict[str, str]:
    """What single states are told on the command line."""
    found = {"accept": ",".join(options["accept"]), "database": options["database"]}
    found["unencrypted"] = "yes" if options["unencrypted_backup"] else ""
    return {name: value for name, value in found.items() if value}


def limits(given: Sequence[str]) -> Limits:
    """The usual ones but for those that were given.  Raises SelectionError."""
    found = Limits()
    for text in given:
        name, _, value = text.partition("=")
        try:
            number = type(getattr(found, name))(value) if name in LIMITS else 0
            found = replace(found, **{name: number}) if 0 < number < inf else _unknown(text)
        except ValueError:
            _unknown(text)
    return found


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _unknown(text: str) -> NoReturn:
    raise SelectionError(
        f"--limit {text} sets no limit.",
        f"Write NAME=N: one of {', '.join(LIMITS)}, and a number above 0 (lag and gap: whole).",
    )
