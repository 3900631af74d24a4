"""Sources are kept as JSON and come back as they were; nothing else comes out of it."""

from __future__ import annotations

import json

import pytest

from migration_safety.rows.noted import noted, read
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.numbered.serial import Serial
from migration_safety.rows.sources.numbered.uuids import Uuids
from migration_safety.rows.sources.pool import Pool
from migration_safety.rows.sources.source import Source

SERIAL = Serial("id", ((0, 1), (50, 99)))
SOURCES = [
    Uuids("id", "a\tseed"),
    Pool(("a", "b"), ((b"x\ty-", b""), (b"\x00\xff",)), b"\x00\x01" * 8),
    Permuted(("a", "b"), (SERIAL, Uuids("id", "0")), (50, 2**70), 7),
]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
def test_a_source_comes_back_as_it_was(source: Source) -> None:
    assert read(json.loads(json.dumps(noted(source)))) == source


@pytest.mark.parametrize(
    "name", ["pool:Any", "pool:lru_cache", "pool:decimals", "nowhere:Pool", "..recipe:Recipe"]
)
def test_nothing_but_a_source_is_made(name: str) -> None:
    with pytest.raises((ValueError, ImportError, AttributeError)):
        read({"of": name})
