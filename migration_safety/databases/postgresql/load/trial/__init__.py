"""Sample rows, tried on the server before anything is written."""

from __future__ import annotations

from migration_safety.core.volume.trial import Trial
from migration_safety.databases.postgresql.load.trial.copy import trial

__all__ = ["Trial", "trial"]
