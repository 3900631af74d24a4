"""The project's settings on the database of one side, with our addresses before its own."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from migration_safety.flows.blue_green.rehearsal.served.orders import Orders, given

GATE = "migration_safety.gate.GateMiddleware"


def rehearsed(project: Any, orders: Orders) -> dict[str, Any]:
    """All settings of the project's module, and those that a rehearsal needs otherwise."""
    found = {name: getattr(project, name) for name in dir(project) if name.isupper()}
    own = [each for each in found.get("MIDDLEWARE", ()) if each != GATE]
    return found | {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["*"],
        "SECURE_SSL_REDIRECT": False,
        "DATABASES": {**found.get("DATABASES", {}), orders.alias: dict(orders.database)},
        "MIDDLEWARE": [GATE, *own],
        "MIGRATION_SAFETY": {
            **found.get("MIGRATION_SAFETY", {}),
            "GATE_DATABASE": orders.alias if orders.gate else "",
        },
        "REHEARSED_URLCONF": found["ROOT_URLCONF"],
        "ROOT_URLCONF": "migration_safety.flows.blue_green.rehearsal.served.urls",
    }


ORDERS = given()
globals().update(rehearsed(import_module(ORDERS.settings), ORDERS))
