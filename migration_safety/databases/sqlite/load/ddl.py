"""What SQLite keeps as the text of CREATE statements alone: checks, keys, conditions, constants."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, takewhile

from postgast import pg_query_pb2 as pb
from postgast import scan

from migration_safety.core.volume.like import regular_expression

OPEN, CLOSE, COMMA = pb.ASCII_40, pb.ASCII_41, pb.ASCII_44
LIKE, REGEXP = "LIKE", "REGEXP"
MATCHING = frozenset({LIKE, REGEXP})
# Django writes REGEXP '(?i)' || '...' where case does not matter.
OPERAND = frozenset({pb.SCONST, pb.Op})
NUMBERS = frozenset({pb.ICONST, pb.FCONST})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of SQL: PostgreSQL's scanner knows the words of Django's statements for SQLite."""

    kind: int
    start: int
    end: int
    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, and its words; the depth of a parenthesis is that of what it encloses."""

    sql: str

    def tokens(self) -> list[Token]:
        """All of them."""
        text, depth, found = self.sql.encode(), 0, []
        for token in scan(self.sql).tokens:
            depth += token.token == OPEN
            word = text[token.start : token.end].decode()
            found.append(Token(token.token, token.start, token.end, depth, word))
            depth -= token.token == CLOSE
        return found

    def checks(self) -> Iterator[tuple[str, str]]:
        """Name and expression of each CHECK of a table; "" for what has no name."""
        tokens = self.tokens()
        for place, token in enumerate(tokens):
            if token.kind == pb.CHECK and tokens[place + 1].kind == OPEN:
                named = tokens[place - 2].kind == pb.CONSTRAINT
                name = unquoted(tokens[place - 1].text) if named else ""
                yield name, self._enclosed(tokens[place + 1 :])

    def keys(self) -> list[str]:
        """The keys of an index."""
        tokens = self.tokens()
        first = next(place for place, token in enumerate(tokens) if token.kind == OPEN)
        found, start = [], tokens[first].end
        for token in tokens[first + 1 :]:
            if token.depth == 1 and token.kind in {COMMA, CLOSE}:
                found.append(self._between(start, token.start))
                start = token.end
                if token.kind == CLOSE:
                    break
        return found

    def condition(self) -> str:
        """That of a partial index, or ""."""
        wheres = (each for each in self.tokens() if each.kind == pb.WHERE and each.depth == 0)
        return next((self._between(each.end, len(self.sql.encode())) for each in wheres), "")

    def read(self, columns: Collection[str]) -> tuple[str, ...]:
        """Those of the columns that an expression reads."""
        words = {unquoted(token.text) for token in self.tokens() if token.kind != pb.SCONST}
        return tuple(name for name in columns if name in words)

    def constants(self) -> list[str]:
        """Texts and numbers, with the neighbours of these."""
        found: list[str] = []
        tokens = self.tokens()
        spent = {token for _, operand in self._matches() for token in operand}
        spent |= {after for token, after in pairwise(tokens) if token.kind == pb.ESCAPE}
        for token in tokens:
            if token in spent:
                continue
            if token.kind == pb.SCONST:
                found.append(_text(token))
            elif token.kind in NUMBERS:
                number = Decimal(token.text)
                near = (0, -1, 1)
                found += [str(sign * number + step) for sign in (1, -1) for step in near]
        return list(dict.fromkeys(found))

    def patterns(self) -> list[str]:
        """Regular expressions that a text is to match, LIKE's as well."""
        found: list[str] = []
        for word, operand in self._matches():
            pattern = "".join(_text(each) for each in operand)
            found.append(regular_expression(pattern) if word == LIKE else pattern)
        return list(dict.fromkeys(found))

    def _matches(self) -> Iterator[tuple[str, list[Token]]]:
        """LIKE or REGEXP, and the texts after it, which `||` joins."""
        tokens = self.tokens()
        for place, token in enumerate(tokens):
            if token.text.upper() in MATCHING and token.kind != pb.SCONST:
                after = takewhile(lambda each: each.kind in OPERAND, tokens[place + 1 :])
                yield token.text.upper(), [each for each in after if each.kind == pb.SCONST]

    def _enclosed(self, tokens: list[Token]) -> str:
        opening = tokens[0]
        closing = next(
            each for each in tokens if each.kind == CLOSE and each.depth == opening.depth
        )
        return self._between(opening.end, closing.start)

    def _between(self, start: int, end: int) -> str:
        return self.sql.encode()[start:end].decode().strip()


def _text(token: Token) -> str:
    return token.text[1:-1].replace("''", "'")


def unquoted(word: str) -> str:
    """The name that a word stands for."""
    return word[1:-1].replace('""', '"') if word.startswith('"') else word
