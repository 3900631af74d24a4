"""A row without its relations, but with those parents that something else is made of."""

# mypy: untyped-calls-exclude="factory"

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from factory.base import Factory
from factory.declarations import SKIP, Transformer

from migration_safety.errors import VolumeError
from migration_safety.rows.factories.building import SEQUENCE, Built, Record, build
from migration_safety.rows.factories.still.no_database import DatabaseAsked


class RowBuilder:
    """Builds row after row of a model and learns on the way who reads whom."""

    def __init__(self, model: type[Model], factory: type[Factory[Any]], name: str) -> None:
        self.factory = factory
        self.name = name
        self.record = Record()
        self._left_out = _relations(model) & set(factory._meta.pre_declarations)

    def row(self, number: int) -> Built:
        """The row of that number."""
        while True:
            left_out = set(self._left_out)
            overrides = dict.fromkeys(sorted(left_out), SKIP)
            try:
                built = build(self.factory, overrides, number=number, record=self.record)
            except Exception as error:
                if not self._built_along(left_out):
                    raise self._complaint(error) from error
            else:
                if not self._read(left_out):
                    return built
                self._left_out -= self._read(left_out)

    def renumbered(self, built: Built, number: int) -> Built | None:
        """The same row with another number; None where nothing in it shows the number."""
        changing = self.record.readers(SEQUENCE) - {SEQUENCE}
        while changing:
            kept = self._kept(built.attributes, changing)
            record = Record()
            try:
                return build(self.factory, kept, number=number, record=record)
            except Exception:
                # A date so many days ahead, or the 7,000,000th word of a list: it stays as it is.
                if record.failed not in changing:
                    return None
                changing = changing - {record.failed}
        return None

    def _built_along(self, left_out: set[str]) -> bool:
        """Whether there is hope for another try, with parents that were left out."""
        wanted = self._read(left_out) or left_out
        self._left_out -= wanted
        if wanted:
            self.record.failed = ""
        return bool(wanted)

    def _read(self, names: set[str]) -> set[str]:
        return names & {read for reads in self.record.reads.values() for read in reads}

    def _kept(self, attributes: Mapping[str, Any], changing: set[str]) -> dict[str, Any]:
        declarations = self.factory._meta.pre_declarations
        return {
            # A value that was transformed must not be transformed again.
            name: Transformer.Force(value)
            if isinstance(declarations.declarations.get(name), Transformer)
            else value
            for name, value in attributes.items()
            if name not in changing
        }

    def _complaint(self, error: Exception) -> VolumeError:
        if isinstance(error, VolumeError):
            return error
        field = f" for '{self.record.failed}'" if self.record.failed else ""
        if isinstance(error, DatabaseAsked):
            return VolumeError(
                f"The factory {self.name} asks the database{field}",
                "Declare it with a SubFactory or values: rows are built before any is written.",
            )
        first = (str(error).splitlines() or [""])[0]
        return VolumeError(
            f"The factory {self.name} fails{field}: {type(error).__name__}: {first}",
            f"Try {self.name.rpartition('.')[2]}.build() in a shell.",
        )


def _relations(model: type[Model]) -> set[str]:
    """By name and by attname: generic and many-to-many ones too."""
    fields = [*model._meta.get_fields(), *model._meta.private_fields]
    found = [field for field in fields if field.is_relation]
    names = {field.name for field in found}
    return names | {field.attname for field in found if hasattr(field, "attname")}
