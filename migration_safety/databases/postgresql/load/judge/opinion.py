"""The server's own opinion on rows that nobody has written yet, with the doors of every vendor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.volume.cell import escaped
from migration_safety.core.volume.constraint import Check, Constraints, Unique
from migration_safety.databases.postgresql.load.judge.candidates import Row
from migration_safety.databases.postgresql.load.judge.verdicts import covered, distinct, passing
from migration_safety.databases.postgresql.load.literals import literals

Cells = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Opinion:
    """Asked over Django's connection."""

    connection: BaseDatabaseWrapper

    def passing(
        self, constraints: Constraints, check: Check, columns: Sequence[str], candidates: Cells
    ) -> list[bool]:
        """Which candidate rows the check lets pass."""
        return passing(self.connection, constraints, check, columns, candidates)

    def covered(
        self, constraints: Constraints, unique: Unique, columns: Sequence[str], candidates: Cells
    ) -> list[bool]:
        """For which candidate rows the condition of a unique index is true."""
        return covered(self.connection, constraints, unique, columns, candidates)

    def distinct(
        self, constraints: Constraints, unique: Unique, columns: Sequence[str], candidates: Cells
    ) -> bool:
        """Whether a unique index would take the candidate rows together."""
        return distinct(self.connection, constraints, unique, columns, candidates)

    def literals(self, expression: str) -> Sequence[bytes]:
        """What stands in an expression, as cells."""
        found = literals(expression)
        texts = [*found.values, *("x" * length for length in found.lengths)]
        return [escaped(each.encode()) for each in dict.fromkeys(texts)]

    def patterns(self, expression: str) -> Sequence[str]:
        """The regular expressions in an expression, LIKE's as well."""
        return literals(expression).patterns
