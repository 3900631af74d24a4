"""What is known of the migration graph, and of what a database has recorded of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edited:
    """Applied migrations compared with their text at the time when they were applied.

    `compared` of them, of which `differing` as (name, path, short commit) say something else
    now; `unknown` have no text from before they were applied.  `why` nothing could be
    compared, where that is so.
    """

    compared: int = 0
    differing: tuple[tuple[str, str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What the database says was applied: `count` migrations in all.

    `early` are pairs of names, a migration that is applied and one it depends on that is not;
    `foreign` the (app, name) of those that the project does not have.
    """

    count: int
    dependencies: int
    early: tuple[tuple[str, str], ...]
    foreign: tuple[tuple[str, str], ...]
    installed: frozenset[str]
    edited: Edited


@dataclass(frozen=True, slots=True)
class Lacking:
    """A change of the models that no migration makes.

    `needed`: the models count on it in the database; they do not count on an index, nor on
    something being gone.
    """

    app: str
    description: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph, which could be loaded: it has no gap, no circle, and one leaf per app.

    `record` is None where no database was asked.
    """

    migrations: int
    models: int
    lacking: tuple[Lacking, ...]
    record: Record | None = None
