"""The factories of a project: those that its settings name, and its apps' factories.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db.models import Model
from factory.base import Factory
from factory.django import DjangoModelFactory

from migration_safety.core.nearest import advice
from migration_safety.errors import VolumeError

Found = type[Factory[Any]]
SETTING = 'MIGRATION_SAFETY["FACTORIES"]'


def discover(named: Sequence[str] = ()) -> dict[str, Found]:
    """One factory by model label ("people.Person"); `named` are dotted paths of classes or
    modules, and go before those that are found in the apps.
    """
    chosen = _by_model(each for path in named for each in _named(path))
    found = _by_model(each for module in _modules() for each in _factories(module))
    several = found | chosen
    return {label: _only(label, several[label]) for label in sorted(several)}


def dotted(factory: Found) -> str:
    """How a factory is named in messages and settings."""
    return f"{factory.__module__}.{factory.__qualname__}"


def _by_model(factories: Iterator[Found]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for factory in factories:
        known = found.setdefault(_model(factory)._meta.label, [])
        if factory not in known:
            known.append(factory)
    return found


def _only(label: str, several: list[Found]) -> Found:
    """The one there is, or that which bears the model's name."""
    if len(several) == 1:
        return several[0]
    usual = f"{label.rpartition('.')[2]}Factory"
    fitting = [factory for factory in several if factory.__name__ == usual]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(sorted(map(dotted, several)))
    raise VolumeError(f"{label} has several factories: {names}", f"Name one of them in {SETTING}.")


def _named(path: str) -> list[Found]:
    """The factory of that name, or all of a module."""
    above, _, name = path.rpartition(".")
    if above and not _exists(path):
        module = _imported(above)
        factory: Any = getattr(module, name, None)
        if not _usable(factory):
            near = advice(name, [each.__name__ for each in _factories(module)])
            raise VolumeError(f"{SETTING} names {path}, which is no factory of a model", near)
        return [factory]
    return _factories(_imported(path))


def _modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        if _exists(f"{config.name}.factories"):
            yield _imported(f"{config.name}.factories")


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    # Its parent is a module and no package, or is not there at all.
    except (ImportError, ValueError):
        return False


def _imported(module: str) -> ModuleType:
    try:
        return import_module(module)
    # A project's module may fail with anything.
    except Exception as error:
        raise VolumeError(
            f"The factories of {module} cannot be imported: {type(error).__name__}: {error}",
            "Correct the module, or leave it out.",
        ) from error


def _factories(module: ModuleType) -> list[Found]:
    """Those of the module itself: others are imported into it as parents of theirs."""
    return [
        each
        for _, each in sorted(vars(module).items())
        if _usable(each) and f"{each.__module__}.".startswith(f"{module.__name__}.")
    ]


def _usable(candidate: object) -> bool:
    return (
        isinstance(candidate, type)
        and issubclass(candidate, DjangoModelFactory)
        and not candidate._meta.abstract
        and not _model(candidate)._meta.abstract
    )


def _model(factory: Found) -> type[Model]:
    model: type[Model] = factory._meta.get_model_class()  # type: ignore[no-untyped-call]
    return model
