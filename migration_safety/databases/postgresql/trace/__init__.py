"""The tracing witness: what statements cost on a sandbox, run exactly as they are."""

from migration_safety.databases.postgresql.trace.tracer import Tracer

__all__ = ["Tracer"]
