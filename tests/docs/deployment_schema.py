"""docs/blue_green_strategy.schema.json, made of the values that a plan consists of."""

from __future__ import annotations

import inspect
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.document import SCHEMA

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


def deployment_schema() -> dict[str, str]:
    """The one page."""
    definitions: dict[str, Any] = {}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:migration-safety:deployment:1",
        "title": "Plan of plan_blue_green, version 1",
        "description": "deployment.digest is the SHA-256 of deployment as JSON with sorted keys,"
        " ', ' and ': ' between values, and an empty digest.",
        "type": "object",
        "required": ["schema", "deployment"],
        "properties": {"schema": {"const": SCHEMA}, "deployment": kind(Deployment, definitions)},
        "$defs": definitions,
    }
    return {"blue_green_strategy.schema.json": json.dumps(schema, indent=2) + "\n"}


def kind(of: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; `definitions` gets those of dataclasses."""
    if is_dataclass(of):
        return record(of, definitions)
    if get_origin(of) is UnionType:
        (wanted,) = (each for each in get_args(of) if each is not NoneType)
        return {"oneOf": [kind(wanted, definitions), {"type": "null"}]}
    if get_origin(of) is tuple:
        first, *rest = get_args(of)
        if rest == [Ellipsis]:
            return {"type": "array", "items": kind(first, definitions)}
        items = [kind(each, definitions) for each in (first, *rest)]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "items": False}
    if issubclass(of, Enum):
        return {"enum": [each.value for each in of], "description": words(of)}
    return {"type": PLAIN[of]}


def record(of: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """A reference to the definition of a dataclass."""
    if of.__name__ not in definitions:
        definitions[of.__name__] = {}
        types = get_type_hints(of)
        definitions[of.__name__] = {
            "type": "object",
            "description": words(of),
            "required": [each.name for each in fields(of)],
            "properties": {each.name: kind(types[each.name], definitions) for each in fields(of)},
        }
    return {"$ref": f"#/$defs/{of.__name__}"}


def words(of: Any) -> str:
    """Its docstring, on one line."""
    return " ".join((inspect.getdoc(of) or "").split())
