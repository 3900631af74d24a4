"""The marks of a migration: which suppression stands on which operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.operations.change import Source
from migration_safety.core.plan import Migration
from migration_safety.reading.locate import Written
from migration_safety.reading.suppression.comments import Comment, comments
from migration_safety.reading.suppression.grammar import BEGINNING, parsed

NOWHERE = (
    "It stands on no operation. Put it on a line of the operation or above it, or on the line"
    " of the class for what concerns the migration as a whole."
)


def marked(migration: Migration, place: Written) -> Migration:
    """With what its comments suppress; one that stands nowhere has that as its problem."""
    if BEGINNING not in place.text.casefold():
        return migration
    whole: list[Suppression] = []
    operations: defaultdict[int, tuple[Suppression, ...]] = defaultdict(tuple)
    for said, lines in _marks(place):
        found = [step.index for step in migration.steps if lines & _range(step.source)]
        for index in found:
            operations[index] += (said,)
        if place.migration.line in lines:
            whole.append(said)
        elif not found:
            whole.append(replace(said, problem=said.problem or NOWHERE))
    steps = (replace(each, suppressions=operations[each.index]) for each in migration.steps)
    return replace(migration, suppressions=tuple(whole), steps=tuple(steps))


def _marks(place: Written) -> Iterator[tuple[Suppression, set[int]]]:
    """Each suppression with the lines that it is about."""
    written = comments(place.text)
    alone = {line for each in written if each.alone for line in range(each.first, each.last + 1)}
    for comment in written:
        said = parsed(comment.text, Source(place.migration.path, comment.first))
        lines = _lines(comment, alone)
        if said and not lines & place.others:
            yield said, lines


def _lines(comment: Comment, alone: set[int]) -> set[int]:
    """The line that it stands on; alone, also the first below it that is no comment."""
    below = comment.last + 1
    while below in alone:
        below += 1
    return {comment.first, below} if comment.alone else {comment.first}


def _range(source: Source) -> set[int]:
    return set(range(source.line, source.line + source.text.count("\n") + 1))
