"""What the commands share: options, delivery of the report, exit status."""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from migration_safety.conf import Settings, configuration, fail_on
from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress
from migration_safety.interruption import signals
from migration_safety.management import exit_status
from migration_safety.management.complaint import complaint
from migration_safety.management.delivery import writable, write_files, write_out
from migration_safety.management.options.arguments import HelpFormatter, add_shared
from migration_safety.management.progress import shown
from migration_safety.reports.formats import format_of, known, render
from migration_safety.reports.look import Look


class ReportCommand(BaseCommand):
    """A subclass gives `study`, which turns options into a report."""

    # A migration is judged before the project around it is in order, and without a database.
    requires_system_checks = ()
    requires_migrations_checks = False
    epilog = ""
    # Of the many options, which argparse would list before every error.
    usage = "%(prog)s [options]"
    # What is said after Ctrl-C.
    interrupted = "no report was written."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs |= {
            "usage": self.usage,
            "epilog": self.epilog,
            "formatter_class": HelpFormatter,
        }
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        add_shared(parser)

    def run_from_argv(self, argv: list[str]) -> None:
        """Exit status 2 also where --traceback lets the error through; 130 for Ctrl-C."""
        try:
            with signals.unwinding():
                super().run_from_argv(argv)
        except CommandError as error:
            traceback.print_exc()
            sys.exit(error.returncode)
        except KeyboardInterrupt as signalled:
            self.stderr.write(f"Interrupted: {self.interrupted}")
            sys.exit(signals.status(signalled))

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Django colours errors whatever the terminal and NO_COLOR say."""
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        options["no_color"] |= bool(plain) and not options["force_color"]
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.answer(options)
        except CommandError:
            raise
        except (Exception, SystemExit) as error:
            # A crash must look neither like a pass nor like a verdict.
            message = complaint(error, options["database"])
            raise CommandError(message, returncode=exit_status.MISUSE) from error

    def answer(self, options: dict[str, Any]) -> None:
        """What the command prints; a subclass may have more to answer than its report."""
        self.deliver(options)

    def deliver(self, options: dict[str, Any]) -> None:
        """Check the options, study, write, judge: in this order, the cheap before the long."""
        options |= self.resolved(configuration(), options)
        paths: list[Path] = list(dict.fromkeys(options["output"]))
        formats = {path: format_of(path) for path in paths}
        known(options["format"])
        writable(paths)
        wanted = options["verbosity"] > 0
        # Migrations that print would print into the report.
        with shown(self.stderr, wanted=wanted) as progress, redirect_stdout(sys.stderr):
            report = self.study(options, progress)
        plain = Look(verbosity=options["verbosity"])
        write_files({path: render(report, name, plain) for path, name in formats.items()})
        write_out(render(report, options["format"], self.look(options)), self.stdout)
        exit_status.judge(report, options["fail_on"], empty=options.get("allow_empty", False))

    def resolved(self, settings: Settings, options: dict[str, Any]) -> dict[str, Any]:
        """The options, with the project's settings where none was given."""
        return {"fail_on": fail_on(given(options["fail_on"], settings.fail_on), "--fail-on")}

    def study(self, options: dict[str, Any], progress: Progress) -> Report:
        """The work of the command."""
        raise NotImplementedError

    def look(self, options: dict[str, Any]) -> Look:
        """Colour for a terminal that nobody told otherwise, and its width."""
        colour = not options["no_color"] and self.stdout.isatty()
        width = shutil.get_terminal_size().columns
        return Look(width, colour or options["force_color"], options["verbosity"])


def given(option: str | None, setting: str) -> str:
    """An empty option is a mistake, such as a variable that is not set, and no default."""
    return setting if option is None else option
