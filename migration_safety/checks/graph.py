"""The migration graph: what it holds, what was applied of it, and whether it makes the models."""

from __future__ import annotations

from collections.abc import Sequence

from migration_safety.checks.outcome import outcome, skipped
from migration_safety.core.graph import Graph, Lacking, Record
from migration_safety.core.report import Check, Status

GRAPH = "migrations form one graph"
MODELS = "models have their migrations"
ORDER = "no migration is applied before its dependency"
DISK = "recorded migrations are on disk"
EDITED = "applied migrations are as they were applied"
RECORDED = (ORDER, DISK, EDITED)


def graph_checks(graph: Graph) -> tuple[Check, ...]:
    """Those that need no database, of a graph that could be loaded."""
    return (
        Check(GRAPH, Status.PASSED, graph.migrations, "no gap, no circle, one leaf in each app")
        if graph.migrations
        else skipped(GRAPH, "no migration"),
        _models(graph),
    )


def broken_graph(migrations: int, wrong: Sequence[str]) -> Check:
    """Of that many migrations, which cannot be walked."""
    return Check(GRAPH, Status.FAILED, migrations, f"{len(wrong)} wrong", tuple(wrong))


def record_checks(record: Record) -> tuple[Check, ...]:
    """Those about what a database has recorded."""
    return (
        outcome(
            ORDER,
            record.dependencies,
            [
                f"{applied} is applied, {lacks} that it depends on is not: `migrate` refuses to go"
                f" on. Apply {lacks} by hand or mend the dependencies, then record it with"
                " `migrate --fake`."
                for applied, lacks in record.early
            ],
            none="no applied migration depends on another",
        ),
        outcome(
            DISK,
            record.count,
            [_foreign(record, app, name) for app, name in record.foreign],
            worst=Status.WARNING,
        ),
        outcome(
            EDITED,
            record.edited.compared,
            [
                f"{name} ({path}) says something else than at {commit}, the last commit before it"
                " was applied: databases made from now on will differ from this one. Restore it,"
                " and put the change into a new migration."
                for name, path, commit in record.edited.differing
            ],
            worst=Status.WARNING,
            told=[
                f"{name}: no commit has it from before it was applied"
                for name in record.edited.unknown
            ],
            none=record.edited.why or "no applied migration has a commit from before",
        ),
    )


def _models(graph: Graph) -> Check:
    worst = Status.FAILED if any(each.needed for each in graph.lacking) else Status.WARNING
    return outcome(MODELS, graph.models, map(_lacking, graph.lacking), worst=worst)


def _lacking(change: Lacking) -> str:
    so = "the models count on it, and no migration makes it" if change.needed else "no migration"
    return f"{change.app}: {change.description}: {so}. Run `makemigrations {change.app}`."


def _foreign(record: Record, app: str, name: str) -> str:
    if app not in record.installed:
        return f"{app}.{name} is recorded, but the project has no app {app} with migrations."
    return (
        f"{app}.{name} is recorded, but no file makes it: the database is newer than this code,"
        f" or the file was deleted. `migrate {app} --prune` forgets those that a squash replaced."
    )
