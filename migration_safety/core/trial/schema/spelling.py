"""Expressions that PostgreSQL spells in two ways and means the same by.

Whatever an ALTER COLUMN ... TYPE concerns is written out and read again by the server, which
then has moved casts between its character types: of CHECK (s IN ('a', 'b')) on a varchar it first
says `ANY ((ARRAY['a'::character varying, ...])::text[])`, and after the column was made wider
`ANY (ARRAY[('a'::character varying)::text, ...])`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TOKEN = re.compile(
    r"""
    '(?:[^']|'')*' | "(?:[^"]|"")*" | \$(\w*)\$.*?\$\1\$
    | ::\ *(?:character\ varying|text)(?![\w(]|\ *\()(?:\[\])?
    | [\w.]+ | [()\[\],] | [^\s\w'"()\[\],]+ | \S
    """,
    re.VERBOSE | re.DOTALL,
)
# A cast without a length: one with it cuts values off.
CAST = re.compile(r"::\s*(character varying|text)(\[\])?")
# What parentheses may follow without being arguments.
OPERATORS = frozenset({"AND", "OR", "NOT", "CHECK", "WHERE", "WHEN", "THEN", "ELSE"})
WORD = re.compile(r'["\w]')
CLOSING = {"(": ")", "[": "]"}

Part = str | tuple["Part", ...]


def canonical(expression: str) -> Part:
    """The expression without casts between character types, and the parentheses for them."""
    tokens = (each.group() for each in TOKEN.finditer(expression))
    return _group("", (each for each in tokens if not CAST.fullmatch(each)))


def same(some: str, other: str) -> bool:
    """Whether they differ in nothing else."""
    return some == other or canonical(some) == canonical(other)


def _group(opening: str, tokens: Iterator[str]) -> Part:
    """As far as the bracket that closes it."""
    parts: list[Part] = []
    for token in tokens:
        if token == CLOSING.get(opening):
            break
        if token in CLOSING:
            inner = _group(token, tokens)
            parts.append(inner if _follows_name(parts) else _bare(inner))
        else:
            parts.append(token)
    if opening == "(" and len(parts) == 1 and _is_parenthesised(parts[0]) and "," not in parts[0]:
        return parts[0]
    return (opening, *parts)


def _is_parenthesised(part: Part) -> bool:
    return isinstance(part, tuple) and part[0] == "("


def _bare(part: Part) -> Part:
    """What stands alone in parentheses, without them."""
    alone = _is_parenthesised(part) and len(part) == 2
    return part[1] if alone else part


def _follows_name(parts: list[Part]) -> bool:
    """Whether what comes are the arguments of a function, or of ANY."""
    last = parts[-1] if parts else ""
    return isinstance(last, str) and bool(WORD.match(last)) and last not in OPERATORS
