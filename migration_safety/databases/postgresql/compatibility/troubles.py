"""Why a statement of one release fails on the schema of another."""

from __future__ import annotations

from collections.abc import Container, Iterator

from migration_safety.core.operations.model import Model
from migration_safety.core.releases.probe import Trouble, Verb
from migration_safety.databases.postgresql.compatibility.meeting import Meeting
from migration_safety.databases.postgresql.compatibility.tightened import tightened


def troubles(verb: Verb, model: Model, meeting: Meeting) -> Iterator[Trouble]:
    """Those of one kind of statement; an inherited model's statements go to its parents too."""
    for each in (model, *meeting.parents(model)):
        if each.table not in meeting.own:
            continue
        if meeting.lacks(each):
            yield Trouble(f'relation "{each.table}" does not exist')
        else:
            yield from TROUBLES[verb](each, meeting)


def _select(model: Model, meeting: Meeting) -> Iterator[Trouble]:
    for column in meeting.lost(model):
        yield Trouble(f"column {model.table}.{column} does not exist")


def _insert(model: Model, meeting: Meeting) -> Iterator[Trouble]:
    yield from _unwritable(model, meeting, "cannot insert a non-DEFAULT value into column")
    met = meeting.met[model.table]
    given = model.columns.keys() - model.defaulted
    for column in met.columns:
        if column not in given and met.required(column):
            yield Trouble(
                f'null value in column "{column}" of relation "{model.table}" '
                "violates not-null constraint"
            )
    yield from tightened(model, meeting)


def _update(model: Model, meeting: Meeting) -> Iterator[Trouble]:
    yield from _unwritable(model, meeting, "cannot update to anything but DEFAULT: column")
    yield from tightened(model, meeting)


def _unwritable(model: Model, meeting: Meeting, refusal: str) -> Iterator[Trouble]:
    """Columns that are not there, or that the database computes."""
    for column in meeting.lost(model):
        if column not in model.computed:
            yield Trouble(f'column "{column}" of relation "{model.table}" does not exist')
    own, met = meeting.own[model.table], meeting.met[model.table]
    for column in meeting.shared(model):
        if met.columns[column].generated and not own.columns[column].generated:
            yield Trouble(f'{refusal} "{column}"')


def _delete(model: Model, meeting: Meeting) -> Iterator[Trouble]:
    yield from _deletion(model, meeting, seen=set())


def _deletion(model: Model, meeting: Meeting, *, seen: set[str]) -> Iterator[Trouble]:
    """Django looks into every table that it knows to refer to the object, and into no other.

    Of the objects that it finds there some are deleted too, in the same way.
    """
    seen.add(model.table)
    if model.key in meeting.lost(model):
        yield Trouble(f"column {model.table}.{model.key} does not exist")
    attended = set()
    for child, column in meeting.code.referring(model):
        attended.add((child.table, column))
        if column in child.unattended or child.table not in meeting.own:
            continue
        if meeting.lacks(child):
            yield Trouble(f'relation "{child.table}" does not exist')
        elif column in meeting.lost(child):
            yield Trouble(f"column {child.table}.{column} does not exist")
        elif column in child.cascading and child.table not in seen:
            for each in _deletion(child, meeting, seen=seen):
                yield Trouble(each.error, each.only or f"what {child.table} refers to")
    yield from _held(model, meeting, attended)


def _held(
    model: Model, meeting: Meeting, attended: Container[tuple[str, str]]
) -> Iterator[Trouble]:
    """Foreign keys that the code does not know, of rows that are there already."""
    for table, key in meeting.pointing(model.table):
        if key.acts or len(key.columns) != 1 or (table, key.columns[0]) in attended:
            continue
        if table in meeting.before and _filled(key.columns[0], table, meeting):
            yield Trouble(
                f'update or delete on table "{model.table}" violates foreign key constraint '
                f'"{key.name}" on table "{table}"',
                f"rows that {table}.{key.columns[0]} still refers to",
            )


def _filled(column: str, table: str, meeting: Meeting) -> bool:
    """Whether rows from before refer to something: a new column may be filled by its default."""
    new = column not in meeting.before[table].columns
    return not new or meeting.met[table].column(column).not_null


TROUBLES = {
    Verb.SELECT: _select,
    Verb.INSERT: _insert,
    Verb.UPDATE: _update,
    Verb.DELETE: _delete,
}
