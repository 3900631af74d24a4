"""Columns that get another type: replication sends text, and the other side reads it."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.shim import Moment, Shim
from migration_safety.core.deployment.verdict import Fate, Verdict
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.replication import shims
from migration_safety.databases.postgresql.replication.expressions import spelled
from migration_safety.databases.postgresql.replication.seen import BLUE, GREEN, Judge, Seen
from migration_safety.databases.postgresql.replication.texts import alike, fits, forgets
from migration_safety.databases.postgresql.schema.casts import (
    ZONES,
    Retype,
    narrows,
    retype,
)
from migration_safety.databases.postgresql.schema.types import UNKNOWN, Type, read_type

UTC = (
    "DO $ms$ BEGIN EXECUTE format('ALTER DATABASE %I SET TimeZone TO ''UTC''', current_database());"
    " END $ms$"
)
AS_BEFORE = (
    "DO $ms$ BEGIN EXECUTE format('ALTER DATABASE %I RESET TimeZone', current_database()); END $ms$"
)
BESIDE = "add a column of the new type beside it, and drop the old one in a later release"


def retyped(seen: Seen) -> Iterator[Verdict]:
    """ALTER COLUMN TYPE."""
    if seen.added(seen.column):
        return
    before, _, after = seen.action.detail.partition(" -> ")
    old, new = spelled(before), spelled(after)
    if UNKNOWN in (old, new):
        yield from _unknown(seen)
    elif _transforms(seen):
        yield from _transformed(seen)
    elif old == new:
        yield from seen.fine(f"The type of {seen.words} stays.")
    else:
        yield _forward(seen, old, new)
        yield _reverse(seen, old, new)


def _unknown(seen: Seen) -> Iterator[Verdict]:
    because = f"the type that {seen.words} has on blue is not known from the migrations"
    yield seen.forward(Fate.UNKNOWN, because, held=False)
    yield seen.reverse(Fate.UNKNOWN, because, held=False)


def _transforms(seen: Seen) -> bool:
    """Whether USING says more than the cast that PostgreSQL makes by itself."""
    for parsed in statements(seen.statement.sql):
        for each in getattr(parsed.tree, "cmds", ()):
            definition = getattr(each.alter_table_cmd, "def").column_def
            if each.alter_table_cmd.name == seen.column and definition.HasField("raw_default"):
                cast = definition.raw_default.type_cast
                plain = cast.arg.WhichOneof("node") == "column_ref"
                return not (plain and read_type(cast.type_name) == read_type(definition.type_name))
    return False


def _transformed(seen: Seen) -> Iterator[Verdict]:
    because = f"USING computes {seen.words} anew, and rows from blue arrive as they are there"
    yield seen.forward(Fate.SILENT, because, hazard="S6", guard=BESIDE, held=False)
    back = f"rows from green bring {seen.words} as green has it"
    yield seen.reverse(Fate.SILENT, back, hazard="S6", guard=BESIDE, held=False)


def _forward(seen: Seen, old: Type, new: Type) -> Verdict:
    change = f"{old} -> {new}"
    if (old.name, new.name) in ZONES:
        return seen.forward(
            Fate.SILENT,
            f"moments of {seen.words} are read in the TimeZone of green ({change})",
            hazard="S9",
            guard="both databases have TimeZone UTC",
            shims=tuple(_in_utc(side, seen) for side in (BLUE, GREEN)),
        )
    if forgets(old, new):
        because = f"values of {seen.words} are cut without a word ({change})"
        guard = _changed(seen, new)
        return seen.forward(Fate.SILENT, because, hazard="S10", guard=guard, held=False)
    if narrows(old, new) and alike(old, new):
        return _restored(seen, old, new)
    if fits(old, new):
        return seen.forward(Fate.WORKS, f"text of {old} is text of {new}, in text mode")
    because = f"a value of {seen.words} that is no {new} stops the apply worker ({change})"
    return seen.forward(Fate.LOUD, because, guard=BESIDE, held=False)


def _reverse(seen: Seen, old: Type, new: Type) -> Verdict:
    if (old.name, new.name) in ZONES:
        because = f"moments of {seen.words} are read in the TimeZone of blue"
        guard = "both databases have TimeZone UTC"
        return seen.reverse(Fate.SILENT, because, hazard="S9", guard=guard)
    if forgets(old, new):
        because = f"blue gets {seen.words} of changed rows as green has cut it"
        return seen.reverse(Fate.LOSSY, because)
    if narrows(old, new) or (fits(new, old) and not narrows(new, old)):
        return seen.reverse(Fate.WORKS, f"what is a {new} is a {old}")
    because = f"a value of {seen.words} that is no {old} stops the apply worker of blue"
    if _grows(seen, old, new):
        shim = seen.on_blue(
            shims.alter_column(seen.path, seen.column, f"TYPE {new}"),
            shims.alter_column(seen.path, seen.column, f"TYPE {old}"),
            f"Green may send a {seen.words} that is no {old}.",
        )
        guard = f"blue has {new} too from the fence on, which rewrites nothing"
        return seen.reverse(Fate.LOUD, because, guard=guard, shims=(shim,))
    guard = f"count the values on green that are no {old}: the way back ends with the first"
    return seen.reverse(Fate.LOUD, because, guard=guard)


def _grows(seen: Seen, old: Type, new: Type) -> bool:
    return retype(old, new) is Retype.METADATA and "metadata" in seen.action.shape


def _changed(seen: Seen, new: Type) -> str:
    table, column = shims.named(*seen.path), shims.named(seen.column)
    return (
        f"on blue, SELECT count(*) FROM {table} WHERE {column}::{new} <> {column} has to be 0,"
        " and stay so"
    )


def _restored(seen: Seen, old: Type, new: Type) -> Verdict:
    """The new code is content with more room: green has it until blue is gone."""
    shim = seen.on_green(
        shims.alter_column(seen.path, seen.column, f"TYPE {old}"),
        shims.alter_column(seen.path, seen.column, f"TYPE {new}"),
        f"Blue may send a {seen.words} that is no {new}.",
    )
    because = f"a value of {seen.words} that is no {new} stops the apply worker"
    guard = f"green keeps {old} until the contract, before which every value must fit"
    return seen.forward(Fate.LOUD, because, guard=guard, shims=(shim,))


def _in_utc(side: str, seen: Seen) -> Shim:
    purpose = f"Moments of {seen.words} are read in the TimeZone of the database."
    return Shim(side, Moment.BEFORE_COPY, seen.table, UTC, AS_BEFORE, purpose)


JUDGES: dict[str, Judge] = {"ALTER COLUMN TYPE": retyped}
