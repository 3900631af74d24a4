"""Sources whose cells are another one in every row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.numbered.chain import Chain
from migration_safety.rows.sources.numbered.numbers import Numbers
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.referring.apart import Apart
from migration_safety.rows.sources.referring.tree import Tree
from tests.seeding.sources.listing import COUNTABLES, IDS, SOURCES, of


@pytest.mark.parametrize("name", COUNTABLES)
def test_no_cell_of_what_counts_is_repeated(name: str) -> None:
    source = COUNTABLES[name]
    rows = min(source.capacity or 3000, 3000)

    cells = list(source.cells(range(rows)))

    assert len(set(cells)) == rows


@given(size=st.integers(1, 400), start=st.integers(0, 50), other=st.integers(1, 30))
def test_permutations_are_bijections(size: int, start: int, other: int) -> None:
    combined = Permuted(("a", "b"), (IDS, Numbers("b")), (size, other), start)

    cells = set(combined.cells(range(start, start + size * other)))

    assert len(cells) == combined.capacity == size * other


@given(count=st.integers(2, 60))
def test_pairs_are_of_different_rows_and_none_comes_twice(count: int) -> None:
    source = Apart(("a", "b"), IDS, count)

    pairs = [tuple(cell.split(b"\t")) for cell in source.cells(range(source.capacity))]

    assert len(set(pairs)) == count * (count - 1)
    assert all(a != b for a, b in pairs)


@given(count=st.integers(2, 60))
def test_rising_pairs_come_once_in_whatever_order(count: int) -> None:
    source = Apart(("a", "b"), IDS, count, rising=True)

    pairs = [tuple(map(int, cell.split(b"\t"))) for cell in source.cells(range(source.capacity))]

    assert len(set(pairs)) == len(pairs)
    assert all(a < b for a, b in pairs)


def test_parents_in_a_tree_come_before_their_children() -> None:
    pairs = list(zip(of(Tree("parent", IDS), 500, 1000), range(501, 1501), strict=True))

    assert all(int(parent) < own for parent, own in pairs if parent != NULL)
    assert 20 < sum(parent == NULL for parent, _ in pairs) < 90


def test_a_chain_refers_to_each_row_once() -> None:
    cells = of(Chain("before", IDS), 0, 100)

    assert cells[0] == NULL
    assert cells[1:] == of(IDS, 0, 99)


def test_stretches_do_not_meet() -> None:
    ends = [cell.split(b"\t") for cell in of(SOURCES["stretches"], 0, 50)]

    flat = [end for pair in ends for end in pair]

    assert flat == sorted(set(flat))
