"""The application's side of a deployment's gate: a middleware for requests, `gated` for workers."""

from migration_safety.gate.middleware import GateMiddleware
from migration_safety.gate.work import gated

__all__ = ["GateMiddleware", "gated"]
