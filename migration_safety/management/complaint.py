"""What went wrong, in the one line that stands on standard error."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError

from migration_safety.errors import MigrationSafetyError
from migration_safety.reports.visible import line


def complaint(error: BaseException, alias: str) -> str:
    """What is wrong, and what to do."""
    says = line(str(error))
    if isinstance(error, MigrationSafetyError | ImproperlyConfigured):
        return says
    if isinstance(error, DatabaseError):
        return f"The database '{alias}' cannot be used: {says}"
    if isinstance(error, SystemExit):
        return "Code of the project ended the command with sys.exit(). Let it raise an error."
    fault = "This is a fault of migration_safety; --traceback shows where."
    return f"{type(error).__name__}: {says}. {fault}"
