"""A run that did not end: whether it goes on, and why it cannot where it was asked otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migration_safety.core.volume.progress import Progress
from migration_safety.errors import VolumeError

SOURCES = {
    "faker": "the version of Faker",
    "locale": "the locale",
    "statistics": "the hash of the statistics file",
}


def unfinished(target: Any, workers: int, progress: Progress, *, write: bool) -> Any:
    """The run that did not end, None if there is none; one that wrote no row is forgotten."""
    run = target.journal.unfinished()
    if run is None or not write or target.journal.chunks(run.id):
        return run
    target.rebuild(run.id, workers, progress)
    target.journal.forget(run.id)
    return None


def refuse_other(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raises VolumeError where what is asked for now would make other rows than before."""
    found = list(differences(before, after))
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise VolumeError(
            f"A run that did not end would go on with other rows: {'; '.join(found[:3])}{more}.",
            "Repeat it as it was, or remove all that was seeded with --clear.",
        )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """What differs between two manifests, in words."""
    if before["seed"] != after["seed"]:
        yield f"the seed was '{before['seed']}', now it is '{after['seed']}'"
    if before["version"] != after["version"]:
        yield f"migration_safety was {before['version']}, now it is {after['version']}"
    yield from _sources(before["sources"], after["sources"])
    yield from _tables(*({each["label"]: each for each in m["tables"]} for m in (before, after)))
    if before["chunk_rows"] != after["chunk_rows"] or before["engine"] != after["engine"]:
        yield "the engine has changed"


def _sources(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, "none"), after.get(name, "none")
        if old != new and name in SOURCES:
            yield f"{SOURCES[name]} was {old}, now it is {new}"
        elif old != new:
            yield f"the factory of {name} has changed"


def _tables(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for label in sorted(before.keys() | after.keys()):
        old, new = before.get(label), after.get(label)
        if old is None or new is None:
            yield f"{label} is {'new' if old is None else 'missing'}"
        elif old["rows"] != new["rows"]:
            yield f"{label} was to get {old['rows']:,} rows, now {new['rows']:,}"
        elif old != new:
            yield f"what the rows of {label} are made of has changed"
