"""Runs migrations on tables with rows, under the observer, while traffic goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import migrations
from django.db.migrations.state import ProjectState

from migration_safety.core.effect import Blocks
from migration_safety.core.observation import Observation
from migration_safety.databases.postgresql.grammar import split
from migration_safety.databases.postgresql.locks import BLOCKS
from migration_safety.databases.postgresql.observe import Recorder
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.reading.replay import Replay, confined, replay
from tests.plugins.servers import Server
from tests.rules import baseline
from tests.safe_forms.traffic import Traffic

# 3,000 people, each with a visit.
ROWS = (
    "INSERT INTO people_tenant (name, slug) VALUES ('one', 'one')",
    "INSERT INTO people_tag (name) SELECT 'tag ' || i FROM generate_series(1, 3000) AS i",
    "INSERT INTO people_person (tenant_id, name, email, code, age, visits, notes, details) "
    "SELECT 1, 'name ' || i, i || '@example.org', 'code ' || i, i % 90, 0, '', '{}' "
    "FROM generate_series(1, 3000) AS i",
    "INSERT INTO people_visit (person_id, at, minutes) SELECT id, now(), 5 FROM people_person",
)
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Ran:
    """What came of it, what was seen, and how the traffic fared."""

    outcome: Replay
    observations: Sequence[Observation]
    traffic: Traffic

    def dangers(self) -> list[tuple[str, str, str]]:
        """Migration, statement and table of each lock that others wait for while it works."""
        return [
            (each.migration, each.sql, table)
            for each in self.observations
            if any(effect.works for effect in each.effects)
            for table, lock in each.held
            if BLOCKS[lock] >= Blocks.WRITES
        ]


def filled() -> Iterator[migrations.Migration]:
    """The tables that were there before, with rows."""
    yield baseline.Migration("Baseline", "people")
    rows = migrations.Migration("Rows", "people")
    rows.operations = [migrations.RunSQL(list(ROWS), migrations.RunSQL.noop)]
    yield rows


def run(
    server: Server,
    *after: migrations.Migration,
    before: Sequence[migrations.Migration],
    statements: Mapping[str, str] = NOTHING,
) -> Ran:
    """Run `before` unobserved, then all others while `statements` are sent, by table."""
    traffic = Traffic(statements)
    with (
        Sandbox(server.url()) as box,
        confined("default", box.settings()) as connection,
        Recorder(connection, split) as recorder,
    ):
        first = replay([*filled(), *before], ProjectState(), connection, recorder, selected=())
        assert first.error == ""
        selected = {("people", each.name) for each in after}
        with traffic.over(box.conninfo):
            outcome = replay(after, first.state, connection, recorder, selected=selected)
        return Ran(outcome, recorder.observations, traffic)
