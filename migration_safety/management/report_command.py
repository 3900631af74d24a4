"""What the commands share: options, delivery of the report, exit status."""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError

from migration_safety.conf import Settings, configuration, fail_on, sandbox
from migration_safety.core.finding import Severity
from migration_safety.core.report import Report
from migration_safety.errors import MigrationSafetyError
from migration_safety.management.arguments import HelpFormatter, add_shared
from migration_safety.management.delivery import writable, write_files, write_out
from migration_safety.management.progress import Progress, shown
from migration_safety.reports import words
from migration_safety.reports.formats import format_of, known, render
from migration_safety.reports.look import Look
from migration_safety.reports.visible import line

MISUSE = 2
INTERRUPTED = 130


class VerdictFailed(CommandError):
    """The report was written and its verdict fails the run; callers find it on `report`."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message, returncode=1)
        self.report = report


class ReportCommand(BaseCommand):
    """A subclass gives `study`, which turns options into a report."""

    # A migration is judged before the project around it is in order, and without a database.
    requires_system_checks = ()
    requires_migrations_checks = False
    epilog = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs |= {"epilog": self.epilog, "formatter_class": HelpFormatter}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        add_shared(parser)

    def run_from_argv(self, argv: list[str]) -> None:
        """Exit status 2 also where --traceback lets the error through; 130 for Ctrl-C."""
        try:
            super().run_from_argv(argv)
        except CommandError as error:
            traceback.print_exc()
            sys.exit(error.returncode)
        except KeyboardInterrupt:
            self.stderr.write("Interrupted: no report was written.")
            sys.exit(INTERRUPTED)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.answer(options)
        except MigrationSafetyError as error:
            raise CommandError(line(str(error)), returncode=MISUSE) from error
        except DatabaseError as error:
            problem = f"The database '{options['database']}' cannot be used: {line(str(error))}"
            raise CommandError(problem, returncode=MISUSE) from error
        except (CommandError, KeyboardInterrupt):
            raise
        except Exception as error:
            # A crash must look neither like a pass nor like a verdict.
            problem = f"{type(error).__name__}: {line(str(error))}."
            advice = "This is a fault of migration_safety; --traceback shows where."
            raise CommandError(f"{problem} {advice}", returncode=MISUSE) from error

    def answer(self, options: dict[str, Any]) -> None:
        """What the command prints; a subclass may have more to answer than its report."""
        self.deliver(options)

    def deliver(self, options: dict[str, Any]) -> None:
        """Check the options, study, write, judge: in this order, the cheap before the long."""
        options |= resolved(configuration(), options)
        paths: list[Path] = list(dict.fromkeys(options["output"]))
        formats = {path: format_of(path) for path in paths}
        known(options["format"])
        writable(paths)
        with shown(self.stderr, wanted=options["verbosity"] > 0) as progress:
            report = self.study(options, progress)
        plain = Look(verbosity=options["verbosity"])
        write_files({path: render(report, name, plain) for path, name in formats.items()})
        write_out(render(report, options["format"], self.look(options)), self.stdout)
        judge(report, options)

    def study(self, options: dict[str, Any], progress: Progress) -> Report:
        """The work of the command."""
        raise NotImplementedError

    def look(self, options: dict[str, Any]) -> Look:
        """Colour for a terminal that nobody told otherwise, and its width."""
        refused = options["no_color"] or os.environ.get("NO_COLOR")
        colour = not refused and self.stdout.isatty() and os.environ.get("TERM") != "dumb"
        width = shutil.get_terminal_size().columns
        return Look(width, colour or options["force_color"], options["verbosity"])


def resolved(settings: Settings, options: dict[str, Any]) -> dict[str, Any]:
    """The options, with the project's settings where none was given."""
    return {
        "fail_on": fail_on(options["fail_on"] or settings.fail_on, "--fail-on"),
        "sandbox": sandbox(options["sandbox"] or settings.sandbox, "--sandbox"),
        "only": tuple(options["only"]) or settings.only,
        "skip": tuple(options["skip"]) or settings.skip,
    }


def judge(report: Report, options: dict[str, Any]) -> None:
    """Raise what makes the exit status; returning means 0."""
    if not report.plan.migrations and not options.get("allow_empty"):
        advice = "Where that is expected, pass --allow-empty."
        raise CommandError(f"{words.NOTHING} {advice}", returncode=MISUSE)
    level = options["fail_on"]
    if FAILS[level](report):
        raise VerdictFailed(f"{words.found(report)} (--fail-on {level})", report)


FAILS: dict[str, Callable[[Report], bool]] = {
    "error": lambda report: report.count(Severity.ERROR) > 0,
    "warning": lambda report: bool(
        report.count(Severity.ERROR) or report.count(Severity.WARNING) or report.unknown
    ),
    "never": lambda report: False,
}
