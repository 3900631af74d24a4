"""The statements of a release, each with what it meets in a schema: no database is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from migration_safety.core.operations.model import Code, Model
from migration_safety.core.releases.passage import Passage
from migration_safety.core.releases.probe import Probe, Verb
from migration_safety.databases.postgresql.compatibility.meeting import Meeting, Snapshot
from migration_safety.databases.postgresql.compatibility.troubles import troubles

# Rows that link two objects, or have nothing but a key, are made and deleted, never changed.
LINKING = (Verb.SELECT, Verb.INSERT, Verb.DELETE)


def probes(
    code: Code, own: Snapshot, met: Snapshot, *, passage: Passage, touched: Collection[str]
) -> tuple[Probe, ...]:
    """What the code, made for the schema `own`, sends to the schema `met`.

    Of the models on touched tables all verbs; of those that they begin or cease to refer to,
    only DELETE.
    """
    meeting = Meeting(code, own, met, passage.before)
    return tuple(
        _probe(verb, model, meeting)
        for model, verbs in targets(meeting, touched, passage)
        for verb in verbs
    )


def targets(
    meeting: Meeting, touched: Collection[str], passage: Passage
) -> Iterator[tuple[Model, Iterable[Verb]]]:
    """The models, and what is to be tried with each."""
    touched, referenced = frozenset(touched), frozenset(_referenced(touched, passage))
    for model in meeting.code.models:
        if model.table not in meeting.own:
            # Another database's, or nobody's: a router or a setting keeps it from being made.
            continue
        if model.table in touched or any(it.table in touched for it in meeting.parents(model)):
            yield model, tuple(Verb) if _changes(model) else LINKING
        elif model.table in referenced:
            yield model, (Verb.DELETE,)


def _changes(model: Model) -> bool:
    """Whether there is an UPDATE of it."""
    return bool(model.name and model.columns.keys() - model.computed - {model.key})


def _referenced(touched: Collection[str], passage: Passage) -> Iterator[str]:
    """The tables that touched ones refer to by what one schema, or one release, says alone."""
    for table in touched:
        yield from passage.referred(table)
        found = [
            {(each.columns, each.references) for each in schema[table].of_kind("FOREIGN KEY")}
            for schema in (passage.before, passage.after)
            if table in schema
        ]
        both = found[0] & found[1] if len(found) > 1 else set()
        yield from (references for _, references in set().union(*found) - both)


def _probe(verb: Verb, model: Model, meeting: Meeting) -> Probe:
    concerned = (model, *meeting.parents(model))
    unknown = next(filter(None, map(meeting.why_unknown, concerned)), "")
    found = () if unknown else tuple(dict.fromkeys(troubles(verb, model, meeting)))
    sql = _sql(verb, model)
    return Probe(model.label, model.table, verb, sql, found, unknown)


def _sql(verb: Verb, model: Model) -> str:
    """The statement as Django words it, with an ellipsis for each value."""
    table, key = f'"{model.table}"', f'"{model.key}"'
    columns = [f'"{each}"' for each in model.columns]
    written = [f'"{each}"' for each in model.columns if each not in model.computed | {model.key}]
    if verb is Verb.SELECT:
        return f"SELECT {', '.join(columns)} FROM {table}"
    if verb is Verb.INSERT:
        return f"INSERT INTO {table} ({', '.join(written)}) VALUES (...)"
    if verb is Verb.UPDATE:
        return f"UPDATE {table} SET {', '.join(f'{each} = ...' for each in written)}"
    return f"DELETE FROM {table} WHERE {key} IN (...)"
