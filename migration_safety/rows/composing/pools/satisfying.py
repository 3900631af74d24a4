"""The fragments that pass the checks of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice, product

from migration_safety.core.volume.cell import NULL
from migration_safety.core.volume.constraint import Check, Constraints
from migration_safety.errors import VolumeError
from migration_safety.rows.composing.pools.examples import examples
from migration_safety.rows.composing.pools.group import MINED, Group, grouped
from migration_safety.rows.composing.world import Judge
from migration_safety.rows.sources.chunk import Chunk

TEXTS = 16
# With a number after them: short enough for most columns.
WORDS = (b"word-", b"")


class UnsatisfiedError(VolumeError):
    """Nothing was found that passes a check."""

    def __init__(self, table: str, check: Check) -> None:
        super().__init__(
            f"{table}: no value was found that satisfies {check.name}: CHECK ({check.expression}).",
            "Write a factory for it, whose rows do.",
        )


def satisfied(
    group: Group,
    checks: Iterable[Check],
    constraints: Constraints,
    judge: Judge,
    samples: Sequence[Chunk],
) -> Group:
    """The fragments that pass every check; mined from the checks where none was built that way.

    Raises UnsatisfiedError where nothing is found that passes.
    """
    before: list[Check] = []
    for check in checks:
        kept = group.keep(_passing(group, check, constraints, judge, samples))
        if not kept.fragments:
            kept = _mined(group, check, constraints, judge, samples)
            for other in before:
                kept = kept.keep(_passing(kept, other, constraints, judge, samples))
        if not kept.fragments:
            raise UnsatisfiedError(constraints.table, check)
        group = kept
        before.append(check)
    return group


def _passing(
    group: Group, check: Check, constraints: Constraints, judge: Judge, samples: Sequence[Chunk]
) -> list[bool]:
    """Of which fragments every row of the samples passes."""
    passing = [True] * len(group.fragments)
    for sample in samples:
        rows = group.samples(sample)
        passed = judge.passing(constraints, check, group.columns, list(chain.from_iterable(rows)))
        verdicts = batches(passed, sample.rows)
        passing = [before and all(each) for before, each in zip(passing, verdicts, strict=True)]
    return passing


def batches(verdicts: Sequence[bool], size: int) -> list[Sequence[bool]]:
    """The verdicts on each fragment."""
    return [verdicts[start : start + size] for start in range(0, len(verdicts), size)]


def _mined(
    group: Group, check: Check, constraints: Constraints, judge: Judge, samples: Sequence[Chunk]
) -> Group:
    """Fragments with constants of the check in place of what the prototypes have."""
    constants = examples([check], judge, TEXTS, constraints.table)
    offered = []
    for place, name in enumerate(group.names):
        own = list(dict.fromkeys(fragment[place] for fragment in group.fragments))
        null = [] if name in constraints.required else [(NULL,)]
        literals = constants if name in check.columns else []
        more: list[tuple[bytes, ...]] = [(each,) for each in literals]
        if any(len(cell) > 1 for cell in own):
            # The row's number makes it another text in every row.
            more = [(each, b"") for each in (*literals, *(WORDS if literals else ()))]
            null = []
        offered.append([*more, *null, *own[: 8 if name in check.columns else 1]])
    rows = islice(product(*offered), MINED)
    tried = grouped(group.names, rows, group.gates)
    return tried.keep(_passing(tried, check, constraints, judge, samples))
