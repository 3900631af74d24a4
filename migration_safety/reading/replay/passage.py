"""One migration taken forward or back on a connection, as `migrate` does it."""

from __future__ import annotations

from copy import copy

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from migration_safety.reading.replay.watched import Deferred, Watched, Witness


def forward(
    migration: Migration,
    state: ProjectState,
    connection: BaseDatabaseWrapper,
    witness: Witness | None = None,
) -> ProjectState:
    """Apply and record it.  Changes the state, and returns that after the migration.

    No signal is sent, as receivers belong to running code.  Raises whatever the migration does.
    """
    # Rendered once: an operation then renders only the models it touches.
    _ = state.apps
    owners = _begin(migration, witness)
    with connection.schema_editor(atomic=migration.atomic) as editor:
        state = _watched(migration, witness, owners).apply(state, editor)
        _put_off(editor, witness, owners)
        recorded = not editor.deferred_sql
        if recorded:
            _record(migration, connection)
    if not recorded:
        _record(migration, connection)
    return state


def backward(
    migration: Migration,
    before: ProjectState,
    connection: BaseDatabaseWrapper,
    witness: Witness | None = None,
) -> None:
    """Unapply and unrecord it, from its own state to the one `before` it, which may be changed.

    Raises whatever the migration does, above all Django's IrreversibleError before anything is
    run.
    """
    _ = before.apps
    owners = _begin(migration, witness)
    with connection.schema_editor(atomic=migration.atomic) as editor:
        _watched(migration, witness, owners).unapply(before, editor)
        _put_off(editor, witness, owners)
    recorder = MigrationRecorder(connection)
    for app, name in migration.replaces:
        recorder.record_unapplied(app, name)
    recorder.record_unapplied(migration.app_label, migration.name)


def _begin(migration: Migration, witness: Witness | None) -> dict[int, int]:
    if witness:
        witness.begin(migration.app_label, migration.name)
    return {}


def _watched(migration: Migration, witness: Witness | None, owners: dict[int, int]) -> Migration:
    """Its operations tell the witness when they run."""
    if witness is None:
        return migration
    watched = copy(migration)
    vars(watched)["operations"] = [
        Watched(operation, index, witness, owners)
        for index, operation in enumerate(migration.operations)
    ]
    return watched


def _put_off(
    editor: BaseDatabaseSchemaEditor, witness: Witness | None, owners: dict[int, int]
) -> None:
    if witness:
        editor.deferred_sql = Deferred(editor.deferred_sql, owners, witness)


def _record(migration: Migration, connection: BaseDatabaseWrapper) -> None:
    """As the executor does: a squashed migration stands for those it replaces."""
    recorder = MigrationRecorder(connection)
    for app, name in migration.replaces or [(migration.app_label, migration.name)]:
        recorder.record_applied(app, name)
