"""The migration graph from disk, with Django's errors turned into one line each."""

from __future__ import annotations

from difflib import get_close_matches
from traceback import extract_tb

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.exceptions import (
    BadMigrationError,
    CircularDependencyError,
    NodeNotFoundError,
)
from django.db.migrations.loader import MigrationLoader

from migration_safety.errors import SelectionError


def load(connection: BaseDatabaseWrapper | None) -> MigrationLoader:
    """The graph, with the applied migrations where there is a connection.

    Raises SelectionError for files that cannot be imported, dependencies that do not
    exist or go round, and several leaf nodes in one app.
    """
    try:
        loader = MigrationLoader(connection)
    except NodeNotFoundError as error:
        raise SelectionError(str(error), "Mend the dependencies.") from error
    except CircularDependencyError as error:
        raise SelectionError(
            f"These migrations depend on each other in a circle: {error}.", "Mend the dependencies."
        ) from error
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
        told = (f"{label!r}: {', '.join(sorted(conflicts[label]))}" for label in sorted(conflicts))
        raise SelectionError(
            f"Several leaf nodes in the migration graph, of {'; '.join(told)}.",
            "Run `manage.py makemigrations --merge`.",
        )


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
