"""A deployment as plain values and back, and the hash that shows whether anybody changed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from migration_safety.core.deployment.deployment import Deployment

SCHEMA = "migration-safety-deployment/1"


def hashed(deployment: Deployment) -> Deployment:
    """The same deployment with the hash of all that it says."""
    return replace(deployment, digest=digest(deployment))


def digest(deployment: Deployment) -> str:
    """SHA-256 in hexadecimal of everything but the hash itself."""
    text = json.dumps(plain(replace(deployment, digest="")), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(deployment: Deployment) -> dict[str, Any]:
    """As dictionaries, lists and scalars, whatever JSON knows."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(deployment)))
    return found


def restored(values: Any) -> Deployment:
    """The deployment of those plain values.  Raises ValueError where they are not of one."""
    found: Deployment = _value(values, Deployment, "deployment")
    return found


def _value(given: Any, kind: Any, name: str) -> Any:
    if is_dataclass(kind):
        return _record(given, kind, name)
    if get_origin(kind) is UnionType:
        (wanted,) = (each for each in get_args(kind) if each is not NoneType)
        return None if given is None else _value(given, wanted, name)
    if get_origin(kind) is tuple:
        return _tuple(given, get_args(kind), name)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(given)
    return _scalar(given, kind, name)


def _record(given: Any, kind: Any, name: str) -> Any:
    types = get_type_hints(kind)
    if not isinstance(given, Mapping) or given.keys() != {each.name for each in fields(kind)}:
        raise ValueError(f"{name} does not have the fields of a {kind.__name__}")
    return kind(**{key: _value(given[key], types[key], f"{name}.{key}") for key in given})


def _tuple(given: Any, kinds: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    if not isinstance(given, list):
        raise ValueError(f"{name} is no list")
    if kinds[1:] == (Ellipsis,):
        return tuple(_value(each, kinds[0], f"{name}[{n}]") for n, each in enumerate(given))
    return tuple(_value(each, kind, name) for each, kind in zip(given, kinds, strict=True))


def _scalar(given: Any, kind: Any, name: str) -> Any:
    if kind is float and type(given) is int:
        return float(given)
    if type(given) is not kind:
        raise ValueError(f"{name} is not of the type {kind.__name__}")
    return given
