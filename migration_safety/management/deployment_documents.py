"""The documents of a plan, in a folder: all of them or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from migration_safety.core.report import Report
from migration_safety.errors import OutputError
from migration_safety.flows.blue_green.fronts import fronts
from migration_safety.management.delivery import write_files
from migration_safety.reports.deployment import runbook, script, strategy, surroundings

EXECUTABLE = 0o755


def ready(folder: Path | None) -> None:
    """Make the folder before the long work starts.  Raises OutputError."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".migration_safety").touch()
        (folder / ".migration_safety").unlink()
    except OSError as error:
        problem = f"Cannot write into '{folder}': {error.strerror}."
        raise OutputError(problem, "Name another folder.") from error


def with_documents(report: Report, folder: Path | None) -> Report:
    """The report, which names what was written."""
    if folder is None or report.deployment is None:
        return report
    names = ", ".join(sorted(path.name for path in write(report, folder)))
    return replace(report, notes=(*report.notes, f"Written into {folder}: {names}."))


def write(report: Report, folder: Path, moment: datetime | None = None) -> list[Path]:
    """Their paths.  `moment` is when the plan was made, now where nobody says."""
    found = documents(report, moment or datetime.now(UTC))
    paths = {folder / name: text for name, text in found.items()}
    write_files(paths)
    if script.NAME in found:
        (folder / script.NAME).chmod(EXECUTABLE)
    return list(paths)


def documents(report: Report, moment: datetime) -> dict[str, str]:
    """By name; none where nothing is planned."""
    made = report.deployment
    if made is None:
        return {}
    plan = f"blue_green_strategy_{moment:%Y%m%dT%H%M%SZ}.json"
    alias, found = report.environment.alias, {plan: strategy.render(made)}
    if text := script.render(made, plan, alias):
        found[script.NAME] = text
    if made.strategy.replicates:
        found[surroundings.NAME] = surroundings.render(made)
        found |= dict(fronts(made.strategy, alias))
    found[runbook.NAME] = runbook.render(made, plan, alias, report.headline, list(found))
    return found
