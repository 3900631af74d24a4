"""PostgreSQL's side of the walk: SQL becomes actions, the schema follows along."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.operations.model import Code, Leftover
from migration_safety.core.releases.passage import Passage
from migration_safety.core.releases.probe import Probe
from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.compatibility import probes
from migration_safety.databases.postgresql.grammar import Parsed, masked, statements
from migration_safety.databases.postgresql.offline import offline
from migration_safety.databases.postgresql.schema.partitions import recurses, with_partitions
from migration_safety.databases.postgresql.schema.state import Schema
from migration_safety.databases.postgresql.schema.table import Table
from migration_safety.databases.postgresql.statements.readers import READERS
from migration_safety.databases.postgresql.statements.types import uses_new_value


@dataclass(slots=True)
class Reading:
    """One statement as read: its text, its actions, and why nothing is known where that is so."""

    sql: str
    actions: tuple[Action, ...]
    unknown: str = ""


@dataclass(slots=True)
class Dialect:
    """Reads statements in the order in which the server would meet them.

    `connection` gives the alias, the settings and the backend; it is not connected.
    `version` is the major version of PostgreSQL to write SQL for.
    """

    connection: BaseDatabaseWrapper
    version: int
    schema: Schema = field(default_factory=Schema)
    stand_in: BaseDatabaseWrapper = field(init=False)

    def __post_init__(self) -> None:
        self.schema.utc = self.connection.timezone_name == "UTC"
        self.stand_in = offline(self.connection, self.schema, version=self.version)

    @property
    def strict(self) -> bool:
        """Whether SQL that the grammar rejects is an error: it was written for PostgreSQL."""
        return self.connection.vendor == "postgresql"

    def editor(self, *, atomic: bool) -> Any:
        """Django's schema editor for the stand-in; it keeps what it would execute."""
        return self.stand_in.SchemaEditorClass(self.stand_in, atomic=atomic)

    def begin(self, migration: str, *, deploy_goes_on: bool = False) -> None:
        """From here on statements belong to that migration, perhaps of the same deploy."""
        self.schema.begin(migration, deploy_goes_on=deploy_goes_on)

    def read(self, sql: str) -> list[Reading]:
        """Split a string and read each statement.  Raises GrammarError."""
        return [self._read(parsed) for parsed in statements(sql)]

    def columns(self, table: str) -> list[Leftover]:
        """The columns of a table as the statements so far leave them, and what each demands."""
        known = self.schema.table(table)
        keys = {column: fk for fk in known.of_kind("FOREIGN KEY") for column in fk.columns}
        return [
            Leftover(
                table,
                column,
                self.schema.required(table, column),
                keys[column].name if column in keys else "",
                keys[column].references if column in keys else "",
            )
            for column in known.columns
        ]

    def snapshot(self) -> Mapping[str, Table]:
        """The relations as the statements so far leave them, by name."""
        return self.schema.snapshot()

    def probes(
        self,
        code: Code,
        own: Mapping[str, Table],
        met: Mapping[str, Table],
        *,
        passage: Passage,
        touched: Collection[str],
    ) -> tuple[Probe, ...]:
        """What the code, made for the schema `own`, sends to the touched tables of `met`."""
        return probes(code, own, met, passage=passage, touched=touched)

    def _read(self, parsed: Parsed) -> Reading:
        reader = READERS.get(parsed.kind)
        if reader is None:
            name = parsed.kind.removesuffix("_stmt").replace("_", " ").upper()
            return Reading(
                masked(parsed.sql), (), f"{name}: what it does is not known from its text"
            )
        before = set(self.schema.new)
        whole = recurses(parsed.tree)
        parts, heirs = (self.schema.parts(), self.schema.heirs()) if whole else ({}, {})
        early = bool(self.schema.new_values) and uses_new_value(parsed.tree, self.schema)
        actions = tuple(reader(parsed.tree, self.schema))
        return Reading(
            masked(parsed.sql),
            tuple(
                self._marked(with_partitions(each, parts, heirs), before, early=early)
                for each in actions
            ),
        )

    def _marked(self, action: Action, before: set[str], *, early: bool) -> Action:
        """Say of an action whether its table is new, and name only further tables that are not.

        `before` are the new tables as they were: a statement may drop one.  `early`: it uses a
        value that an enum has got just now.
        """
        new = before | self.schema.new
        others = tuple((role, name) for role, name in action.others if name not in new)
        flags = action.flags | {"required"} if self._requires(action) else action.flags
        flags |= {"new value"} if early else set()
        fresh = action.table in new
        proof = action.proof or (f"nobody uses {action.table} yet: it is new" if fresh else "")
        return replace(action, fresh=fresh, others=others, flags=flags, proof=proof)

    def _requires(self, action: Action) -> bool:
        """Whether, after its statement, a row without a value for its column is refused."""
        return action.shape.startswith(("ADD COLUMN", "ALTER COLUMN")) and any(
            self.schema.required(action.table, column) for column in action.columns[:1]
        )
