"""--ledger and --write-baseline: what is accepted, and how an old history is accepted once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from migration_safety.core.report import Report
from migration_safety.errors import LedgerError, OutputError
from migration_safety.flows.safety.baseline import accept, answer
from migration_safety.management.delivery import writable, write_files
from migration_safety.management.options.arguments import repeated


def add_ledger(parser: CommandParser) -> None:
    """What is accepted, beside the comments in migrations."""
    group = parser.add_argument_group("accepted findings")
    repeated(
        group,
        "--ledger",
        "--baseline",
        metavar="FILE",
        help="what is accepted of migrations that one may not edit",
    )


def add_baseline(parser: CommandParser) -> None:
    """An old history, accepted once."""
    group = parser.add_argument_group("to accept an old history, once")
    group.add_argument(
        "--write-baseline",
        metavar="FILE",
        help="write a ledger of all that is found; asks for --because",
    )
    group.add_argument(
        "--because", metavar="REASON", help="why: 'REASON; until 2027-01-31; owner NAME'"
    )


def ledgers(options: Mapping[str, Any]) -> tuple[Path, ...]:
    """Those to read: LEDGER may name already what is to be written."""
    new = options["write_baseline"]
    paths = map(Path, options["ledger"])
    return tuple(path for path in paths if not (new and path.resolve() == Path(new).resolve()))


def writable_baseline(options: Mapping[str, Any]) -> None:
    """Refuse what cannot be answered or written before the long work starts."""
    name, because = options["write_baseline"], options["because"]
    if name is None and because is None:
        return
    if not name:
        raise LedgerError("--because says why --write-baseline is right.", "Give both.")
    if because is None:
        raise LedgerError(
            "--write-baseline accepts dangers for a reason.", "Give it: --because REASON."
        )
    answer(because)
    if Path(name).exists():
        problem = f"'{name}' is there already; what people wrote in it would be lost."
        raise OutputError(problem, "Name another file, and move its entries.")
    writable([Path(name)])


def with_baseline(report: Report, options: Mapping[str, Any]) -> Report:
    """The report in which all that was found is accepted, once the ledger is on the disk."""
    name = options["write_baseline"]
    if not name or not report.examined:
        return report
    text, accepted = accept(report, answer(options["because"]), name)
    write_files({Path(name): text})
    return accepted
