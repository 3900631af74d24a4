"""One statement of a model's code, tried in a savepoint and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ProtectedError, RestrictedError

from migration_safety.core.releases.probe import Verb
from migration_safety.reading.probing.outcome import Outcome
from migration_safety.reading.probing.rows import Model, Rows

ATTEMPTS = 6
# Objects that keep others from being deleted are deleted first, and what keeps those.
DEPTH = 6
# Data exceptions, and violations of unique, check and exclusion constraints.
VALUES = ("22", "23505", "23514", "23P01")
Say = Callable[[BaseException], str]
Does = Callable[..., None]


@contextmanager
def undone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Whatever happens within is rolled back."""
    with transaction.atomic(using=connection.alias):
        try:
            yield
        finally:
            transaction.set_rollback(True, using=connection.alias)


class Trying:
    """Tries the statements of models against the rows that are there."""

    def __init__(self, connection: BaseDatabaseWrapper, rows: Rows, say: Say) -> None:
        self.connection, self.rows, self.say = connection, rows, say

    def tried(self, verb: Verb, model: Model) -> Outcome:
        """What came of it; nothing is left of it."""
        outcome = Outcome()
        for attempt in range(ATTEMPTS):
            outcome = self._once(DOES[verb], model, attempt, keep=False)
            if not outcome.values:
                break
        return outcome

    def fill(self, model: Model, *, sparse: bool = False) -> bool:
        """Insert a row that stays as long as the moment; `sparse`: NULL where that may be."""
        for attempt in range(1, ATTEMPTS, 2) if sparse else range(ATTEMPTS):
            outcome = self._once(_insert, model, attempt, keep=True)
            if not outcome.values:
                return not (outcome.error or outcome.unable)
        return False

    def _once(
        self, does: Callable[..., None], model: Model, attempt: int, *, keep: bool
    ) -> Outcome:
        sent: list[str] = []
        alias = self.connection.alias
        within = transaction.atomic(using=alias) if keep else undone(self.connection)
        try:
            with within, self._heard(sent):
                does(self, model, attempt, keep=keep)
                # Foreign keys that wait for COMMIT speak now.
                self.connection.check_constraints()
        except Error as error:
            state = str(getattr(error.__cause__, "sqlstate", "") or "")
            values = state.startswith(VALUES)
            return Outcome(sent[-1] if sent else "", self.say(error), values)
        except Exception as error:  # fields and their values are the project's code
            return Outcome(unable=f"{type(error).__name__}: {error}".partition("\n")[0])
        return Outcome(sent[-1] if sent else "")

    @contextmanager
    def _heard(self, sent: list[str]) -> Iterator[None]:
        """The statements that the server is sent, without their values."""

        def hear(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            text = str(sql)
            if not text.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "SET CONSTRAINTS")):
                sent.append(text)
            return execute(sql, params, many, context)

        with self.connection.execute_wrapper(hear):
            yield


def _select(trying: Trying, model: Model, attempt: int, *, keep: bool) -> None:
    list(model._base_manager.using(trying.connection.alias).order_by()[:1])


def _insert(trying: Trying, model: Model, attempt: int, *, keep: bool) -> None:
    made = trying.rows.instance(model, attempt)
    made.save(force_insert=True, using=trying.connection.alias)
    if keep:
        trying.rows.keep(made)


def _update(trying: Trying, model: Model, attempt: int, *, keep: bool) -> None:
    present = trying.rows.present(model)
    found = model._base_manager.using(trying.connection.alias).order_by()
    changes = trying.rows.changes(model, attempt)
    if changes:
        found.filter(pk=present.pk if present else None).update(**changes)


def _delete(trying: Trying, model: Model, attempt: int, *, keep: bool) -> None:
    present = trying.rows.present(model)
    deleted(present or trying.rows.imagined(model), trying.connection.alias, DEPTH)
    if present is None:
        raise LookupError("no row could be made")


def deleted(present: models.Model, alias: str, depth: int) -> None:
    """Delete it, and before it the objects that protect it, as deep as that."""
    try:
        present.delete(using=alias)
    except (ProtectedError, RestrictedError) as error:
        if not depth:
            raise
        in_the_way: Any = getattr(error, "protected_objects", None) or error.restricted_objects  # type: ignore[union-attr]  # one of both
        for each in in_the_way:
            deleted(each, alias, depth - 1)
        deleted(present, alias, depth - 1)


DOES: dict[Verb, Does] = {
    Verb.SELECT: _select,
    Verb.INSERT: _insert,
    Verb.UPDATE: _update,
    Verb.DELETE: _delete,
}
