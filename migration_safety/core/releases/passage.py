"""A passage from one release to the next: the code and the schema at both ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migration_safety.core.operations.model import Code

# The relations of a moment by name, in the vendor's own form.
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Passage:
    """`old` was made for the schema `before`, `new` for the schema `after`."""

    old: Code
    new: Code
    before: Schema
    after: Schema

    def touched(self) -> frozenset[str]:
        """The tables that are others afterwards, or that the code knows otherwise."""
        models = {model.table: model for model in self.old.models}
        others = {model.table: model for model in self.new.models}
        return frozenset((*changed(self.before, self.after), *changed(models, others)))

    def referred(self, table: str) -> frozenset[str]:
        """The tables that one release's code says the table refers to, and the other's not so."""
        found = [
            {(column, _table(code, label)) for column, label in model.references.items()}
            for code in (self.old, self.new)
            if (model := code.model(table))
        ]
        both = found[0] & found[1] if len(found) > 1 else set()
        return frozenset(name for _, name in set().union(*found) - both if name)


def changed(one: Schema, other: Schema) -> Iterator[str]:
    """The names under which both hold something else."""
    if one is other:
        return
    for name in one.keys() | other.keys():
        before, after = one.get(name), other.get(name)
        if before is not after and before != after:
            yield name


def _table(code: Code, label: str) -> str:
    target = code.labelled(label)
    return target.table if target else ""
