"""Facts, put together from the answers of the catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from migration_safety.core.trial.schema.portrait import Fact
from migration_safety.databases.postgresql.portrait.fragments import Question
from migration_safety.databases.postgresql.portrait.positions import Position

# What people said of objects, by catalog, oid and number of the column.
Words = Mapping[tuple[str, int, int], Mapping[str, str]]

ITSELF = "its own sequence"


class Answer(NamedTuple):
    """A row, with the question that it answers."""

    question: Question
    kind: str
    table: str
    name: str
    values: Sequence[str | None]
    columns: Sequence[int] | None
    relation: int
    oid: int
    sub: int


class Assembly:
    """All answers of one moment, which complete each other."""

    def __init__(
        self, answers: Sequence[Answer], words: Words, positions: Mapping[int, Position]
    ) -> None:
        self.answers, self.words, self.positions = answers, words, positions
        self.columns: dict[int, dict[int, str]] = {}
        # By relation and column: how defaults spell the sequence that belongs to it.
        self.spelled: dict[tuple[int, int], str] = {}
        for answer in sorted(answers, key=lambda it: it.sub):
            if answer.kind == "column":
                self.columns.setdefault(answer.oid, {})[answer.sub] = answer.name
            elif answer.kind == "sequence" and answer.columns:
                spelled = _aspects(answer)["spelled"]
                self.spelled[answer.relation, answer.columns[0]] = spelled

    def facts(self) -> list[Fact]:
        """One for each answer."""
        return [self._fact(answer) for answer in self.answers]

    def _fact(self, answer: Answer) -> Fact:
        place = (answer.question.catalog, answer.oid, answer.sub)
        aspects, detail = {**_aspects(answer), **self.words.get(place, {})}, ""
        if answer.kind == "sequence":
            del aspects["spelled"]
            position = self.positions.get(answer.oid, Position())
            aspects |= {"next value": "taken"} if position.taken else {}
            detail = position.words
        elif answer.kind == "column" and "default" in aspects:
            # A sequence that belongs to the column is not told by its name, which may differ.
            spelled = self.spelled.get((answer.oid, answer.sub), ITSELF)
            default = aspects["default"]
            aspects["default"] = default.replace(f"{spelled}::regclass", ITSELF)
        return Fact(
            answer.kind,
            answer.table,
            answer.name,
            tuple(sorted(aspects.items())),
            self._columns(answer),
            (answer.oid, answer.sub),
            detail,
        )

    def _columns(self, answer: Answer) -> tuple[str, ...]:
        if answer.columns is not None:
            names = self.columns.get(answer.relation, {})
            return tuple(names.get(number, "") for number in answer.columns)
        is_relation = answer.table and not answer.name
        return tuple(self.columns.get(answer.oid, {}).values()) if is_relation else ()


def worded(fact: Fact, words: Mapping[str, str]) -> Fact:
    """With what people said of it."""
    return replace(fact, definition=tuple(sorted(words.items())))


def _aspects(answer: Answer) -> dict[str, str]:
    pairs = zip(answer.question.aspects, answer.values, strict=True)
    return {name: value for name, value in pairs if value is not None}
