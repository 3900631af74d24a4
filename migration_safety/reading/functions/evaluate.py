"""What an expression stands for, as far as queries depend on it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from migration_safety.reading.functions.called import strings
from migration_safety.reading.functions.called.libraries import attribute, is_connections
from migration_safety.reading.functions.loops import elements, loop_over
from migration_safety.reading.functions.members import asked, item, keywords, member, named
from migration_safety.reading.functions.models import objects
from migration_safety.reading.functions.models.orm import instance
from migration_safety.reading.functions.notebook import Notebook, text_of
from migration_safety.reading.functions.values import (
    NOTHING,
    Arguments,
    Code,
    Connection,
    Harmless,
    Instance,
    Kind,
    Known,
    Many,
    Meta,
    Method,
    Rows,
    Several,
    Some,
    Vendor,
)

MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})

Invoke = Callable[["Scope", Any, Arguments, ast.Call], Any]


@dataclass(slots=True)
class Scope:
    """The variables of one call of a function; `assigned` are attributes set on objects.

    `invoke` answers what a call yields; `depth` counts the calls that led here, through `callers`.
    """

    code: Code
    notes: Notebook
    invoke: Invoke
    depth: int = 0
    callers: tuple[ast.AST, ...] = ()
    names: dict[str, Any] = field(default_factory=dict)
    assigned: dict[int, set[str]] = field(default_factory=dict)
    returned: list[Any] = field(default_factory=list)
    yielded: list[Any] = field(default_factory=list)

    def value(self, node: ast.AST | None) -> Any:
        """What an expression stands for; queries in it are noted."""
        if node is None:
            return NOTHING
        reader = getattr(self, f"_{type(node).__name__.lower()}", None)
        if reader is not None:
            return reader(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return NOTHING

    def bind(self, target: ast.expr, value: Any) -> None:
        """Assign to a name, an attribute, or each of several."""
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            items = value.items if isinstance(value, Several) else ()
            known = len(items) == len(target.elts)
            inner = value.of if isinstance(value, Many) else NOTHING
            for position, each in enumerate(target.elts):
                self.bind(each, items[position] if known else inner)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value)
            if isinstance(owner, Instance):
                objects.assign(self.notes, owner, target.attr, target)
                self.assigned.setdefault(owner.token, set()).add(target.attr)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, NOTHING)
        elif isinstance(target, ast.Subscript):
            self.changed(target.value)
        else:
            self.value(target)

    def changed(self, container: ast.expr) -> None:
        """What is known of the contents of a list or dict is so no more."""
        held = self.value(container)
        if isinstance(container, ast.Name) and isinstance(held, Known | Several):
            self.names[container.id] = NOTHING

    def arguments(self, node: ast.Call) -> Arguments:
        """The arguments of a call, those of a known * or ** spread out."""
        places: list[Any] = []
        names: dict[str, Any] = {}
        spread = False
        for each in node.args:
            value = self.value(each)
            if not isinstance(each, ast.Starred):
                places.append(value)
                continue
            items = elements(value)
            spread = spread or items is None
            places += items or ()
        for word in node.keywords:
            value = self.value(word.value)
            if word.arg:
                names[word.arg] = value
            else:
                given = keywords(value)
                names |= given or {}
                spread = spread or given is None
        return Arguments(tuple(places), names, spread)

    def _constant(self, node: ast.Constant) -> Any:
        return Known(node.value)

    def _name(self, node: ast.Name) -> Any:
        return named(node.id, self.names, self.code)

    def _starred(self, node: ast.Starred) -> Any:
        return self.value(node.value)

    def _await(self, node: ast.Await) -> Any:
        return self.value(node.value)

    def _namedexpr(self, node: ast.NamedExpr) -> Any:
        value = self.value(node.value)
        self.bind(node.target, value)
        return value

    def _lambda(self, node: ast.Lambda) -> Any:
        return replace(self.code, node=node, names={**self.code.names, **self.names}, bound=())

    def _tuple(self, node: ast.Tuple | ast.List | ast.Set) -> Any:
        return Several(tuple(self.value(each) for each in node.elts))

    _list = _set = _tuple

    def _dict(self, node: ast.Dict) -> Any:
        values = [self.value(each) for each in node.values]
        keys = [self.value(each) if each else NOTHING for each in node.keys]
        pairs = zip(keys, values, strict=True)
        known = {key.it: value for key, value in pairs if isinstance(key, Known)}
        return Known(known) if len(known) == len(keys) else NOTHING

    def _ifexp(self, node: ast.IfExp) -> Any:
        self.value(node.test)
        both = [self.value(node.body), self.value(node.orelse)]
        return next((each for each in both if not isinstance(each, Known)), both[0])

    def _boolop(self, node: ast.BoolOp) -> Any:
        values = [self.value(each) for each in node.values]
        return next((each for each in values if each != NOTHING), NOTHING)

    def _compare(self, node: ast.Compare) -> Any:
        left = self.value(node.left)
        right = [self.value(each) for each in node.comparators]
        if isinstance(left, Vendor) and len(right) == 1:
            return asked(node.ops[0], right[0])
        return NOTHING

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        value = self.value(node.operand)
        negated = isinstance(node.op, ast.Not) and isinstance(value, Known)
        return Known(not value.it) if negated and isinstance(value.it, bool) else NOTHING

    def _binop(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        return strings.combined(node.op, left, right)

    def _joinedstr(self, node: ast.JoinedStr) -> Any:
        return strings.joined(
            [
                self.value(each.value if isinstance(each, ast.FormattedValue) else each)
                for each in node.values
            ]
        )

    def _attribute(self, node: ast.Attribute) -> Any:
        owner = self.value(node.value)
        if isinstance(owner, Kind):
            return objects.of_kind(self.notes, owner, node.attr, node)
        if isinstance(owner, Instance):
            assigned = self.assigned.get(owner.token, set())
            return objects.of_instance(self.notes, owner, node.attr, node, assigned)
        if isinstance(owner, Meta):
            return objects.of_meta(self.notes, owner, node.attr)
        if isinstance(owner, Known):
            found = attribute(owner.it, node.attr)
            return Method(owner, node.attr) if found is None else found
        if isinstance(owner, Some) and node.attr in MANAGERS:
            self.notes.lost(f"{text_of(node)}: which model that is")
        if isinstance(owner, Some | Harmless):
            return Harmless() if isinstance(owner, Harmless) or node.attr == "_meta" else NOTHING
        return member(owner, node.attr)

    def _subscript(self, node: ast.Subscript) -> Any:
        owner = self.value(node.value)
        index = self.value(node.slice)
        if isinstance(owner, Rows):
            if isinstance(node.slice, ast.Slice):
                return replace(owner, manager="", every=False, some=True)
            return NOTHING if owner.plain else instance(owner)
        if isinstance(owner, Many):
            return replace(owner, few=True) if isinstance(node.slice, ast.Slice) else owner.of
        if isinstance(owner, Known) and is_connections(owner.it):
            return Connection()
        return item(owner, index)

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> Any:
        return self._comprehended(node.generators, node.elt)

    _generatorexp = _setcomp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> Any:
        self._comprehended(node.generators, node.key)
        return self._comprehended(node.generators, node.value)

    def _comprehended(self, generators: list[ast.comprehension], element: ast.expr) -> Any:
        if not generators:
            return Many(self.value(element))
        first, *rest = generators
        source = self.value(first.iter)
        loop, item = loop_over(self.notes, source, first.iter)
        with self.notes.within(loop):
            self.bind(first.target, item)
            for test in first.ifs:
                self.value(test)
            found = self._comprehended(rest, element)
        few = isinstance(source, Rows) and source.some
        origin = source if isinstance(source, Rows) else getattr(source, "source", None)
        return replace(found, source=found.source or origin, few=found.few or few)

    def _yield(self, node: ast.Yield) -> Any:
        self.yielded.append(self.value(node.value))
        return NOTHING

    def _yieldfrom(self, node: ast.YieldFrom) -> Any:
        self.yielded.append(getattr(self.value(node.value), "of", NOTHING))
        return NOTHING

    def _call(self, node: ast.Call) -> Any:
        called = self.value(node.func)
        return self.invoke(self, called, self.arguments(node), node)
