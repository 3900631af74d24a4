"""All rows of the matrix."""

from __future__ import annotations

from types import ModuleType

from tests.postgresql.replication.case import Case
from tests.postgresql.replication.matrix import columns, constraints, rows, tables, types

SUBJECTS: tuple[ModuleType, ...] = (columns, types, constraints, tables, rows)
CASES: tuple[Case, ...] = tuple(case for subject in SUBJECTS for case in subject.CASES)
