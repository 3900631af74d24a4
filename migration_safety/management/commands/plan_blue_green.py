"""How do I ship it with no downtime?"""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import CommandParser

from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress
from migration_safety.flows.blue_green.looking import looked
from migration_safety.flows.blue_green.planning.plan import plan
from migration_safety.flows.blue_green.rehearsal.rehearse import rehearse
from migration_safety.management.deployment_documents import ready, with_documents
from migration_safety.management.judging_command import JudgingCommand
from migration_safety.management.options.deployment_arguments import (
    add_choice,
    add_documents,
    add_pending,
    add_proof,
    request,
)
from migration_safety.management.options.rehearsal_arguments import add_rehearsal, rehearsal
from migration_safety.management.options.run_arguments import add_run, runs
from migration_safety.management.run_command import carry_out


class Command(JudgingCommand):
    usage = "%(prog)s [app_label [migration]] [options]"
    help = """Plan how pending migrations are shipped without downtime: in place wherever
that is enough, else with a second database; and write the plan, a runbook and a
script. Blue is the database of --database, which is only read."""
    epilog = """examples:
  # what is pending: the cheapest way that works, and why
  %(prog)s
  # prove in a sandbox that both releases live with it, and write all documents
  %(prog)s --observe --output-dir deployment
  # what it would take with two databases, where one is enough
  %(prog)s --strategy gate
  # try all of it on this machine, with requests all the time
  %(prog)s --strategy gate --rehearse
  # where the run of a plan is, and what an abort would do now
  %(prog)s --status --plan FILE

exit status: 0 it can be shipped as it is written, 1 it cannot (see --fail-on),
2 nothing can be said (misuse, no database, nothing pending), 130 interrupted"""

    def add_arguments(self, parser: CommandParser) -> None:
        add_pending(parser)
        super().add_arguments(parser)
        add_choice(parser)
        add_proof(parser)
        add_documents(parser)
        add_run(parser)
        add_rehearsal(parser)

    def answer(self, options: dict[str, Any]) -> None:
        if action := runs(options):
            self.interrupted = "--status tells where the run is, and how to go on."
            carry_out(action, options, self.stdout)
        else:
            if not options["rehearse"]:
                ready(options["output_dir"])
            self.deliver(options)

    def study(self, options: dict[str, Any], progress: Progress) -> Report:
        if options["rehearse"]:
            return rehearse(rehearsal(options), progress)
        report = looked(plan(request(options), progress), os.environ)
        return with_documents(report, options["output_dir"])
