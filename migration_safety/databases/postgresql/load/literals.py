"""The constants in an expression of the catalog, of which rows can be made that it accepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from google.protobuf.message import Message
from postgast import pg_query_pb2 as pb

from migration_safety.core.volume.like import regular_expression
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.schema.expressions import nodes

# The operators that LIKE, ILIKE and regular expressions become.  What a text may not match
# (!~, NOT LIKE) says little about what it may be.
LIKE = frozenset({"~~", "~~*"})
REGEX = frozenset({"~", "~*"})
MATCHING = LIKE | REGEX | {f"!{operator}" for operator in LIKE | REGEX}
LENGTHS = frozenset(
    {"length", "char_length", "character_length", "octet_length", "bit_length", "cardinality"}
)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Literals:
    """`values` are texts as COPY takes them, the neighbours of numbers and days among them.

    `lengths` are what lengths are compared with, and their neighbours; `patterns` regular
    expressions, LIKE's as well, in the syntax that Python shares with PostgreSQL: a text made
    by one is a candidate, no more.
    """

    values: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    patterns: tuple[str, ...] = ()


def literals(expression: str) -> Literals:
    """What stands in an expression that is SQL by PostgreSQL's grammar."""
    (parsed,) = statements(f"SELECT {expression}")
    comparisons = [node for node in nodes(parsed.tree) if isinstance(node, pb.A_Expr)]
    lengths: dict[int, None] = {}
    patterns: dict[str, None] = {}
    spent: set[int] = set()
    for comparison in comparisons:
        constants = list(_constants(comparison.rexpr))
        operator = comparison.name[-1].string.sval
        if operator in MATCHING:
            patterns |= dict.fromkeys(_pattern(operator, text) for text in constants)
        elif _is_length(comparison.lexpr):
            lengths |= dict.fromkeys(_near_lengths(constants))
        else:
            continue
        spent |= set(_places(comparison.rexpr))
    patterns.pop("", None)
    values = dict.fromkeys(
        near
        for node in nodes(parsed.tree)
        if isinstance(node, pb.A_Const) and node.location not in spent
        for text in _texts(node)
        for near in _neighbours(text)
    )
    return Literals(tuple(values), tuple(lengths), tuple(patterns))


def _constants(tree: Message) -> Iterator[str]:
    for node in nodes(tree):
        if isinstance(node, pb.A_Const):
            yield from _texts(node)


def _places(tree: Message) -> Iterator[int]:
    return (node.location for node in nodes(tree) if isinstance(node, pb.A_Const))


def _texts(constant: Any) -> Iterator[str]:
    """Of one constant: none of NULL."""
    kind = constant.WhichOneof("val")
    if kind == "ival":
        yield str(constant.ival.ival)
    elif kind == "fval":
        yield constant.fval.fval
    elif kind == "sval":
        yield constant.sval.sval
    elif kind == "boolval":
        yield "t" if constant.boolval.boolval else "f"


def _is_length(tree: Message) -> bool:
    calls = (node for node in nodes(tree) if isinstance(node, pb.FuncCall))
    return any(call.funcname[-1].string.sval in LENGTHS for call in calls)


def _near_lengths(texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        if text.isdecimal():
            yield from (near for near in range(int(text) - 1, int(text) + 2) if near >= 0)


def _pattern(operator: str, text: str) -> str:
    """As a regular expression; "" where a text may not match."""
    if operator in REGEX:
        return text
    if operator in LIKE:
        return regular_expression(text)
    return ""


def _neighbours(text: str) -> tuple[str, ...]:
    """The text, and what lies next to it where it is a number, a day or a time."""
    try:
        number = Decimal(text)
        if number.is_finite():
            return text, str(number - 1), str(number + 1)
    except (InvalidOperation, ArithmeticError):
        pass
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            moment = parse(text)
            return text, str(moment - DAY), str(moment + DAY)
        except (ValueError, OverflowError):
            continue
    return (text,)
