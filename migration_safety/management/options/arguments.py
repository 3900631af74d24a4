"""The options that all commands share; their values are checked when they are used."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, DjangoHelpFormatter

from migration_safety.errors import SelectionError

# argparse's own `choices` would answer a wrong value with the whole usage; ours is one line
# that names the nearest right one.


class HelpFormatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Keeps the lines of the examples."""


SELECTIONS = {
    "unapplied": "what the database has not applied; it must answer",
    "all": "the whole history",
}


def add_selection(parser: CommandParser, *, deploy: bool = True) -> None:
    """Which migrations are examined; `deploy`: also as one."""
    group = parser.add_argument_group("which migrations")
    group.add_argument("app_label", nargs="?", help="those of this app alone")
    group.add_argument("migration", nargs="?", help="this one alone, by its name or a prefix")
    either = group.add_mutually_exclusive_group()
    for name, help_text in SELECTIONS.items():
        either.add_argument(
            f"--{name}",
            dest="selection",
            action="store_const",
            const=name,
            default="",
            help=help_text,
        )
    if deploy:
        group.add_argument(
            "--deploy",
            action="store_true",
            help="judge all of them as one deploy: the running code knows none of them",
        )
    group.add_argument("--since", metavar="GITREF", help="added or edited since this commit")
    group.add_argument(
        "--allow-empty", action="store_true", help="exit with 0 where there is nothing to check"
    )


def consistent(options: Mapping[str, Any]) -> None:
    """Refuse selections of which one would be ignored."""
    ways = {
        f"--{options['selection']}": options["selection"],
        "--since": options["since"] is not None,
        "a migration by name": options["migration"],
    }
    given = [way for way, is_given in ways.items() if is_given]
    if len(given) > 1:
        raise SelectionError(f"{given[0]} and {given[1]} exclude each other.", "Give one.")
    if options["since"] == "":
        raise SelectionError("--since names no commit.", "Give it a commit, branch or tag.")


def add_shared(parser: CommandParser) -> None:
    """Database, report, verdict."""
    add_database(parser)
    add_report(parser)
    add_verdict(parser)


def add_database(parser: CommandParser) -> None:
    """Which of the project's databases it is about."""
    group = parser.add_argument_group("database")
    group.add_argument("--database", default="default", metavar="ALIAS", help="alias in DATABASES")


def add_sandbox(parser: CommandParser) -> None:
    """Where the evidence comes from."""
    group = parser.add_argument_group("evidence")
    group.add_argument(
        "--sandbox",
        metavar="URL",
        help="where migrations may really run: 'embedded' (the default), 'none', or"
        " postgresql://… of a server that may hold scratch databases",
    )


def add_observation(parser: CommandParser) -> None:
    """What is looked at besides the migrations."""
    group = parser.add_argument_group("a closer look")
    group.add_argument(
        "--observe", action="store_true", help="also run them in a sandbox and watch the locks"
    )
    group.add_argument(
        "--fresh-sandbox",
        action="store_true",
        help="with --observe: run the migrations before them too, instead of taking what an"
        " earlier run has kept of these",
    )
    group.add_argument(
        "--check-seconds",
        metavar="SECONDS",
        help="how long the checklist may read rows of the database, for orphans and for what"
        " would violate a pending constraint: 30 (the default), 0 for not at all",
    )


def add_sizes(parser: CommandParser) -> None:
    """How large the tables are where the migrations are going to run."""
    group = parser.add_argument_group("sizes")
    group.add_argument(
        "--statistics",
        type=Path,
        metavar="FILE",
        help="sizes of tables as in this file, instead of those of the database",
    )
    group.add_argument(
        "--estimate",
        action="store_true",
        help="also say how long it takes: run them in a sandbox (as --observe) on two sizes of"
        " generated rows, and extrapolate to the sizes of the tables",
    )
    group.add_argument(
        "--export-statistics",
        default="",
        metavar="FILE",
        help="write the sizes of the database's tables to FILE (-: standard output), and stop:"
        " estimates without rows, safe to commit",
    )


def add_report(parser: CommandParser) -> None:
    """What is written, and where."""
    group = parser.add_argument_group("report")
    group.add_argument(
        "--format",
        default="text",
        metavar="FORMAT",
        help="of standard output: text (the default), json or markdown",
    )
    repeated(
        group,
        "--output",
        type=Path,
        metavar="PATH",
        help="also write the report to this file, in the format of its suffix: .json, .md or .txt",
    )


def add_verdict(parser: CommandParser) -> None:
    """When the exit status is 1."""
    group = parser.add_argument_group("verdict")
    group.add_argument(
        "--fail-on",
        metavar="LEVEL",
        help="exit with 1 from this severity on: error (the default), warning"
        " (what could not be analysed fails too) or never",
    )


def add_rules(parser: CommandParser) -> None:
    """Which rules judge."""
    group = parser.add_argument_group("rules")
    repeated(group, "--only", metavar="RULE", help="judge by this rule alone, such as MS101")
    repeated(group, "--skip", metavar="RULE", help="leave this rule out")
    group.add_argument(
        "--advice", action="store_true", help="also give advice about the schema (MS9xx)"
    )


def repeated(group: Any, *option: str, **kind: Any) -> None:
    """An option that may be given several times."""
    kind["help"] += "; may be repeated"
    group.add_argument(*option, action="append", default=[], **kind)
