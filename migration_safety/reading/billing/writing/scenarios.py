"""What is written between the way forward and the way back, one thing at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.written import Done
from migration_safety.reading.billing.bound import Model, Names, mentioned
from migration_safety.reading.billing.touched import Touched, columns_of
from migration_safety.reading.billing.writing.boundaries import OUTSIDE, boundaries
from migration_safety.reading.billing.writing.literals import named

ROW = "a new row"
SPARSE = "a new row with NULL where both releases allow it"
ALIKE = "two rows that are alike"


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """Something that is written through a model, and in words what; each is like itself alone.

    `values` are given to fields by their names; all others get what both releases allow, as
    `sparse` says NULL where that is.  `changed` are the fields that a change is about, `alike`
    those that two rows have in common, an empty set for all.  `plain`: it is about rows as
    such; `number` tells scenarios of a model apart; `strange`: the old code does not know the
    value.
    """

    one: Touched
    done: Done
    words: str
    number: int
    column: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    changed: Names = ()
    alike: Names | None = None
    sparse: bool = False
    plain: bool = False
    strange: bool = False

    @property
    def model(self) -> Model:
        """Through which it is written."""
        return self.one.model

    @property
    def table(self) -> str:
        """Where it writes first of all."""
        return self.model._meta.db_table

    @property
    def place(self) -> tuple[str, str]:
        """Scenarios of one place stop the way back together, or none of them does."""
        return self.table, self.column or self.words


def scenarios(models: Iterable[Touched], connection: BaseDatabaseWrapper) -> list[Scenario]:
    """Deletions and changes of rows that are there, then new rows; plain ones first of each."""
    found = [each for one in models for each in _of(one, connection)]
    order = (Done.DELETED, Done.UPDATED, Done.INSERTED)
    found.sort(key=lambda each: (order.index(each.done), not each.plain))
    return found


def _of(one: Touched, connection: BaseDatabaseWrapper) -> Iterator[Scenario]:
    model = one.model
    yield Scenario(one, Done.INSERTED, ROW, 0, plain=True)
    if any(each.null for each in model._meta.concrete_fields):
        yield Scenario(one, Done.INSERTED, SPARSE, 1, sparse=True, plain=True)
    if one.old is not None and (one.fields or one.alike):
        yield Scenario(one, Done.DELETED, "a deleted row", 0, plain=True)
        names = tuple(
            each.name
            for each in one.fields
            if not (each.primary_key or getattr(each, "generated", False))
        )
        if names:
            yield Scenario(one, Done.UPDATED, "a changed row", 0, changed=names, plain=True)
    number, row = 2, 1
    for names in one.alike:
        words = f"two rows with the same {', '.join(names)}" if names else ALIKE
        column = columns_of(model, names)[0] if len(names) == 1 else ""
        yield Scenario(one, Done.INSERTED, words, number, column, alike=names)
        number += 1
    for each in one.fields:
        known = _known(each, one.old)
        bounds = (*boundaries(each, connection), *named(each, (*one.dropped, *one.added)))
        for at, (words, value) in enumerate(bounds):
            strange = bool(known) and value not in (*known, None, "") and words != OUTSIDE
            made = Scenario(
                one,
                Done.INSERTED,
                words,
                number,
                each.column,
                {each.name: value},
                strange=strange,
            )
            yield made
            number += 1
            if at == 0 and one.old is not None and not _alone(each, one):
                changed = f"a row changed to {words}"
                yield replace(made, done=Done.UPDATED, words=changed, number=row)
                row += 1


def _alone(changed: Any, one: Touched) -> bool:
    """Whether two rows with its boundary are more than one such row: each says something else."""
    return changed.unique or any(changed.name in names for names in _sets(one))


def _sets(one: Touched) -> Iterator[Names]:
    """The fields that were unique together, or may have been."""
    yield from one.alike
    yield from (mentioned(each, one.model) for each in one.dropped)


def _known(changed: Any, old: Model | None) -> list[object]:
    """The choices of the field in the old code, none where any value would do."""
    fields = old._meta.local_concrete_fields if old else ()
    was: Any = next((each for each in fields if each.name == changed.name), None)
    return [value for value, _ in was.flatchoices] if was is not None else []
