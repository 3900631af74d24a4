"""Two spellings of an expression: which of them mean the same."""

from __future__ import annotations

import pytest

from migration_safety.core.trial.schema.spelling import same

SAME = [
    (
        "CHECK (((s)::text = ANY ((ARRAY['a'::character varying])::text[])))",
        "CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text])))",
    ),
    ("lower((s)::text)", "lower(s)"),
    ("((a > 1) AND (b))", "((a > 1) AND b)"),
    ("'it''s (here)'::text", "'it''s (here)'"),
]
NOT_THE_SAME = [
    ("CHECK (((a OR b) AND c))", "CHECK ((a OR (b AND c)))"),
    ("CHECK ((s = 'a'::character varying(5)))", "CHECK ((s = 'a'))"),
    ("CHECK ((s = 'a::text'))", "CHECK ((s = 'a'))"),
    ("CHECK ((n > 3))", "CHECK (((n)::numeric > (3)::numeric))"),
    ("f(a, b)", "f((a, b))"),
    ("f(a)", "f"),
    ("ARRAY['a']", "'a'"),
    ("'a b'", "'ab'"),
    ('"A"', "'A'"),
    ("a -> 'b'", "a ->> 'b'"),
]


@pytest.mark.parametrize(("some", "other"), SAME)
def test_casts_between_character_types_make_no_difference(some: str, other: str) -> None:
    assert same(some, other)


@pytest.mark.parametrize(("some", "other"), NOT_THE_SAME)
def test_whatever_may_mean_something_else_differs(some: str, other: str) -> None:
    assert not same(some, other)
