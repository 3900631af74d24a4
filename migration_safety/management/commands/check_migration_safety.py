"""What will this migration do to production?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from migration_safety.conf import Settings, check_seconds
from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress
from migration_safety.flows.safety.study import study
from migration_safety.flows.volume.statistics.exporting import Export
from migration_safety.management.exported_statistics import export_to_file, exported_to_pipe
from migration_safety.management.judging_command import JudgingCommand
from migration_safety.management.options.acceptance import (
    add_baseline,
    ledgers,
    with_baseline,
    writable_baseline,
)
from migration_safety.management.options.arguments import (
    add_observation,
    add_selection,
    add_sizes,
    consistent,
)
from migration_safety.management.rule_pages import add_rule_pages, rule_pages

# Options that study() takes under their own names.
STUDIED = (
    *("app_label", "migration", "selection", "since", "deploy", "only", "skip", "severities"),
    *("advice", "observe", "sandbox", "fresh_sandbox", "statistics", "estimate", "check_seconds"),
)


class Command(JudgingCommand):
    usage = "%(prog)s [app_label [migration]] [options]"
    help = """Judge migrations before they run: which tables they lock, rewrite or read,
whom that keeps waiting, and what to write instead. Without a selection: what
the database has not applied, or the whole history where it cannot say."""
    epilog = """examples:
  # what a deploy would apply now
  %(prog)s
  # one migration, with every statement and lock
  %(prog)s people 0012 -v 2
  # what a branch adds or edits, as a CI job asks
  %(prog)s --since origin/main --allow-empty
  # run the migrations in a sandbox and watch what they really do
  %(prog)s --observe
  # say how long it takes on tables of production's size
  %(prog)s --estimate --statistics statistics.json
  # accept what an old history has done already, once
  %(prog)s --all --write-baseline FILE --because "..."
  # what a rule means, when it is fine, what to write instead
  %(prog)s --explain MS101

exit status: 0 fine, 1 the verdict fails (see --fail-on), 2 nothing can be said
(misuse, no database, nothing to check), 130 interrupted"""

    def add_arguments(self, parser: CommandParser) -> None:
        add_selection(parser)
        super().add_arguments(parser)
        add_observation(parser)
        add_sizes(parser)
        add_baseline(parser)
        add_rule_pages(parser)

    def resolved(self, settings: Settings, options: dict[str, Any]) -> dict[str, Any]:
        asked = options["check_seconds"]
        seconds = settings.check_seconds if asked is None else asked
        checked = {"check_seconds": check_seconds(seconds, "--check-seconds")}
        return {**super().resolved(settings, options), **checked}

    def answer(self, options: dict[str, Any]) -> None:
        if rule_pages(options, self.look(options), self.stdout):
            return
        if exported_to_pipe(self.export(options), self.stdout):
            return
        consistent(options)
        writable_baseline(options)
        self.deliver(options)

    def export(self, options: dict[str, Any]) -> Export:
        """Which sizes are to be exported, if any are."""
        names = (options["app_label"],) if options["app_label"] else ()
        path, alias = options["export_statistics"], options["database"]
        return Export("check_migration_safety", path, alias, names)

    def study(self, options: dict[str, Any], progress: Progress) -> Report:
        if options["export_statistics"]:
            return export_to_file(self.export(options), progress)
        shared: dict[str, Any] = {name: options[name] for name in STUDIED}
        shared |= {"alias": options["database"], "ledger": ledgers(options)}
        report = study(**shared, progress=progress)
        return with_baseline(report, options)
