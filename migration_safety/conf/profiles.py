"""The setting PROFILES: names for the shapes of data that a project asks for."""

from __future__ import annotations

from migration_safety.conf.kinds import Check, by, checked, path, real, text, whole
from migration_safety.core.volume.shape import Shape

MODEL = path("people.Person", parts=2)
COLUMN = path("people.Person.household", parts=3)
SHAPE: dict[str, Check] = {
    "rows": by(MODEL, whole(0)),
    "tenants": whole(1),
    "skew": real(),
    "skews": by(COLUMN, real()),
    "nulls": by(COLUMN, real(most=1)),
    "days": whole(1),
    "growth": real(),
}


def profile(value: object, name: str) -> Shape:
    """One of them; `scale` is left to the command."""
    return Shape(**checked(value, SHAPE, name))


profiles = by(text, profile)
