"""Parts of what an expression stands for: members, elements, and tests of the vendor."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from typing import Any

from migration_safety.reading.functions.called.libraries import lifted
from migration_safety.reading.functions.values import (
    NOTHING,
    Alias,
    Apps,
    Code,
    Connection,
    Cursor,
    Editor,
    Instance,
    Kind,
    Known,
    Many,
    Method,
    Rows,
    Several,
    Text,
    Vendor,
)

OF_CONNECTION = {"alias": Alias(), "vendor": Vendor()}


def named(name: str, names: Mapping[str, Any], code: Code) -> Any:
    """A variable, or a name from around the function."""
    if name in names:
        return names[name]
    if name in code.names:
        return _wrapped(code.names[name])
    return Known(getattr(builtins, name)) if hasattr(builtins, name) else NOTHING


def keywords(value: Any) -> dict[str, Any] | None:
    """The arguments of ** by name, None where they are not known."""
    if isinstance(value, Known) and isinstance(value.it, dict):
        return {str(key): _wrapped(each) for key, each in value.it.items()}
    return None


def asked(operator: ast.cmpop, value: Any) -> Any:
    """A test of the vendor, decided: it is PostgreSQL that is judged."""
    it = value.it if isinstance(value, Known) else None
    if isinstance(value, Several):
        it = [each.it for each in value.items if isinstance(each, Known)]
    match operator:
        case ast.Eq():
            return Known(it == "postgresql")
        case ast.NotEq():
            return Known(it != "postgresql")
        case ast.In() if isinstance(it, list | tuple | set | frozenset):
            return Known("postgresql" in it)
        case ast.NotIn() if isinstance(it, list | tuple | set | frozenset):
            return Known("postgresql" not in it)
    return NOTHING


def member(owner: Any, name: str) -> Any:
    """An attribute of what the migration is given."""
    if isinstance(owner, Editor) and name == "connection":
        return Connection()
    if isinstance(owner, Connection) and name in OF_CONNECTION:
        return OF_CONNECTION[name]
    # Of a page and of a paginator.
    if (name == "object_list" and isinstance(owner, Rows)) or name == "page_range":
        return owner
    tools = Apps | Editor | Connection | Cursor | Rows | Many | Text | Several
    return Method(owner if isinstance(owner, tools) else NOTHING, name)


def item(owner: Any, index: Any) -> Any:
    try:
        if isinstance(owner, Several) and isinstance(index, Known):
            return owner.items[index.it]
        if isinstance(owner, Known) and isinstance(index, Known):
            found = owner.it[index.it] if isinstance(owner.it, list | tuple | dict | str) else None
            return NOTHING if found is None else _wrapped(found)
    except (LookupError, TypeError):
        pass
    return NOTHING


def _wrapped(found: Any) -> Any:
    """An element of a dict that was written out is a value already."""
    kinds = Apps | Editor | Kind | Known | Rows | Instance | Many | Several | Text | Code | Alias
    return found if isinstance(found, kinds) or found == NOTHING else lifted(found)
