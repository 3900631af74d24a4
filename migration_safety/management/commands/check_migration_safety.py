"""What will this migration do to production?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from migration_safety.core.report import Report
from migration_safety.flows.safety import study
from migration_safety.management.arguments import add_selection
from migration_safety.management.progress import Progress
from migration_safety.management.report_command import ReportCommand
from migration_safety.management.rule_pages import add_rule_pages, rule_pages


class Command(ReportCommand):
    help = (
        "Judge migrations before they run: which tables they lock, rewrite or read, whom that"
        " blocks, and what to write instead. Without a selection: what the database has not"
        " applied, or all where it cannot say."
    )
    epilog = """examples:
  %(prog)s                                 what a deploy would apply now
  %(prog)s people                          the migrations of one app
  %(prog)s people 0012                     one migration
  %(prog)s --since origin/main             those a branch adds or edits
  %(prog)s --observe                       run them in a sandbox and watch
  %(prog)s --format json --output out.md   for machines, and for people
  %(prog)s --explain MS101                 what a rule means, what to do

exit status: 0 fine, 1 the verdict fails (--fail-on), 2 misuse or no evidence"""

    def add_arguments(self, parser: CommandParser) -> None:
        add_selection(parser)
        super().add_arguments(parser)
        parser.add_argument(
            "--observe", action="store_true", help="run them in a sandbox and watch"
        )
        add_rule_pages(parser)

    def answer(self, options: dict[str, Any]) -> None:
        if not rule_pages(options, self.look(options), self.stdout):
            self.deliver(options)

    def study(self, options: dict[str, Any], progress: Progress) -> Report:
        names = ("app_label", "migration", "selection", "since", "deploy", "observe")
        shared = {name: options[name] for name in (*names, "sandbox", "only", "skip")}
        return study(**shared, alias=options["database"], progress=progress)
