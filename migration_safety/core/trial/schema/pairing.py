"""Which fact of one portrait is which of another, where names or owners differ."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from migration_safety.core.trial.schema.portrait import Fact, Portrait
from migration_safety.core.trial.schema.spelling import canonical

# Queries do not call them by their names: the same one under another name does the same.
NAMELESS = frozenset(
    {
        *("primary key", "unique constraint", "foreign key", "check constraint"),
        *("exclusion constraint", "constraint", "index", "statistics object", "trigger", "rule"),
        *("policy", "event trigger", "domain constraint"),
    }
)
# Aspects that say what an object does, and not what state it is in.
ESSENCE = frozenset({"definition", "unique", "domain", "belongs to", "command", "using", "check"})

Pair = tuple[Fact | None, Fact | None]


def nameless(fact: Fact) -> bool:
    """Whether queries do without its name, as with a sequence that belongs to a column."""
    return fact.kind in NAMELESS or (fact.kind == "sequence" and bool(fact.table))


def pairs(before: Portrait, after: Portrait) -> list[Pair]:
    """All unequal facts with their counterparts, None where there is none.

    A table that was renamed takes its parts along; parts of a table that is lost or added as
    a whole are left out.
    """
    renamed = _renamed(before, after)
    names = {old.table: new.table for old, new in renamed}
    moved = [replace(each, table=names.get(each.table, each.table)) for each in before.facts]
    matching = _Matching(_without(moved, after.facts), _without(after.facts, moved))
    matching.by(lambda fact: fact.key)
    matching.by(lambda fact: (fact.kind, fact.table, fact.lineage))
    matching.by(lambda fact: fact.name, among=lambda fact: fact.kind == "sequence")
    for question in (_whole, _essence):
        matching.by(question, among=nameless)
    found: list[Pair] = [
        next(((old, b) for old, new in renamed if b and b.key == new.key), (a, b))
        for a, b in matching.found
    ]
    found += [pair for pair in renamed if pair[1].key not in {b.key for _, b in found if b}]
    found += [(fact, None) for fact in _roots(matching.lost)]
    return found + [(None, fact) for fact in _roots(matching.added)]


class _Matching:
    """What one side has lost and the other added, until they are found to be the same."""

    def __init__(self, lost: list[Fact], added: list[Fact]) -> None:
        self.lost, self.added = lost, added
        self.found: list[tuple[Fact, Fact]] = []

    def by(
        self, question: Callable[[Fact], Hashable], among: Callable[[Fact], bool] | None = None
    ) -> None:
        """Pair those with equal answers, in their order."""
        waiting: dict[Hashable, list[Fact]] = {}
        for fact in self.added:
            if among is None or among(fact):
                waiting.setdefault(question(fact), []).append(fact)
        left = []
        for fact in self.lost:
            same = waiting.get(question(fact)) if among is None or among(fact) else None
            if same:
                self.found.append((fact, same.pop(0)))
            else:
                left.append(fact)
        taken = {fact.key for _, fact in self.found}
        self.lost, self.added = left, [fact for fact in self.added if fact.key not in taken]


def _renamed(before: Portrait, after: Portrait) -> list[tuple[Fact, Fact]]:
    """Relations under another name than before."""
    now = {(fact.kind, fact.lineage): fact for fact in after.facts if _is_relation(fact)}
    return [
        (fact, now[fact.kind, fact.lineage])
        for fact in before.facts
        if _is_relation(fact)
        and fact.key not in after.by_key
        and (fact.kind, fact.lineage) in now
        and now[fact.kind, fact.lineage].key not in before.by_key
    ]


def _is_relation(fact: Fact) -> bool:
    return bool(fact.table) and not fact.name


def _without(facts: Sequence[Fact], others: Iterable[Fact]) -> list[Fact]:
    known = set(others)
    return [fact for fact in facts if fact not in known]


def _whole(fact: Fact) -> Hashable:
    return fact.kind, fact.table, fact.definition


def _essence(fact: Fact) -> Hashable:
    told = ((name, canonical(it)) for name, it in fact.definition if name in ESSENCE)
    return fact.kind, fact.table, tuple(told)


def _roots(facts: Sequence[Fact]) -> list[Fact]:
    """Without the parts of relations that are among them."""
    whole = {fact.table for fact in facts if _is_relation(fact)}
    return [fact for fact in facts if _is_relation(fact) or fact.table not in whole]
