"""The migration graph from disk, with Django's errors turned into one line each."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from traceback import extract_tb

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.exceptions import (
    BadMigrationError,
    CircularDependencyError,
    NodeNotFoundError,
)
from django.db.migrations.graph import DummyNode
from django.db.migrations.loader import MigrationLoader

from migration_safety.errors import GraphError, SelectionError

MEND = "Mend the dependencies."
PART = "Move what needs the other, mostly a foreign key, into a migration of its own."
LEAVES = "{label} has several leaves: {names}. Run `manage.py makemigrations --merge {label}`."
LOST = "which no file makes: bring its file back, or mend `dependencies`."
HALF = (
    "which {squash} replaces, but the database has applied only some of what it replaces: bring"
    " the replaced files back until all of it is applied."
)


def load(connection: BaseDatabaseWrapper | None) -> MigrationLoader:
    """The graph, with the applied migrations where there is a connection.

    Raises SelectionError for files that cannot be imported, and GraphError for dependencies
    that do not exist or go round, and several leaf nodes in one app.
    """
    loader = MigrationLoader(connection, load=False)
    try:
        loader.build_graph()
    except NodeNotFoundError as error:
        raise _broken(loader, str(error), MEND, *_gaps(loader)) from error
    except CircularDependencyError as error:
        problem = f"These migrations depend on each other in a circle: {_turned(str(error))}."
        raise _broken(loader, problem, MEND, f"{problem} {PART}") from error
    except BadMigrationError as error:
        raise SelectionError(str(error), "Mend the migration file.") from error
    except SyntaxError as error:
        raise SelectionError(
            f"{error.filename}, line {error.lineno}: {error.msg}.", "Mend the migration file."
        ) from error
    except (Exception, SystemExit) as error:  # importing a migration runs its code: anything goes
        last = extract_tb(error.__traceback__)[-1]
        raise SelectionError(
            f"A migration cannot be imported: {type(error).__name__}: {error}"
            f" ({last.filename}, line {last.lineno}).",
            "Mend the migration file.",
        ) from error
    _refuse_conflicts(loader)
    return loader


def _refuse_conflicts(loader: MigrationLoader) -> None:
    """`migrate` refuses them as well, whatever it is asked for."""
    conflicts = loader.detect_conflicts()
    if conflicts:
        leaves = {label: ", ".join(sorted(conflicts[label])) for label in sorted(conflicts)}
        told = "; ".join(f"{label!r}: {names}" for label, names in leaves.items())
        raise _broken(
            loader,
            f"Several leaf nodes in the migration graph, of {told}.",
            "Run `manage.py makemigrations --merge`.",
            *(LEAVES.format(label=label, names=names) for label, names in leaves.items()),
        )


def _turned(circle: str) -> str:
    """The circle from its first name on: Django begins at any, by chance."""
    names = circle.split(", ")
    first = names.index(min(names))
    return ", ".join((*names[first:], *names[:first]))


def _gaps(loader: MigrationLoader) -> Iterator[str]:
    """Each migration that depends on one that is not there."""
    squashes = {part: key for key, it in loader.replacements.items() for part in it.replaces}
    for node in loader.graph.node_map.values():
        if isinstance(node, DummyNode):
            squash = squashes.get(node.key)
            why = HALF.format(squash=".".join(squash)) if squash else LOST
            for child in sorted(node.children):
                yield f"{'.'.join(child.key)} depends on {'.'.join(node.key)}, {why}"


def _broken(loader: MigrationLoader, problem: str, advice: str, *details: str) -> GraphError:
    return GraphError(problem, advice, details, len(loader.disk_migrations))


def known_app(loader: MigrationLoader, label: str) -> None:
    """Raises SelectionError for an app that does not exist or has no migrations."""
    if label in loader.migrated_apps:
        return
    if label in loader.unmigrated_apps:
        raise SelectionError(
            f"The app {label!r} has no migrations.", "Run `manage.py makemigrations`."
        )
    near = get_close_matches(label, loader.migrated_apps, n=1)
    known = ", ".join(sorted(loader.migrated_apps))
    raise SelectionError(
        f"There is no app {label!r}.",
        f"Did you mean {near[0]!r}?" if near else f"Apps with migrations: {known}.",
    )
