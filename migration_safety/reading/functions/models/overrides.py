"""What the models of today do when they are saved, and historical models do not."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import lru_cache
from typing import Any

from django.db.models import Model

from migration_safety.reading.functions.notebook import Notebook, text_of
from migration_safety.reading.functions.values import Call, Instance


def gone(model: Any, name: str) -> str:
    """In words: what the model of today has there."""
    found = inspect.getattr_static(model, name, None)
    if isinstance(found, property):
        return "the property of today's class is not there"
    if callable(found) or isinstance(found, classmethod | staticmethod):
        return "the method of today's class is not there"
    return "today's class has it"


def check_save(notes: Notebook, owner: Instance, call: Call, assigned: set[str]) -> None:
    """Note a save() that changes nothing, because the one that would is not there."""
    today = notes.moment.todays(owner.kind.key)
    if not owner.kind.historical or today is None or owner.made:
        return
    if assigned or call.given.every():
        return
    sets = assigned_by_save(today)
    if sets:
        notes.fault(
            "save",
            f"save() of the historical {notes.moment.name(owner.kind)} does not set "
            f"{', '.join(sorted(sets))}, as that of today's class does: {text_of(call.node)}",
            call.node,
            raises=(),
        )


@lru_cache(maxsize=512)
def assigned_by_save(model: type[Model]) -> frozenset[str]:
    """The attributes that the overridden save() of a model assigns."""
    saves = (vars(each).get("save") for each in model.__mro__ if each is not Model)
    found: set[str] = set()
    for save in filter(inspect.isfunction, saves):
        if save.__module__.startswith("django.db.models"):
            continue
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(save)))
        except (OSError, SyntaxError):
            continue
        found |= {name for node in ast.walk(tree) for name in _assigned(node)}
    return frozenset(found)


def _assigned(node: ast.AST) -> list[str]:
    targets: list[ast.expr] = node.targets if isinstance(node, ast.Assign) else []
    return [
        each.attr
        for each in targets
        if isinstance(each, ast.Attribute)
        and isinstance(each.value, ast.Name)
        and each.value.id == "self"
        and not each.attr.startswith("_")
    ]
