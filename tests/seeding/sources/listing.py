"""Every kind of source, and what its chunks hold."""

from __future__ import annotations

from datetime import date

from migration_safety.rows.sources.choice import Either, Joined, Mixed, Nullable
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.drawn import Drawn
from migration_safety.rows.sources.gated import Gated
from migration_safety.rows.sources.numbered.chain import Chain
from migration_safety.rows.sources.numbered.numbers import FORMATS, Numbers
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.numbered.renamed import Renamed
from migration_safety.rows.sources.numbered.serial import Serial
from migration_safety.rows.sources.numbered.shifted import Shifted
from migration_safety.rows.sources.numbered.stretches import Stretches
from migration_safety.rows.sources.numbered.uuids import Uuids
from migration_safety.rows.sources.pool import Pool
from migration_safety.rows.sources.referring.apart import Apart
from migration_safety.rows.sources.referring.keys import Keys
from migration_safety.rows.sources.referring.targets import Targets
from migration_safety.rows.sources.referring.tree import Tree
from migration_safety.rows.sources.source import Countable, Source
from migration_safety.rows.sources.timeline import Timeline
from migration_safety.rows.spread.slots import slots

FIRST_OF_2026 = date(2026, 1, 1).toordinal()
IDS = Serial("id")
WORDS = (b"a",), (b"b",), (b"c",)
POOL = Pool(("word",), WORDS, slots([5.0, 3.0, 2.0]).tobytes())
COUNTABLES: dict[str, Countable] = {
    "serial": IDS,
    "anew": Serial("id", ((0, 1), (70, 5000))),
    "uuids": Uuids("id", "seed"),
    "shifted": Shifted(Uuids("id", "seed"), 20),
    "renamed": Renamed("other", IDS),
    "permuted": Permuted(("a", "b"), (IDS, Numbers("b")), (40, 90)),
    "apart": Apart(("a", "b"), IDS, 90),
    "rising": Apart(("a", "b"), IDS, 91, rising=True),
    "targets": Targets(("kind", "key"), (b"7", b"8"), (IDS, Uuids("id", "s")), (900, 2000)),
    **{name: Numbers("n", name, low=10_957 * 24, step=3) for name in FORMATS},
}
SOURCES: dict[str, Source] = {
    **COUNTABLES,
    "keys": Keys("key", IDS, 5000, nulls=0.1),
    "few": Keys("key", IDS, 50, nulls=0.1),
    "tree": Tree("parent", IDS),
    "chain": Chain("before", IDS),
    "pool": POOL,
    "numbered": Pool(("name",), ((b"a", b"b"), (b"c-", b"")), slots([1.0, 1.0]).tobytes()),
    "nullable": Nullable(IDS, 0.3),
    "either": Either(120, IDS, Numbers("id", low=9000)),
    "mixed": Mixed((IDS, Numbers("id", low=9000))),
    "joined": Joined((IDS, POOL)),
    "gated": Gated(POOL, (Keys("key", IDS, 9),), ((True,), (False,), (True,))),
    "drawn": Drawn(Apart(("a", "b"), IDS, 300), 300 * 299),
    "stretches": Stretches(("start", "end"), "date", 730_000, 2),
    "later": Timeline(
        ("at",), ("moment",), 300, FIRST_OF_2026, 90, 3.0, later=(("seen", "date", 0.2),)
    ),
    "timeline": Timeline(("at", "on"), ("moment", "date"), 300, FIRST_OF_2026, 90, 3.0),
}


def of(source: Source, first: int, rows: int, seed: str = "seed") -> list[bytes]:
    """The cells of one chunk."""
    return list(source.pieces(Chunk(seed, "table", first, rows)))
