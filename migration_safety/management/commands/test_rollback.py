"""Can I go back, and what would I lose?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from migration_safety.conf import Settings
from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress
from migration_safety.flows.rollback.prove import prove
from migration_safety.management.judging_command import JudgingCommand
from migration_safety.management.options.acceptance import (
    add_baseline,
    ledgers,
    with_baseline,
    writable_baseline,
)
from migration_safety.management.options.arguments import add_selection, consistent
from migration_safety.management.options.fault_arguments import add_faults
from migration_safety.management.options.load_arguments import add_load
from migration_safety.management.options.rollback_arguments import (
    add_base,
    add_forecast,
    add_rows,
    add_trials,
    add_work,
    request,
)
from migration_safety.management.rule_pages import add_rule_pages, rule_pages


class Command(JudgingCommand):
    usage = "%(prog)s [app_label [migration]] [options]"
    help = """Try the way back of migrations before a release: forward, back and forward again
on a database full of rows, and compare. Without a selection: what the database has
not applied, or the whole history where it cannot say."""
    epilog = """examples:
  # what a deploy would apply now: as a whole, and each migration by itself
  %(prog)s
  # one migration, on a hundred times as many rows
  %(prog)s people 0012 --scale 100
  # what a deploy would apply now, on a clone of the real rows
  %(prog)s --clone-from default
  # what a branch adds or edits, as a CI job asks
  %(prog)s --since origin/main --allow-empty

exit status: 0 every way back is proven, 1 the verdict fails (see --fail-on), 2 nothing
can be said (misuse, no sandbox, nothing to try), 130 interrupted"""

    def add_arguments(self, parser: CommandParser) -> None:
        add_selection(parser, deploy=False)
        super().add_arguments(parser)
        add_base(parser)
        add_trials(parser)
        add_faults(parser)
        add_rows(parser)
        add_load(parser)
        add_forecast(parser)
        add_work(parser)
        add_baseline(parser)
        add_rule_pages(parser)

    def resolved(self, settings: Settings, options: dict[str, Any]) -> dict[str, Any]:
        """Where nobody names a sandbox it is that of the database's vendor."""
        found = super().resolved(settings, options)
        if not options["sandbox"] and settings.sandbox == Settings().sandbox:
            found["sandbox"] = ""
        return found

    def answer(self, options: dict[str, Any]) -> None:
        if rule_pages(options, self.look(options), self.stdout):
            return
        consistent(options)
        writable_baseline(options)
        self.deliver(options)

    def study(self, options: dict[str, Any], progress: Progress) -> Report:
        report = prove(request({**options, "ledger": ledgers(options)}), progress)
        return with_baseline(report, options)
