"""Which places of a migration are tried: those that may leave different things behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from migration_safety.core.trial.fault import Place
from migration_safety.databases.postgresql.faults.writer import waits_for_writers
from migration_safety.databases.postgresql.grammar import masked
from migration_safety.flows.rollback.faults.running.messages import Sent

# Seconds from which on a statement is met in its middle.
LONG = 0.3
RECORDS = re.compile(r'\b(INTO|FROM|TABLE)\s+"?django_migrations\b')
ALIKE = "A boundary within a transaction stands for all of it: first, middle and last were tried."
LOOPED = "Of a statement that is sent again and again the first, middle and last were tried."


def places(sent: Sequence[Sent], *, every: bool = False) -> tuple[Place, ...]:
    """In the order of the statements.

    Nothing has happened before the first one.  Boundaries within one transaction leave the same
    behind, wherefore three of them stand for all unless `every`; so do three rounds of a loop.
    """
    gap = _gap(sent)
    boundaries = [each for each in range(2, len(sent) + 1) if not gap or each <= gap]
    chosen = [
        place
        for _, group in groupby(boundaries, _alike(sent))
        for place in _representatives(list(group), sent, every=every)
    ]
    if gap:
        chosen = [replace(each, gap=each.statement == gap) for each in chosen]
    return tuple(sorted((*chosen, *_insides(sent)), key=lambda it: (it.statement, it.inside)))


def notes(chosen: Collection[Place]) -> Iterator[str]:
    """What was left out, and why that is sound."""
    standing = [each for each in chosen if each.alike > 1]
    if any(each.transaction for each in standing):
        yield ALIKE
    if any(not each.transaction for each in standing):
        yield LOOPED


def _gap(sent: Sequence[Sent]) -> int:
    """The statement that begins to record what has been committed already; 0 where none does.

    What follows it is all of one transaction.
    """
    last = max((number for number, each in enumerate(sent, 1) if not each.open), default=0)
    return last if last > 1 and RECORDS.search(sent[last - 1].sql) else 0


def _alike(sent: Sequence[Sent]) -> Callable[[int], object]:
    """A key that neighbouring boundaries share where they leave the same behind."""
    transaction, numbers = 0, []
    for each in sent:
        transaction += not each.open
        numbers.append(transaction)

    def key(number: int) -> object:
        each, before = sent[number - 1], sent[number - 2]
        if each.open:
            return numbers[number - 1]
        # Between transactions every boundary is its own, but in a loop.
        return each.sql if each.sql == before.sql else -number

    return key


def _representatives(group: list[int], sent: Sequence[Sent], *, every: bool) -> Iterator[Place]:
    kept = group if every else sorted({group[0], group[len(group) // 2], group[-1]})
    for number in kept:
        alike = 1 if every or len(group) == len(kept) else len(group)
        yield _place(number, sent, alike=alike)


def _insides(sent: Sequence[Sent]) -> Iterator[Place]:
    met: set[str] = set()
    for number, each in enumerate(sent, 1):
        held = not each.open and waits_for_writers(each.sql)
        if (held or each.seconds >= LONG) and each.sql not in met:
            met.add(each.sql)
            yield _place(number, sent, inside=True, held=held)


def _place(
    number: int, sent: Sequence[Sent], *, alike: int = 1, inside: bool = False, held: bool = False
) -> Place:
    each = sent[number - 1]
    return Place(number, len(sent), masked(each.sql).strip(), inside, each.open, alike, held)
