"""The observing witness: what a server does while it runs a migration on a sandbox."""

from migration_safety.databases.postgresql.observe.recorder import Recorder

__all__ = ["Recorder"]
