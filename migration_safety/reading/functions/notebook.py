"""What is noted while a function is read: its queries, what fails, what cannot be followed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from migration_safety.core.operations.function import Around, Contact, Fault, Loop, Query, Reach
from migration_safety.reading.functions.models.moment import Moment
from migration_safety.reading.functions.values import Kind

LONGEST = 90
GROWN = (Around.ROWS, Around.BATCHES)
ANY = frozenset({"Exception", "BaseException", ""})


def text_of(node: ast.AST) -> str:
    """The code in one short line."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


@dataclass(slots=True)
class Notebook:
    """`around` are the loops being read, outermost first, and None for each transaction.

    `guards` are the exceptions that somebody catches, `tested` the names that hasattr() was
    asked for, `foreign` whether the code belongs to a library.
    """

    moment: Moment
    queries: dict[Query, None] = field(default_factory=dict)
    faults: dict[Fault, None] = field(default_factory=dict)
    contacts: dict[Contact, None] = field(default_factory=dict)
    built: dict[int, None] = field(default_factory=dict)
    sql: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    around: list[Loop | None] = field(default_factory=list)
    guards: list[frozenset[str]] = field(default_factory=list)
    tested: set[str] = field(default_factory=set)
    foreign: bool = False

    @contextmanager
    def within(self, frame: Loop | None) -> Iterator[None]:
        """Code in a loop, or (None) in a transaction of its own."""
        self.around.append(frame)
        try:
            yield
        finally:
            self.around.pop()

    @contextmanager
    def guarded(self, names: frozenset[str]) -> Iterator[None]:
        """Code whose exceptions of those names are caught."""
        self.guards.append(names)
        try:
            yield
        finally:
            self.guards.pop()

    def catches(self, *names: str) -> bool:
        """Whether one of these exceptions would be caught."""
        return any(each & ANY or each & set(names) for each in self.guards)

    def query(
        self,
        call: str,
        shape: str,
        kind: Kind,
        node: ast.AST,
        *,
        columns: tuple[str, ...] = (),
        reach: Reach = Reach.SOME,
        table: str = "",
        routed: bool = False,
        keyed: bool = False,
        streamed: bool = False,
    ) -> None:
        """Note a query on a model, here."""
        loops = tuple(each for each in self.around if each is not None)
        self.queries[
            Query(
                call=call,
                shape=shape,
                model=self.moment.name(kind),
                table=table or self.moment.table(kind),
                columns=tuple(filter(None, columns)),
                text=" ".join(ast.unparse(node).split()),
                line=getattr(node, "lineno", 0),
                reach=reach,
                loops=loops,
                together=self._together(),
                historical=kind.historical,
                routed=routed,
                fresh=self.moment.fresh(kind),
                keyed=keyed,
                streamed=streamed,
                ahead=() if kind.historical else self.moment.ahead(kind),
            )
        ] = None

    def _together(self) -> bool:
        """Whether a transaction of the function's own is around the first loop that grows."""
        for frame in self.around:
            if frame is None:
                return True
            if frame.around in GROWN:
                return False
        return False

    def fault(
        self,
        kind: str,
        text: str,
        node: ast.AST,
        *,
        raises: tuple[str, ...],
        sure: bool = True,
        names: str = "",
    ) -> None:
        """Note what fails, unless its exception is caught or it is not the project's code."""
        if not self.foreign and not self.catches(*raises):
            line = getattr(node, "lineno", 0)
            self.faults[Fault(kind, text, line, sure, names)] = None

    def contact(self, does: str, name: str, node: ast.AST) -> None:
        """Note a call to the world outside."""
        self.contacts[Contact(does, name, getattr(node, "lineno", 0))] = None

    def lost(self, text: str) -> None:
        """Note what cannot be followed."""
        self.unknown[text] = None
