"""One row built by a factory: nothing is saved, and who read what is recorded."""

# mypy: disallow-untyped-calls=False
# The builder of factory_boy, which these classes extend, has no types.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from factory.base import Factory
from factory.builder import BuildStep, DeclarationSet, Resolver, StepBuilder, parse_declarations
from factory.enums import BUILD_STRATEGY

from migration_safety.rows.factories.still.no_database import DatabaseAsked

# What a declaration reads that is made of the row's number.
SEQUENCE = "the sequence"
# Kept beside the attributes of a row, under names that no attribute can have.
RECORD = "the record"
EVALUATED = "being evaluated"


class Record:
    """Which attribute read which, and where the evaluation failed."""

    def __init__(self) -> None:
        self.reads: dict[str, set[str]] = {}
        self.failed = ""

    def note(self, reader: str, read: str) -> None:
        """`reader` was made from `read`."""
        self.reads.setdefault(reader, set()).add(read)

    def readers(self, read: str) -> set[str]:
        """All that is made from it, directly or not."""
        found: set[str] = set()
        wanted = {read}
        while wanted:
            wanted = {reader for reader, names in self.reads.items() if names & wanted} - found
            found |= wanted
        return found


@dataclass(frozen=True, slots=True)
class Built:
    """An instance that is not saved, and all attributes that it was made of."""

    instance: Any
    attributes: Mapping[str, Any]


def build(
    factory: type[Factory[Any]], overrides: Mapping[str, object], *, number: int, record: Record
) -> Built:
    """The instance that the factory's `build` makes with that sequence number.

    What factory_boy does after building (related factories, hooks) is left out.
    """
    extras = {**overrides, "__sequence": number}
    builder = _Builder(factory._meta, extras, BUILD_STRATEGY)
    builder.record = record
    instance = builder.build()
    return Built(instance, builder.attributes)


class _Builder(StepBuilder):
    """Resolves the declarations and instantiates; does not go on to post-generation."""

    record: Record | None = None
    attributes: Mapping[str, Any]

    def build(self, parent_step: Any = None, force_sequence: int | None = None) -> Any:
        meta = self.factory_meta
        declared, _ = parse_declarations(
            self.extras, base_pre=meta.pre_declarations, base_post=meta.post_declarations
        )
        step = _Step(self, self._number(force_sequence), parent_step)
        step.resolve(declared)
        self.attributes = step.attributes
        arguments, keywords = meta.prepare_arguments(step.attributes)
        try:
            return meta.instantiate(step=step, args=arguments, kwargs=keywords)
        except DatabaseAsked:
            if arguments:
                raise
            return _bare(meta.model, keywords)

    def _number(self, forced: int | None) -> int:
        if forced is not None:
            return forced
        if self.force_init_sequence is not None:
            return int(self.force_init_sequence)
        # A parent that is built along: its number must not depend on what was built before.
        return 0


def _bare(model: type[Model], keywords: Mapping[str, Any]) -> Model:
    """An instance that its __init__ has not seen, since that asks the database: for the
    default of a relation, which is left out, or for the content type of its class.
    """
    instance = model.__new__(model)
    vars(instance).update({field.attname: None for field in model._meta.concrete_fields})
    instance._state = ModelState()
    for name, value in keywords.items():
        setattr(instance, name, value)
    return instance


class _Step(BuildStep):
    @property
    def sequence(self) -> int:
        """The number; whoever asks is made of it."""
        evaluated = vars(self.stub)[EVALUATED] if self.stub else ()
        if evaluated and self.builder.record:
            self.builder.record.note(evaluated[-1], SEQUENCE)
        return self._sequence

    @sequence.setter
    def sequence(self, number: int) -> None:
        self._sequence = number

    def resolve(self, declarations: DeclarationSet) -> None:
        self.stub = _Resolver(declarations, self, self._sequence)
        vars(self.stub).update({RECORD: self.builder.record, EVALUATED: []})
        for name in declarations:
            self.attributes[name] = getattr(self.stub, name)


class _Resolver(Resolver):
    """The row as its declarations see it: it has no names but those of attributes."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_Resolver__"):
            raise AttributeError(name)
        record: Record | None = vars(self)[RECORD]
        evaluated: list[str] = vars(self)[EVALUATED]
        if record is not None and evaluated:
            record.note(evaluated[-1], name)
        evaluated.append(name)
        try:
            return super().__getattr__(name)
        except Exception:
            if record is not None and not record.failed:
                record.failed = name
            raise
        finally:
            evaluated.pop()
