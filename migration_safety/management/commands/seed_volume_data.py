"""How do I get production's volume without production's data?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress
from migration_safety.flows.volume.clearing import clear
from migration_safety.flows.volume.repairing import repair
from migration_safety.flows.volume.seeding import seed
from migration_safety.flows.volume.statistics.exporting import Export
from migration_safety.management.exported_statistics import export_to_file, exported_to_pipe
from migration_safety.management.options.volume_arguments import add_volume, request
from migration_safety.management.report_command import ReportCommand

# What is done instead of filling tables.
FLOWS = {"clear": clear, "repair": repair}


class Command(ReportCommand):
    help = """Fill tables with realistic, valid rows at the speed of COPY: production's volume
without production's data. Without a selection every model gets 1,000 rows; the same
seed gives the same rows, whatever the number of workers."""
    epilog = """examples:
  # every table of the project, 1,000 rows each
  %(prog)s
  # what would be written, its size and time
  %(prog)s --profile report --scale 100 --dry-run
  # one model and what its rows must refer to
  %(prog)s --rows people.Person=1e6 --workers 4
  # as many rows as production has, spread as they are there
  %(prog)s --database production --export-statistics statistics.json
  %(prog)s --statistics statistics.json
  # all of it gone again, and nothing else
  %(prog)s --clear

exit status: 0 done, 1 a check failed, 2 nothing was written (misuse, an impossible
wish) or something broke off: the message says how to go on, 130 interrupted"""

    interrupted = "no report was written. Repeat the command: it resumes after what was committed."

    def add_arguments(self, parser: CommandParser) -> None:
        add_volume(parser)
        super().add_arguments(parser)

    def answer(self, options: dict[str, Any]) -> None:
        if not exported_to_pipe(self.export(options), self.stdout):
            self.deliver(options)

    def export(self, options: dict[str, Any]) -> Export:
        """What is to be exported, if anything is."""
        names, allow = tuple(options["names"]), tuple(options["allow_values"])
        path, alias = options["export_statistics"], options["database"]
        return Export("seed_volume_data", path, alias, names, allow)

    def study(self, options: dict[str, Any], progress: Progress) -> Report:
        if options["export_statistics"]:
            return export_to_file(self.export(options), progress)
        asked = next((flow for name, flow in FLOWS.items() if options[name]), seed)
        return asked(request(options), progress)
