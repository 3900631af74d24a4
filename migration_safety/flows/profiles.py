"""The shapes of data that a project has given names to."""

from __future__ import annotations

from migration_safety.conf import configuration
from migration_safety.core.nearest import advice
from migration_safety.core.volume.shape import Shape
from migration_safety.errors import VolumeError


def profile(name: str) -> Shape:
    """That of the setting PROFILES, the usual one for "".  Raises VolumeError."""
    profiles = configuration().profiles
    if not name:
        return Shape()
    if name not in profiles:
        raise VolumeError(f"There is no profile '{name}'.", advice(name, profiles))
    return profiles[name]
