"""PostgreSQL's own migration operations, each with what another database does in its stead."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres import operations as postgresql
from django.db import migrations
from django.db.migrations.operations.base import Operation

NOTHING = migrations.SeparateDatabaseAndState()


class Elsewhere(Operation):
    """Goes before an operation of PostgreSQL; any other database runs `elsewhere` instead."""

    def elsewhere(self) -> Operation:
        return NOTHING

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, *states)
        else:
            self.elsewhere().database_forwards(app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, *states)
        else:
            self.elsewhere().database_backwards(app_label, schema_editor, *states)


class AddIndexConcurrently(Elsewhere, postgresql.AddIndexConcurrently):
    def elsewhere(self) -> Operation:
        return migrations.AddIndex(self.model_name, self.index)


class AddConstraintNotValid(Elsewhere, postgresql.AddConstraintNotValid):
    def elsewhere(self) -> Operation:
        return migrations.AddConstraint(self.model_name, self.constraint)


class ValidateConstraint(Elsewhere, postgresql.ValidateConstraint):
    """Elsewhere the constraint has been valid from the start."""


class RunSQL(Elsewhere, migrations.RunSQL):
    """Elsewhere nothing: the statements are written in PostgreSQL's SQL."""


class SeparateDatabaseAndState(Elsewhere, migrations.SeparateDatabaseAndState):
    """Elsewhere the database does what the state does, with whatever locks that takes."""

    def elsewhere(self) -> Operation:
        return migrations.SeparateDatabaseAndState(self.state_operations, self.state_operations)
