"""Databases that are not to be filled by mistake."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.conf import settings

from migration_safety.errors import VolumeError
from migration_safety.flows.volume.request import Request

# So many statements are told.
MOST = 8


def guard(target: Any, confirm: str, holding: Collection[str], *, dry: bool = False) -> str:
    """Raises VolumeError unless the database is beyond doubt, or its name was repeated.

    `holding` are the labels whose tables hold rows that no seeding made.  A dry run writes
    nothing: it returns what would be asked for.
    """
    if confirm and confirm != target.name:
        raise VolumeError(
            f"--confirm {confirm} names another database than '{target.name}'.",
            "Look which one the settings lead to.",
        )
    doubts = "; ".join(_doubts(target, holding))
    if not doubts or confirm:
        return ""
    if dry:
        return f"To write, --confirm {target.name} will be asked for: {doubts}."
    raise VolumeError(
        f"The database '{target.name}' is not filled without confirmation: {doubts}.",
        f"If it is the right one, repeat its name: --confirm {target.name}",
    )


def _doubts(target: Any, holding: Collection[str]) -> Iterator[str]:
    if not target.local:
        yield "its server is not on this machine"
    if not settings.DEBUG:
        yield "DEBUG is off, as in production"
    if holding:
        names = sorted(holding)
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"{', '.join(names[:3])}{more} hold rows already"


def refuse_lacking(target: Any, tables: Sequence[str], *privileges: str) -> None:
    """Raises VolumeError where the role lacks privileges on tables."""
    grants = target.grants(tables, privileges)
    if grants:
        more = f"; and {len(grants) - MOST} more" if len(grants) > MOST else ""
        raise VolumeError(
            f"The role may not {' and '.join(privileges)} where the database"
            f" '{target.name}' is to be filled.",
            f"Grant it: {'; '.join(grants[:MOST])}{more}.",
        )


def refuse_selection(request: Request, option: str) -> None:
    """Raises VolumeError where somebody means a part by what is done to the whole."""
    if request.names or request.rows or request.profile or request.statistics or request.append:
        raise VolumeError(
            f"{option} is for all that was seeded, and takes no selection.",
            "Leave out models, --rows, --profile, --statistics and --append.",
        )


def refuse_nothing(target: Any, runs: Collection[Any], doing: str) -> None:
    """Raises VolumeError where no run is known."""
    if not runs:
        raise VolumeError(
            f"Nothing was seeded in the database '{target.name}'.", f"There is nothing to {doing}."
        )


def refuse_cluster(target: Any, scheduler: str) -> None:
    """Raises VolumeError where a database cannot be written to by several."""
    if scheduler and target.workers(2) < 2:
        raise VolumeError(
            f"The database '{target.name}' takes one writer at a time, and no cluster.",
            "Leave out --scheduler.",
        )
