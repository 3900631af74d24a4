"""What a condition says of single columns, as clauses that must all hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from google.protobuf.message import Message
from postgast import pg_query_pb2 as pb

OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "<>", "<>": "="}
OPPOSITE |= {"is null": "is not null", "is not null": "is null"}
# Texts that are in the order of what they mean.
MOMENT = re.compile(r"'\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?'")


@dataclass(frozen=True, slots=True)
class Term:
    """A comparison of a column with a constant: ("day", ">=", "'2027-01-01'")."""

    column: str
    operator: str
    value: str = ""

    def denied(self) -> Term:
        """What holds where it does not."""
        return Term(self.column, OPPOSITE[self.operator], self.value)

    def implies(self, other: Term) -> bool:
        """Whether every row that it is true of is one of the other's."""
        if self == other:
            return True
        if self.column != other.column or not _comparable(self.value, other.value):
            return False
        mine, yours = _ordered(self.value), _ordered(other.value)
        upper = self.operator in ("<", "<=") and other.operator in ("<", "<=")
        lower = self.operator in (">", ">=") and other.operator in (">", ">=")
        return (upper and mine < yours) or (lower and mine > yours)


# One of its terms holds.
Clause = frozenset[Term]


def clauses(tree: Message) -> tuple[Clause, ...]:
    """Those of a condition; what is no comparison with a constant is left out, as said less."""
    return tuple(each for each in _clauses(tree, denied=False) if each is not None)


def implied(wanted: Clause, known: Iterable[Clause]) -> bool:
    """Whether one of the known clauses leaves no row for which the wanted one fails."""
    return any(all(any(t.implies(w) for w in wanted) for t in each) for each in known)


def constant(tree: Message) -> str | None:
    """The value of a literal, cast or not, a text with its quotes; None of anything else."""
    node = inner(tree)
    if isinstance(node, pb.TypeCast):
        return constant(node.arg)
    if not isinstance(node, pb.A_Const) or node.isnull:
        return None
    value = getattr(node, node.WhichOneof("val") or "", None)
    if value is None:
        return None
    # An empty message is 0, "" or false.
    said = next((each for _, each in value.ListFields()), 0)
    return f"'{said or ''}'" if isinstance(value, pb.String) else str(said)


def inner(tree: Message) -> Message:
    """What a node of the grammar holds."""
    kind = tree.WhichOneof("node") if isinstance(tree, pb.Node) else None
    return getattr(tree, kind) if kind else tree


def _clauses(tree: Message, *, denied: bool) -> Iterator[Clause | None]:
    node = inner(tree)
    if isinstance(node, pb.BoolExpr) and node.boolop == pb.NOT_EXPR:
        yield from _clauses(node.args[0], denied=not denied)
    elif isinstance(node, pb.BoolExpr):
        every = [list(_clauses(part, denied=denied)) for part in node.args]
        together = (node.boolop == pb.AND_EXPR) is not denied
        yield from (each for part in every for each in part) if together else [_either(every)]
    else:
        yield from _comparison(node, denied=denied)


def _either(parts: list[list[Clause | None]]) -> Clause | None:
    """An OR of single clauses; where one part is more than that, nothing is known."""
    found: set[Term] = set()
    for part in parts:
        if len(part) != 1 or part[0] is None:
            return None
        found |= part[0]
    return frozenset(found)


def _comparison(node: Message, *, denied: bool) -> Iterator[Clause | None]:
    terms = list(_terms(node))
    between = isinstance(node, pb.A_Expr) and node.kind == pb.AEXPR_BETWEEN
    if not terms:
        yield None
    elif between is not denied:
        # Both of BETWEEN hold, and of NOT IN all.
        yield from (frozenset({each.denied() if denied else each}) for each in terms)
    else:
        yield frozenset(each.denied() if denied else each for each in terms)


def _terms(node: Message) -> Iterator[Term]:
    """The comparisons in one: BETWEEN is two that both hold, IN some of which one does."""
    if isinstance(node, pb.NullTest):
        column = _column(node.arg)
        if column:
            null = node.nulltesttype == pb.IS_NULL
            yield Term(column, "is null" if null else "is not null")
    elif isinstance(node, pb.A_Expr):
        yield from _compared(node)


def _compared(node: pb.A_Expr) -> Iterator[Term]:
    column, operator = _column(node.lexpr), node.name[-1].string.sval
    items = inner(node.rexpr)
    values = [constant(each) for each in getattr(items, "items", [])] or [constant(node.rexpr)]
    if not column or None in values:
        return
    texts = [str(value) for value in values]
    if node.kind == pb.AEXPR_BETWEEN:
        yield from (Term(column, ">=", texts[0]), Term(column, "<=", texts[1]))
    elif node.kind == pb.AEXPR_IN and operator == "=":
        yield from (Term(column, "=", text) for text in texts)
    elif node.kind == pb.AEXPR_OP and operator in OPPOSITE:
        yield Term(column, operator, texts[0])


def _column(tree: Message) -> str:
    node = inner(tree)
    return node.fields[-1].string.sval if isinstance(node, pb.ColumnRef) else ""


def _comparable(one: str, other: str) -> bool:
    dates = MOMENT.fullmatch(one) and MOMENT.fullmatch(other) and len(one) == len(other)
    return bool(dates) or (one.lstrip("-").isdecimal() and other.lstrip("-").isdecimal())


def _ordered(text: str) -> tuple[int, str]:
    return (int(text), "") if text.lstrip("-").isdecimal() else (0, text)
