"""What an expression of a data migration can stand for, as far as queries depend on it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nobody knows, and no query depends on it."""


NOTHING = Nothing()


@dataclass(frozen=True, slots=True)
class Apps:
    """The registry that the migration is given."""


@dataclass(frozen=True, slots=True)
class Editor:
    """The schema editor."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The editor's connection, or (not `given`) Django's own."""

    given: bool = True


@dataclass(frozen=True, slots=True)
class Cursor:
    """A cursor of either."""


@dataclass(frozen=True, slots=True)
class Alias:
    """The alias of the editor's connection."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A model's class: of the migration's state, or of the code of today (`historical` False)."""

    key: Key
    historical: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """A manager or queryset.

    `lookups` are the conditions' names; `every` as long as none leaves a row out; `some`:
    it is a slice.  `one`: a condition on the key.  `plain`: it yields values, not instances.
    `extra` are names that annotations add; `open`: more may be added than can be read.
    `link`: the table of the many-to-many field that it is the manager of.
    """

    kind: Kind
    manager: str = ""
    every: bool = True
    some: bool = False
    one: bool = False
    routed: bool = False
    plain: bool = False
    streamed: bool = False
    link: str = ""
    extra: frozenset[str] = frozenset()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Instance:
    """One row's object; `token` tells it from others, `made` by the class being called."""

    kind: Kind
    token: int
    made: bool = False
    routed: bool = False
    extra: frozenset[str] = frozenset()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """Several of one thing, in memory; `source` is where they were read from, `few` of them."""

    of: Any = NOTHING
    source: Rows | None = None
    few: bool = False
    batches: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A string put together with values that nothing shows to be harmless."""


@dataclass(frozen=True, slots=True)
class Known:
    """A Python object that exists already: a module, a function, a constant."""

    it: Any


@dataclass(frozen=True, slots=True)
class Code:
    """A function's tree with the names around it; `file` and `name` for people."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    names: Mapping[str, Any] = field(hash=False, compare=False)
    file: str
    name: str
    module: str = ""
    bound: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Method:
    """An attribute of one of the above that is about to be called."""

    owner: Any
    name: str


@dataclass(frozen=True, slots=True)
class Several:
    """A list or tuple that is written out."""

    items: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Vendor:
    """The vendor of the editor's connection: PostgreSQL, since that is what is judged."""


@dataclass(frozen=True, slots=True)
class Meta:
    """A model's options."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Harmless:
    """A name of the schema, or a quoted one: in SQL it injects nothing."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call; `open` where some come from * or ** and cannot be named."""

    places: tuple[Any, ...] = ()
    names: Mapping[str, Any] = field(default_factory=dict)
    open: bool = False

    def at(self, position: int, name: str = "") -> Any:
        """One argument by its place or its name."""
        if position < len(self.places):
            return self.places[position]
        return self.names.get(name, NOTHING)

    def every(self) -> tuple[Any, ...]:
        """All of them."""
        return (*self.places, *self.names.values())


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a method, with its arguments."""

    name: str
    given: Arguments
    node: ast.Call


@dataclass(frozen=True, slots=True)
class Some:
    """A model's class, and nobody knows of which model."""


def words(value: Any) -> tuple[str, ...]:
    """The strings of a list that is written out or known, () of anything else."""
    if isinstance(value, Several):
        return tuple(
            each.it for each in value.items if isinstance(each, Known) and isinstance(each.it, str)
        )
    if isinstance(value, Known) and isinstance(value.it, list | tuple | set | frozenset):
        return tuple(each for each in value.it if isinstance(each, str))
    return ()


def grips(value: Any) -> bool:
    """Whether whoever is given the value can query or change the schema with it."""
    if isinstance(value, Several):
        return any(grips(each) for each in value.items)
    if isinstance(value, Known) and isinstance(value.it, dict):
        return any(grips(each) for each in value.it.values())
    if isinstance(value, Connection):
        return value.given
    return isinstance(value, Apps | Editor | Cursor | Kind | Rows | Some)
