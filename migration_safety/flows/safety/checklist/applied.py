"""The schema that the applied migrations of a database make, predicted."""

from __future__ import annotations

from dataclasses import replace

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.catalog.relation import Catalog
from migration_safety.databases.postgresql.catalog.expected import expected
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk


def applied_schema(selection: Selection, connection: BaseDatabaseWrapper, version: int) -> Catalog:
    """Raises GrammarError or SelectionError where these migrations cannot be replayed."""
    applied = tuple(each for each in selection.migrations if selection.is_applied(each))
    last = frozenset((each.app_label, each.name) for each in applied[-1:])
    dialect = Dialect(connection, version)
    walk(replace(selection, migrations=applied, selected=last), dialect, lambda line: None)
    return expected(dialect.schema)
