"""What a chunk holds follows from the seed, the table and its number alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.choice import Either
from migration_safety.rows.sources.numbered.listed import Listed
from tests.seeding.sources.listing import POOL, SOURCES, of

SCRIPT = """
from hashlib import blake2b
from tests.seeding.sources.listing import SOURCES, of
cells = [b"|".join(of(source, 7, 300)) for source in SOURCES.values()]
print(blake2b(b"|".join(cells)).hexdigest())
"""


@pytest.mark.parametrize("name", SOURCES)
def test_a_chunk_is_the_same_whatever_was_made_before_it(name: str) -> None:
    source = SOURCES[name]
    first, second = of(source, 0, 100), of(source, 100, 100)

    again = of(source, 100, 100), of(source, 0, 100)

    assert again == (second, first)


@pytest.mark.parametrize("name", SOURCES)
def test_each_row_has_the_cells_of_its_columns(name: str) -> None:
    source = SOURCES[name]

    cells = of(source, 30, 100)

    assert len(cells) == 100
    assert {cell.count(b"\t") + 1 for cell in cells} == {len(source.columns)}


def test_two_processes_make_the_same_whatever_their_hashes() -> None:
    printed = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert printed[0] == printed[1]
    assert len(printed[0]) > 100


def test_another_seed_makes_other_rows() -> None:
    assert of(POOL, 0, 200) != of(POOL, 0, 200, seed="another")


@given(limit=st.integers(0, 50), first=st.integers(0, 50))
def test_rows_below_a_limit_are_of_the_first_source(limit: int, first: int) -> None:
    source = Either(limit, Listed("id", (b"low",) * 100), Listed("id", (b"high",) * 200))

    cells = of(source, first, 20)

    assert cells.count(b"low") == min(20, max(0, limit - first))
    assert cells == sorted(cells, reverse=True)


def test_a_gate_leaves_out_what_its_fragment_says() -> None:
    cells = [cell.split(b"\t") for cell in of(SOURCES["gated"], 0, 500)]

    assert {key == NULL for word, key in cells if word == b"b"} == {True}
    assert {key == NULL for word, key in cells if word != b"b"} == {False}
