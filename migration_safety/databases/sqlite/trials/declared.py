"""What only the text of CREATE TABLE tells: checks, collations, AUTOINCREMENT."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""
    (?P<left>\s+ | --[^\n]* | /\*.*?\*/)
    | '(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\]
    | \w+ | .
    """,
    re.VERBOSE | re.DOTALL,
)
PLAIN = re.compile(r'"[a-z_][a-z0-9_]*"|`[a-z_][a-z0-9_]*`|\[[a-z_][a-z0-9_]*\]')
# What a definition begins with that is no column's.
OF_TABLE = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})

Tokens = Sequence[str]


@dataclass(frozen=True, slots=True)
class Declared:
    """`checks` are names ("" for none) and expressions, `collations` those of columns."""

    checks: tuple[tuple[str, str], ...] = ()
    collations: dict[str, str] = field(default_factory=dict)
    autoincrement: bool = False


def declared(statement: str) -> Declared:
    """Of the text that sqlite_master has of a table."""
    checks: list[tuple[str, str]] = []
    collations: dict[str, str] = {}
    tokens = tokens_of(statement)
    for definition in _definitions(tokens):
        column = "" if definition[0].upper() in OF_TABLE else bare(definition[0])
        name = ""
        for at, token in enumerate(definition[:-1]):
            word = token.upper()
            if word == "CONSTRAINT":
                name = bare(definition[at + 1])
            elif word == "CHECK":
                checks.append((name, told(_group(definition[at + 1 :]))))
                name = ""
            elif word == "COLLATE" and column:
                collations.setdefault(column, bare(definition[at + 1]).upper())
    autoincrement = any(each.upper() == "AUTOINCREMENT" for each in tokens)
    return Declared(tuple(checks), collations, autoincrement)


def tokens_of(statement: str) -> list[str]:
    """Without space and comments."""
    return [each.group() for each in TOKEN.finditer(statement) if not each.group("left")]


def told(tokens: Iterable[str]) -> str:
    """As one text in which a name that needs no quotes has none."""
    return " ".join(bare(each) if PLAIN.fullmatch(each) else each for each in tokens)


def bare(token: str) -> str:
    """A name without its quotes."""
    if token[:1] in "\"`'":
        return token[1:-1].replace(token[0] * 2, token[0])
    return token[1:-1] if token[:1] == "[" else token


def _definitions(tokens: Tokens) -> Iterator[list[str]]:
    """What commas part within the first parentheses; nothing of CREATE TABLE ... AS SELECT."""
    if "(" not in tokens:
        return
    body = _group(tokens[tokens.index("(") :])[1:-1]
    depth, found = 0, list[str]()
    for token in body:
        depth += (token == "(") - (token == ")")
        if token == "," and not depth:
            yield found
            found = []
        else:
            found.append(token)
    if found:
        yield found


def _group(tokens: Tokens) -> list[str]:
    """From a parenthesis to the one that closes it."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token == "(") - (token == ")")
        if not depth:
            return list(tokens[: at + 1])
    return list(tokens)
