"""Candidates for rows, judged by the server before there is any row."""

from __future__ import annotations

from migration_safety.databases.postgresql.load.judge.opinion import Opinion
from migration_safety.databases.postgresql.load.judge.verdicts import covered, distinct, passing

__all__ = ["Opinion", "covered", "distinct", "passing"]
