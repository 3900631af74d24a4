"""The text of a ledger -> entries; whatever is wrong is said with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from migration_safety.core.acceptance.ledger import Entry
from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.nearest import advice
from migration_safety.core.operations.change import Source
from migration_safety.errors import LedgerError
from migration_safety.reading.ledger.dump import NAME, TABLE, VERSION
from migration_safety.reading.suppression.grammar import day

REQUIRED = ("app", "migration", "rule", "meaning", "reason")
OPTIONAL = ("operation", "loss", "owner", "until")
ADVICE = "Have it written: manage.py check_migration_safety --write-baseline FILE."


def load(path: Path) -> tuple[Entry, ...]:
    """The entries of a file.  Raises LedgerError."""
    try:
        return loads(path.read_text("utf-8"), _seen(path))
    except OSError as error:
        raise LedgerError(
            f"The ledger '{path}' cannot be read: {error.strerror}.", ADVICE
        ) from error
    except UnicodeDecodeError as error:
        raise LedgerError(f"The ledger '{path}' is no UTF-8 text.", ADVICE) from error


def _seen(path: Path) -> str:
    """As people see it: below the working directory, where it lies there."""
    full, here = path.resolve(), Path.cwd()
    return str(full.relative_to(here) if full.is_relative_to(here) else path)


def loads(text: str, name: str) -> tuple[Entry, ...]:
    """The entries of a text; `name` is that of its file.  Raises LedgerError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LedgerError(f"The ledger '{name}' is no TOML: {error}.", "Mend it there.") from error
    _known_schema(document, name)
    tables = document.get(TABLE, [])
    if unknown := sorted(document.keys() - {"schema", TABLE}):
        problem = f"The ledger '{name}' has no use for {unknown[0]!r}."
        raise LedgerError(problem, advice(unknown[0], ("schema", TABLE)))
    if not isinstance(tables, list):
        raise LedgerError(f"{TABLE!r} in the ledger '{name}' is no list.", f"Write [[{TABLE}]].")
    lines = _lines(text, len(tables))
    places = (Source(name, line, f"entry {n}") for n, line in enumerate(lines, 1))
    return tuple(_entry(each, place) for each, place in zip(tables, places, strict=True))


def _known_schema(document: Mapping[str, object], name: str) -> None:
    schema = document.get("schema")
    if schema == f"{NAME}/{VERSION}":
        return
    if isinstance(schema, str) and schema.startswith(f"{NAME}/"):
        problem = f"'{name}' is a ledger of version {schema.partition('/')[2]}"
        raise LedgerError(f"{problem}; this release knows {VERSION}.", "Upgrade migration-safety.")
    raise LedgerError(f"'{name}' is no ledger: its schema is {schema!r}.", ADVICE)


def _lines(text: str, count: int) -> list[int]:
    """The line of each entry; 0 where they are written in another form."""
    heads = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if "".join(line.partition("#")[0].split()) == f"[[{TABLE}]]"
    ]
    return heads if len(heads) == count else [0] * count


def _entry(given: object, place: Source) -> Entry:
    if not isinstance(given, dict):
        raise wrong(place, "it is no table", f"Write [[{TABLE}]].")
    _known_keys(given, place)
    texts = {name: _text(given, name, place) for name in (*REQUIRED, "operation", "loss", "owner")}
    return Entry(
        texts["app"],
        texts["migration"],
        texts["operation"],
        texts["meaning"],
        Suppression(
            (texts["rule"],),
            texts["reason"],
            _until(given, place),
            texts["owner"],
            place,
            loss=texts["loss"],
        ),
    )


def _known_keys(given: Mapping[str, object], place: Source) -> None:
    for key in given:
        if key not in (*REQUIRED, *OPTIONAL):
            raise wrong(place, f"there is no key {key!r}", advice(key, (*REQUIRED, *OPTIONAL)))
    for key in REQUIRED:
        if not given.get(key):
            raise wrong(place, f"it has no {key}", f"An entry has {', '.join(REQUIRED)}.")


def _text(given: Mapping[str, object], name: str, place: Source) -> str:
    value = given.get(name, "")
    if isinstance(value, str):
        return " ".join(value.split())
    raise wrong(place, f"{name} may not be {value!r}", "Give it a text.")


def _until(given: Mapping[str, object], place: Source) -> date | None:
    value = given.get("until")
    found = day(value) if isinstance(value, str) else value
    if found is None and value is None:
        return None
    # A time is a date to Python.
    if isinstance(found, date) and not isinstance(found, datetime):
        return found
    raise wrong(place, f"until may not be {value!s}", "Write it as 2027-01-31.")


def wrong(place: Source, problem: str, advised: str) -> LedgerError:
    """An error in one entry."""
    line = f", line {place.line}" if place.line else ""
    return LedgerError(
        f"The ledger '{place.path}' is wrong in {place.text}{line}: {problem}.", advised
    )
