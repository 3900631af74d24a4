"""Which tables are published, by the catalog of each server version."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from civicpulse.database import from_url
from migration_safety.core.plan import Migration, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.flows.blue_green.planning.evidence.tables import tables
from migration_safety.reading.replay import confined
from tests.plugins.servers import Server

SCHEMA = """
    CREATE TABLE person (
        id int PRIMARY KEY, name text, bio text, loud text GENERATED ALWAYS AS (name) STORED
    );
    CREATE TABLE code (letters text NOT NULL CONSTRAINT once UNIQUE);
    CREATE TABLE note (body text);
    CREATE UNLOGGED TABLE cache (id int PRIMARY KEY);
    CREATE TABLE gone (id int PRIMARY KEY);
    CREATE TABLE django_migrations (id int PRIMARY KEY);
    CREATE SCHEMA other;
    CREATE TABLE other.thing (id int PRIMARY KEY);
"""
DOING = (
    Action("DROP TABLE", "gone"),
    Action("DROP COLUMN", "person", ("bio",)),
    Action("ADD COLUMN", "person", ("age",)),
    Action("CREATE TABLE", "fresh"),
    Action("ADD COLUMN", "fresh", ("more",)),
    Action("RENAME TABLE", "note", detail="note -> remark"),
)


@pytest.fixture
def blue(server: Server, reachable: None) -> Iterator[BaseDatabaseWrapper]:
    """A database with SCHEMA, on each version."""
    with server.database() as url, confined("default", from_url(url)) as connection:
        with connection.cursor() as cursor:
            cursor.execute(SCHEMA)
        yield connection


def test_what_both_schemas_have_is_published_and_what_is_left_out_has_a_reason(
    blue: BaseDatabaseWrapper,
) -> None:
    step = Step(0, (), statements=(Statement("", 0, 0, DOING),))
    found = tables(blue, [Migration("shop", "0002", steps=(step,))])
    assert {each.table: (each.forward, each.identity, each.green) for each in found.published} == {
        "other.thing": (("id",), "default", ""),
        "public.code": (("letters",), "index once", ""),
        "public.note": (("body",), "full", "remark"),
        "public.person": (("id", "name"), "default", ""),
    }
    assert [table for table, _ in found.left_out] == [
        "public.cache",
        "public.django_migrations",
        "public.gone",
    ]
    assert (found.new, found.lost, found.gained) == (
        ("fresh",),
        (("person", "bio"),),
        (("person", "age"),),
    )
