"""Whom each operation of a migration keeps waiting, in as few lines as tell it."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from migration_safety.core.effect import Blocks, Effect
from migration_safety.core.plan import Migration, Step
from migration_safety.core.statement import Statement
from migration_safety.reports.words import BLOCKS, doing, table, work

Blocked = Mapping[tuple[int, str], Blocks]


def waits(migration: Migration) -> dict[int, list[str]]:
    """By the index of the operation: whom it keeps waiting, why no longer, what is not known."""
    held = blocked(migration)
    return {
        step.index: [*fates(step, held), *proofs(step), *doubts(step)] for step in migration.steps
    }


def blocked(migration: Migration) -> Blocked:
    """What is blocked on a table while a statement runs: locks last until their commit."""
    strongest: dict[tuple[int, str], Blocks] = {}
    found: dict[tuple[int, str], Blocks] = {}
    for statement in migration.statements():
        for each in statement.effects:
            key = (statement.transaction, each.table)
            strongest[key] = max(strongest.get(key, Blocks.NOTHING), each.blocks)
            found[statement.order, each.table] = strongest[key]
    return found


def fates(step: Step, held: Blocked) -> list[str]:
    """Tables of the same fate share a line; a weaker effect beside a stronger one has none."""
    felt = longest(effects(step, held))
    lines: dict[tuple[str, str], dict[str, None]] = {}
    for each, statement in felt:
        if not any(covers(other, each) for other, _ in felt):
            fate = (BLOCKS[each.blocks], work(each, statement))
            lines.setdefault(fate, {})[table(each)] = None
    return [f"{blocks} {', '.join(tables)}{why}" for (blocks, why), tables in lines.items()]


def longest(felt: Iterable[tuple[Effect, Statement]]) -> list[tuple[Effect, Statement]]:
    """Of those that do the same to the same table, the one that takes longest."""
    kept: dict[tuple[str, Blocks, str], tuple[Effect, Statement]] = {}
    for each, statement in felt:
        key = (each.table, each.blocks, doing(each, statement))
        if key not in kept or high(statement) > high(kept[key][1]):
            kept[key] = (each, statement)
    return list(kept.values())


def high(statement: Statement) -> float:
    """The seconds that it takes at most, -1 where nothing is known of them."""
    return statement.estimate.high if statement.estimate else -1.0


def effects(step: Step, held: Blocked) -> Iterator[tuple[Effect, Statement]]:
    """Those that somebody waits for, under the strongest lock that their transaction holds."""
    for statement in step.statements:
        for each in statement.effects:
            under = held[statement.order, each.table]
            if each.blocks >= Blocks.WRITES or (each.works and under >= Blocks.WRITES):
                yield replace(each, blocks=under), statement


def covers(strong: Effect, weak: Effect) -> bool:
    """Whether the strong effect on a table makes the weak one not worth a line."""
    more, less = reach(strong), reach(weak)
    return strong.table == weak.table and more != less and all(map(operator.ge, more, less))


def reach(has: Effect) -> tuple[int, bool, bool]:
    """How far it goes, each way for itself."""
    return has.blocks, has.rewrites, has.scans


def proofs(step: Step) -> list[str]:
    """What spares it worse; that a table is new, which many are, is told of statements alone."""
    actions = (action for each in step.statements for action in each.actions)
    return list(dict.fromkeys(each.proof for each in actions if each.proof and not each.fresh))


def doubts(step: Step) -> list[str]:
    """What could not be analysed in an operation, and what failed."""
    unknown = [f"unknown: {each.unknown}" for each in step.statements if each.unknown]
    failed = [f"fails: {each.error}" for each in step.statements if each.error]
    return list(dict.fromkeys(unknown + failed))
