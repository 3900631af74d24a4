"""The hand that writes scenarios, and notes each row that it wrote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import Error, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.written import Done, Written
from migration_safety.reading.billing.bound import Model
from migration_safety.reading.billing.touched import columns_of
from migration_safety.reading.billing.writing.conforming import conforms
from migration_safety.reading.billing.writing.examples import Examples
from migration_safety.reading.billing.writing.noting import (
    NONE_THERE,
    Refused,
    note,
    noted,
    texts,
)
from migration_safety.reading.billing.writing.scenarios import Scenario
from migration_safety.reading.probing.rows import Rows
from migration_safety.reading.probing.trying import DEPTH, Say, deleted

# Values of its own that a scenario has: those that both releases take come first.
ATTEMPTS = 6
BOTH = 3
EXISTING = 24
TAKEN = "23505"


class Unlike(Exception):
    """The row is none that both schemas take."""


class Hand:
    """Writes on one connection.  `luck` remembers which attempt went well, from run to run."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        examples: Examples,
        say: Say,
        luck: dict[Scenario, int],
    ) -> None:
        self.connection, self.say = connection, say
        self._examples, self._luck = examples, luck
        self._rows = Rows(connection, examples.value, examples.lacking)
        self._existing: dict[Model, list[Any]] = {}

    def write(self, scenario: Scenario) -> list[Written]:
        """The rows that it wrote.  Raises Refused where no attempt went well."""
        lucky = self._luck.get(scenario)
        reason = ""
        for attempt in range(ATTEMPTS) if lucky is None else [lucky]:
            try:
                self._targets(scenario.model, {scenario.model})
                with transaction.atomic(using=self.connection.alias):
                    written = DOES[scenario.done](self, scenario, attempt)
                    # Foreign keys that wait for COMMIT speak now.
                    self.connection.check_constraints()
                self._luck[scenario] = attempt
                return written
            except Error as error:
                state = str(getattr(error.__cause__, "sqlstate", "") or "")
                reason = self.say(error)
                if state == TAKEN:
                    self._renew(scenario.model)
                elif attempt >= BOTH and not scenario.plain:
                    break
            except Refused:
                raise
            except Unlike as error:
                reason = str(error)
                self._renew(scenario.model)
            except Exception as error:  # fields and their values are the project's code
                reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise Refused(reason)

    def inserted(self, scenario: Scenario, attempt: int) -> list[Written]:
        """A new row, or two."""
        first = self._instance(scenario, attempt)
        if attempt < BOTH and not conforms(
            first, scenario.one, column=scenario.column, alias=self.connection.alias
        ):
            raise Unlike("the old schema would not take it")
        first.save(force_insert=True, using=self.connection.alias)
        written = noted(self.connection, scenario, first)
        if scenario.alike is not None:
            second = self._twin(scenario, first, attempt)
            second.save(force_insert=True, using=self.connection.alias)
            written += noted(self.connection, scenario, second)
        return written

    def updated(self, scenario: Scenario, attempt: int) -> list[Written]:
        """Another value in a row that is there."""
        model, key = scenario.model, self._key(scenario)
        changes = dict(scenario.values)
        if scenario.changed:
            made = self._rows.changes(model, self._seed(scenario, attempt))
            changes = {name: made[name] for name in scenario.changed if name in made}
        columns = columns_of(model, changes)
        was = texts(self.connection, model, columns, key)
        model._base_manager.using(self.connection.alias).filter(pk=key).update(**changes)
        if was == texts(self.connection, model, columns, key):
            raise Unlike("it is what the row held before")
        given = frozenset(columns)
        return [note(self.connection, scenario, model, key, given=given, was=was)]

    def deleted(self, scenario: Scenario, attempt: int) -> list[Written]:
        """A row that is there, with what refers to it."""
        model, key = scenario.model, self._key(scenario)
        found = model._base_manager.using(self.connection.alias).get(pk=key)
        written = noted(self.connection, scenario, found)
        deleted(found, self.connection.alias, DEPTH)
        return written

    def _key(self, scenario: Scenario) -> Any:
        """The row that is there for the scenario: the last one is for being deleted."""
        model = scenario.model
        if model not in self._existing:
            found = model._base_manager.using(self.connection.alias).order_by("pk")
            self._existing[model] = list(found.values_list("pk", flat=True)[:EXISTING])
        keys = self._existing[model]
        at = -1 if scenario.done is Done.DELETED else scenario.number
        if len(keys) <= scenario.number + (scenario.done is Done.UPDATED):
            raise Refused(NONE_THERE)
        return keys[at]

    def _instance(self, scenario: Scenario, attempt: int) -> models.Model:
        made = self._rows.instance(scenario.model, self._seed(scenario, attempt))
        for name, value in scenario.values.items():
            field: Any = made._meta.get_field(name)
            # Not by its descriptor: that of an image would open the file.
            vars(made)[field.attname] = value
        return made

    def _seed(self, scenario: Scenario, attempt: int) -> int:
        """Another one for each scenario and attempt, odd for what is sparse."""
        self._examples.both = attempt < BOTH
        return 2 * (scenario.number * ATTEMPTS + attempt) + scenario.sparse

    def _twin(self, scenario: Scenario, first: models.Model, attempt: int) -> models.Model:
        """Like the first in all but its key; in later attempts in those fields alone."""
        fields = {
            each.name: each for each in scenario.model._meta.concrete_fields if not each.primary_key
        }
        alike = scenario.alike if scenario.alike and attempt % 2 else tuple(fields)
        twin = self._rows.instance(scenario.model, self._seed(scenario, attempt) + ATTEMPTS)
        for name in alike or ():
            if not getattr(fields[name], "generated", False):
                setattr(twin, fields[name].attname, getattr(first, fields[name].attname))
        return twin

    def _targets(self, model: Model, seen: set[Model]) -> None:
        """A row in each table that its rows refer to, be it one that is there already."""
        if model in _referred(model) and model._meta.db_table not in self._rows.rows:
            self._rows.adopt(model)
        for target in _referred(model) - seen:
            if target._meta.db_table not in self._rows.rows and not self._rows.adopt(target):
                self._fill(target, seen | {target})

    def _renew(self, model: Model) -> None:
        """New rows to refer to: the ones so far may be referred to but once."""
        for target in _referred(model) - {model}:
            self._fill(target, {model, target})

    def _fill(self, target: Model, seen: set[Model]) -> None:
        self._targets(target, seen)
        for attempt in range(len(self._rows.rows), len(self._rows.rows) + ATTEMPTS):
            try:
                with transaction.atomic(using=self.connection.alias):
                    made = self._rows.instance(target, 2 * attempt)
                    made.save(force_insert=True, using=self.connection.alias)
                    self._rows.keep(made)
                return
            except Exception:  # what refers to it tells what it lacks
                continue


def _referred(model: Model) -> set[Model]:
    """The models that its own and inherited columns refer to."""
    related: Any = [it.remote_field for it in model._meta.concrete_fields if it.remote_field]
    return {each.model for each in related if each.model._meta.managed and not each.parent_link}


DOES: dict[Done, Callable[[Hand, Scenario, int], list[Written]]] = {
    Done.INSERTED: Hand.inserted,
    Done.UPDATED: Hand.updated,
    Done.DELETED: Hand.deleted,
}
