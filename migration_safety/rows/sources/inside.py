"""The sources that a source is put together from."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.rows.sources.choice import Either, Joined, Mixed, Nullable
from migration_safety.rows.sources.gated import Gated
from migration_safety.rows.sources.source import Source


def inside(source: Source) -> Iterator[Source]:
    """The source itself where it is a simple one, else what it takes its cells from."""
    for each in _parts(source):
        if each is source:
            yield each
        else:
            yield from inside(each)


def _parts(source: Source) -> tuple[Source, ...]:
    if isinstance(source, Joined | Mixed):
        return source.sources
    if isinstance(source, Gated):
        return (source.pool, *source.sources)
    if isinstance(source, Either):
        return (source.below, source.above)
    return (source.source,) if isinstance(source, Nullable) else (source,)
