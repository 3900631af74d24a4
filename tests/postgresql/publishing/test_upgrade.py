"""Blue and green of different versions: a release and an upgrade in one."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest

from migration_safety.databases.postgresql.publishing.comparing.comparer import (
    Compared,
    at_a_moment,
)
from migration_safety.databases.postgresql.publishing.comparing.snapshots import pinned
from migration_safety.databases.postgresql.publishing.making.claim import claim
from migration_safety.databases.postgresql.publishing.making.schema import copy_schema
from migration_safety.errors import RefusedError
from tests.plugins.pairs import Pair
from tests.postgresql.publishing.conftest import ROWS, SHELVES, TABLES, Sides

DIGEST = "ef" * 32
WANTED = [Compared(name, name, columns) for name, columns in TABLES.items()]


@pytest.mark.slow
def test_rows_are_copied_followed_and_compared_across_versions(
    older_pair: Pair, newest_pair: Pair
) -> None:
    across = Pair(older_pair.blue, newest_pair.green, newest_pair.version, older_pair.name)
    with (
        closing(psycopg.connect(across.blue, autocommit=True)) as blue,
        closing(psycopg.connect(across.green, autocommit=True)) as green,
    ):
        blue.execute(SHELVES.encode())
        blue.execute(ROWS.encode())
        claim(green, DIGEST)
        copy_schema(blue, green, source=across.blue, target=across.green, digest=DIGEST)
        sides = Sides(across, blue, green)
        sides.follow()
        sides.ready()
        sides.arrived()
        with pinned(blue, green):
            assert all(each.equal for each in at_a_moment(blue, green, WANTED))


def test_a_green_that_is_older_is_refused(older_pair: Pair, newest_pair: Pair) -> None:
    with (
        closing(psycopg.connect(newest_pair.blue, autocommit=True)) as blue,
        closing(psycopg.connect(older_pair.green, autocommit=True)) as green,
        pytest.raises(RefusedError, match="older than blue"),
    ):
        copy_schema(blue, green, source=newest_pair.blue, target=older_pair.green, digest=DIGEST)
