"""Running migrations for real on a sandbox, with no other database in reach."""

from migration_safety.reading.replay.confinement import confined
from migration_safety.reading.replay.executor import Replay, replay

__all__ = ["Replay", "confined", "replay"]
