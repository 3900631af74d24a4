"""The iterators of a factory and its parents: each building starts them anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from factory import declarations
from factory.base import Factory
from factory.declarations import BaseDeclaration, SubFactory


def restart(factory: type[Factory[Any]]) -> None:
    """What was built before must not decide what comes first."""
    for each in _reachable(factory, set()):
        if isinstance(each, declarations.Iterator):
            each.reset()  # type: ignore[no-untyped-call]


def _reachable(factory: type[Factory[Any]], seen: set[int]) -> Iterator[BaseDeclaration]:
    if id(factory) in seen:
        return
    seen.add(id(factory))
    for value in factory._meta.pre_declarations.as_dict().values():  # type: ignore[no-untyped-call]
        yield from _within(value, seen)


def _within(value: object, seen: set[int]) -> Iterator[BaseDeclaration]:
    """The declaration, and those that it wraps."""
    if not isinstance(value, BaseDeclaration) or id(value) in seen:
        return
    seen.add(id(value))
    yield value
    for inner in vars(value).values():
        for each in inner.values() if isinstance(inner, dict) else (inner,):
            yield from _within(each, seen)
    if isinstance(value, SubFactory):
        parent = value.factory_wrapper.factory
        # One that is named and was not imported yet has built nothing.
        if parent is not None:
            yield from _reachable(parent, seen)
