"""Cells that checks themselves tell of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from random import Random

from migration_safety.core.volume.cell import escaped
from migration_safety.core.volume.constraint import Check
from migration_safety.rows.composing.world import Judge
from migration_safety.rows.prototyping import REFERENCE
from migration_safety.rows.values.texts.locales import LOCALE
from migration_safety.rows.values.texts.pattern import matching
from migration_safety.rows.values.world import World

# So many texts of a pattern at most.
MOST = 4096


def examples(checks: Iterable[Check], judge: Judge, rows: int, seed: str) -> list[bytes]:
    """Constants, and for so many rows enough texts of their patterns; not all of them pass."""
    world = World(Random(seed), LOCALE, REFERENCE)
    found: list[bytes] = []
    for check in checks:
        found += judge.literals(check.expression)
        for pattern in judge.patterns(check.expression):
            count = min(MOST, 4 * rows + 16)
            texts = (matching(re.compile(pattern), world) for _ in range(count))
            found += [escaped(text.encode()) for text in texts]
    return list(dict.fromkeys(found))
