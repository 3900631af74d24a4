"""What the statements of a release meet in a schema that was made for another one."""

from migration_safety.databases.postgresql.compatibility.probes import probes

__all__ = ["probes"]
