"""Which tenant owns which row, and references that stay within a tenant."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.composing.tenants.shares import by_room, by_weight, cuts
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.numbered.listed import Listed
from migration_safety.rows.sources.numbered.numbers import Numbers
from migration_safety.rows.sources.referring.tree import Tree
from migration_safety.rows.sources.tenants.matched import Matched, Side
from migration_safety.rows.sources.tenants.owner import Owner
from migration_safety.rows.sources.tenants.tenancy import NOBODY, Tenancy
from migration_safety.rows.sources.tenants.within import Within
from migration_safety.rows.spread.zipf import continued

KEYS = Numbers("key", low=0)
LETTERS = tuple(b"%c" % letter for letter in range(65, 85))


@st.composite
def tenancies(draw: st.DrawFn, *, least: int = 0, most: int = 40) -> Tenancy:
    """Of a few owners, some of whom may have no row."""
    counts = draw(st.lists(st.integers(least, most), min_size=2, max_size=6).filter(any))
    return Tenancy(draw(st.integers(0, 1000)), cuts(counts))


def owned(tenancy: Tenancy) -> list[int]:
    """The owner of each of its rows."""
    return tenancy.owners(range(tenancy.first, tenancy.first + tenancy.rows))


def chunk(tenancy: Tenancy) -> Chunk:
    """All of its rows."""
    return Chunk("seed", "table", tenancy.first, tenancy.rows)


def owner_of(tenancy: Tenancy, key: bytes) -> int:
    """The owner of the row that has that key."""
    (owner,) = tenancy.owners(range(int(key), int(key) + 1))
    return owner


@given(tenancies())
def test_every_row_has_one_owner_and_every_owner_its_rows(tenancy: Tenancy) -> None:
    found = Counter(owned(tenancy))
    assert [found[owner] for owner in range(len(tenancy.counts))] == tenancy.counts


@given(tenancies(), st.data())
def test_rows_are_found_by_their_owner(tenancy: Tenancy, data: st.DataObject) -> None:
    owner = data.draw(st.sampled_from(range(len(tenancy.counts))))
    rows = tenancy.rows_at(tenancy.places(owner))
    assert all(owner_of(tenancy, b"%d" % row) == owner for row in rows)
    assert len(set(rows)) == tenancy.counts[owner]


@given(tenancies())
def test_places_and_rows_lead_to_each_other(tenancy: Tenancy) -> None:
    rows = range(tenancy.first, tenancy.first + tenancy.rows)
    assert tenancy.rows_at(tenancy.placed(rows)) == list(rows)


def test_owners_do_not_follow_the_order_of_rows() -> None:
    tenancy = Tenancy(0, cuts([0, 5000, 5000]))
    early = tenancy.owners(range(1000))
    assert 450 < early.count(1) < 550


@given(st.integers(1, 500), st.integers(1, 60), st.floats(0, 3))
def test_every_tenant_has_a_row_and_larger_ones_no_fewer(
    rows: int, tenants: int, exponent: float
) -> None:
    counts = by_weight(rows, continued((), tenants, exponent))
    assert sum(counts) == rows
    assert min(counts) >= int(rows >= tenants)
    assert all(first >= second for first, second in pairwise(counts))


@given(st.lists(st.floats(0, 5), min_size=1, max_size=20).filter(any), st.integers(1, 500))
def test_who_weighs_nothing_gets_no_row(weights: list[float], rows: int) -> None:
    counts = by_weight(rows, weights)
    assert sum(counts) == rows
    assert not any(count for count, weight in zip(counts, weights, strict=True) if not weight)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20).filter(any), st.data())
def test_nobody_gets_more_rows_than_have_room(room: list[int], data: st.DataObject) -> None:
    rows = data.draw(st.integers(0, sum(room)))
    counts = by_room(rows, room)
    assert sum(counts) == rows
    assert all(count <= most for count, most in zip(counts, room, strict=True))


@given(tenancies(), tenancies(least=1), st.sampled_from([0.0, 0.7, 1.0, 2.0]))
def test_references_stay_within_a_tenant(own: Tenancy, theirs: Tenancy, exponent: float) -> None:
    keys = list(Within("key", KEYS, own, theirs, exponent).pieces(chunk(own)))
    owners = owned(own)
    named = [
        (owner, owner_of(theirs, key))
        for owner, key in zip(owners, keys, strict=True)
        if key != NULL and owner != NOBODY
    ]
    assert all(owner == other for owner, other in named)
    # Only those are left out whose owner the parent's table does not know.
    known = [owner for owner in owners if NOBODY < owner < len(theirs.counts)]
    assert len(named) == len(known)


def test_some_rows_of_a_tenant_are_preferred_to_others() -> None:
    own, theirs = Tenancy(0, cuts([0, 20_000])), Tenancy(0, cuts([0, 100]))
    found = Counter(Within("key", KEYS, own, theirs).pieces(chunk(own)))
    ((_, most), (_, second), *_) = found.most_common()
    assert len(found) == 100
    assert 1.5 < most / second < 2.0


def test_many_parents_are_all_within_reach() -> None:
    own, theirs = Tenancy(0, cuts([0, 50_000])), Tenancy(0, cuts([0, 1_000_000]))
    found = set(Within("key", KEYS, own, theirs, exponent=0.0).pieces(chunk(own)))
    assert len(found) > 48_000


def test_references_are_null_as_often_as_wanted() -> None:
    own, theirs = Tenancy(0, cuts([0, 20_000])), Tenancy(0, cuts([0, 100]))
    keys = list(Within("key", KEYS, own, theirs, nulls=0.3).pieces(chunk(own)))
    assert 0.28 < keys.count(NULL) / len(keys) < 0.32


def test_rows_of_nobody_have_no_tenant_and_refer_to_any_row() -> None:
    own, theirs = Tenancy(0, cuts([500, 0, 0])), Tenancy(0, cuts([0, 3, 4]))
    assert set(Owner("tenant", KEYS, own).pieces(chunk(own))) == {NULL}
    keys = Within("key", KEYS, own, theirs).pieces(chunk(own))
    assert {owner_of(theirs, key) for key in keys} == {1, 2}


@given(tenancies())
def test_the_column_names_the_owner_of_each_row(tenancy: Tenancy) -> None:
    cells = list(Owner("tenant", Listed("tenant", LETTERS), tenancy).pieces(chunk(tenancy)))
    names = [NULL, *LETTERS]
    assert cells == [names[owner] for owner in owned(tenancy)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=5), st.data())
def test_pairs_of_a_tenant_are_all_there_once(
    sizes: list[tuple[int, int]], data: st.DataObject
) -> None:
    room = [a * b for a, b in sizes]
    rows = data.draw(st.integers(min(1, sum(room)), sum(room)))
    first, second = (Tenancy(0, cuts(side)) for side in zip(*sizes, strict=True))
    own = Tenancy(7, cuts(by_room(rows, room) if rows else [0] * len(room)))
    sides = (Side("a", KEYS, first), Side("b", KEYS, second))
    pairs = list(Matched(sides, own, (0,) * len(sizes)).pieces(chunk(own))) if rows else []
    assert len(set(pairs)) == rows
    named = [
        [owner_of(side, key) for side, key in zip((first, second), pair.split(b"\t"), strict=True)]
        for pair in pairs
    ]
    assert [[owner, owner] for owner in (owned(own) if rows else [])] == named


def test_a_later_run_goes_on_with_other_pairs() -> None:
    sides = (Side("a", KEYS, Tenancy(0, cuts([0, 6, 4]))), Side("b", Listed("b", LETTERS), size=3))
    early, late = Tenancy(0, cuts([0, 8, 5])), Tenancy(13, cuts([0, 10, 7]))
    first = set(Matched(sides, early, (0, 0, 0)).pieces(chunk(early)))
    second = set(Matched(sides, late, (0, 8, 5)).pieces(chunk(late)))
    assert (len(first), len(second), len(first | second)) == (13, 17, 30)


def test_rows_beyond_all_combinations_have_none() -> None:
    sides = (Side("a", KEYS, Tenancy(0, cuts([0, 6, 0])), nullable=True),)
    own = Tenancy(0, cuts([0, 10, 5]))
    cells = Counter(Matched(sides, own, (0, 0, 0)).pieces(chunk(own)))
    assert cells.pop(NULL) == 9
    assert set(cells.values()) == {1}
    assert len(cells) == 6


@given(st.integers(0, 99), st.integers(1, 100))
def test_a_chunk_of_pairs_can_be_made_alone(start: int, rows: int) -> None:
    sides = (
        Side("a", KEYS, Tenancy(0, cuts([0, 30, 20]))),
        Side("b", Listed("b", LETTERS), size=9),
    )
    own = Tenancy(0, cuts([0, 120, 80]))
    matched = Matched(sides, own, (0, 0, 0))
    alone = list(matched.pieces(Chunk("seed", "table", start, rows)))
    assert alone == list(matched.pieces(chunk(own)))[start : start + rows]


@given(tenancies(least=1))
def test_trees_stay_within_a_tenant(tenancy: Tenancy) -> None:
    parents = list(Tree("parent", KEYS, tenancy=tenancy).pieces(chunk(tenancy)))
    named = [
        (owner, owner_of(tenancy, key))
        for owner, key in zip(owned(tenancy), parents, strict=True)
        if key != NULL
    ]
    assert all(owner == other for owner, other in named)
