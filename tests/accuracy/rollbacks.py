"""Tries the ways back of the histories of packages that are installed.

    python -m tests.accuracy.rollbacks wagtail.users django_q

    python -m tests.accuracy.rollbacks --settings pretix.settings

takes apps as INSTALLED_APPS names them, or a project's own settings (its databases are left
alone), in an environment that has them, and prints one line for each app of theirs, then each
finding that is no info.  No part of the suite: it needs their packages.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.report import Report
from migration_safety.flows.rollback.prove import prove
from migration_safety.flows.rollback.request import Request
from tests.accuracy.packages import borrow, configure


def lines(report: Report) -> Iterator[str]:
    """One for each app, in the order of its first migration; then what is wrong."""
    yield f"| app | migrations | ways back |\n|{'-|' * 3}"
    tried = [each for each in report.plan.migrations if each.trial]
    for app in dict.fromkeys(each.app for each in tried):
        trials = [each.trial for each in tried if each.app == app]
        classes = Counter(each.reversibility.value for each in trials if each)
        told = ", ".join(f"{count} {what}" for what, count in classes.items())
        yield f"| {app} | {len(trials)} | {told} |"
    for finding in report.findings:
        if finding.severity > Severity.INFO:
            place = f"{finding.app}.{finding.migration}"
            yield f"\n{finding.rule} {finding.severity.label} {place}: {finding.message}"
    for unknown in report.unknown:
        yield f"\nunknown {unknown.where}: {unknown.reason}"
    yield f"\n{len(tried)} migrations in {report.seconds:.0f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="*")
    parser.add_argument("--settings")
    parser.add_argument("--sandbox", default="embedded")
    arguments = parser.parse_args()
    if arguments.settings:
        borrow(arguments.settings)
    else:
        configure(arguments.apps)
    wanted = Request(selection="all", sandbox=arguments.sandbox, plan=False)
    for line in lines(prove(wanted, lambda line: print(line, file=sys.stderr))):
        print(line)


if __name__ == "__main__":
    main()
