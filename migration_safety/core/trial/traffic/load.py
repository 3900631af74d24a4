"""What live traffic felt of migrations in both directions, alone and behind an idle transaction."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.trial.traffic.felt import Felt, Queue


@dataclass(frozen=True, slots=True)
class Load:
    """`felt` and `queues` by direction; `reason` says why there is nothing, "" otherwise."""

    felt: tuple[Felt, ...] = ()
    queues: tuple[Queue, ...] = ()
    reason: str = ""
