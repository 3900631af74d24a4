"""What a run finds in its environment: addresses, which are secrets, and files of proxies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import RefusedError

BLUE, GREEN = "MIGRATION_SAFETY_BLUE", "MIGRATION_SAFETY_GREEN"
FLAG = "MIGRATION_SAFETY_FLAG"
PROBE = "MIGRATION_SAFETY_PROBE"
CONSOLES = "MIGRATION_SAFETY_CONSOLES"
DATABASES = "MIGRATION_SAFETY_POOLER_DATABASES"
WRITERS = "MIGRATION_SAFETY_WRITERS"
LOG = "MIGRATION_SAFETY_LOG"
HEALTH = "MIGRATION_SAFETY_HEALTH"
# What single states are told, by the names that Run.options has for it.
OPTIONS = {
    "MIGRATION_SAFETY_ACCEPT": "accept",
    "MIGRATION_SAFETY_BLUE_FROM_GREEN": "blue_address",
    "MIGRATION_SAFETY_GREEN_FROM_BLUE": "green_address",
    "MIGRATION_SAFETY_FREEZE": "freeze",
    "MIGRATION_SAFETY_BACKUPS": "backups",
    "MIGRATION_SAFETY_BACKUP_RECIPIENT": "recipient",
    "MIGRATION_SAFETY_BACKUP_IDENTITY": "identity",
    "MIGRATION_SAFETY_BACKUP_SCRATCH": "scratch",
    "MIGRATION_SAFETY_BACKUP_KEEP": "keep",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The two sides; nginx's flag file and its probe; the consoles of all poolers and the file in
    which they find their databases; the roles that write; nginx's log, and the URL of the site's
    health."""

    blue: Side
    green: Side
    flag: Path | None = None
    consoles: tuple[str, ...] = field(default=(), repr=False)
    databases: Path | None = None
    writers: tuple[str, ...] = ()
    log: Path | None = None
    health: str = ""
    probe: str = ""


def surroundings(environment: Mapping[str, str]) -> Surroundings:
    """As the variables say; lists are separated by commas.  Raises RefusedError."""
    return Surroundings(
        Side("blue", _needed(environment, BLUE)),
        Side("green", _needed(environment, GREEN)),
        _path(environment, FLAG),
        _list(environment, CONSOLES),
        _path(environment, DATABASES),
        _list(environment, WRITERS),
        _path(environment, LOG),
        environment.get(HEALTH, ""),
        environment.get(PROBE, ""),
    )


def told(environment: Mapping[str, str]) -> dict[str, str]:
    """The options of single states that are set in the environment."""
    return {name: environment[each] for each, name in OPTIONS.items() if environment.get(each)}


def _needed(environment: Mapping[str, str], name: str) -> str:
    if not (value := environment.get(name, "")):
        raise RefusedError(
            f"{name} is not set: the run does not know its databases.",
            "Fill in a copy of environment.template, which lies beside the plan, and source it.",
        )
    return value


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    return Path(value) if (value := environment.get(name, "")) else None


def _list(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in environment.get(name, "").split(","))))
