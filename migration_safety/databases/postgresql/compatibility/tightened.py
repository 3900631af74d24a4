"""Values that one schema takes and the other refuses."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.operations.model import Model
from migration_safety.core.releases.probe import Trouble
from migration_safety.databases.postgresql.compatibility.meeting import Meeting
from migration_safety.databases.postgresql.schema.casts import narrows
from migration_safety.databases.postgresql.schema.table import Constraint, Table

UNIQUE = "duplicate key value violates unique constraint"
CHECKED = ("CHECK", "EXCLUDE")


def tightened(model: Model, meeting: Meeting) -> Iterator[Trouble]:
    """What keeps the code from writing some values that its own schema would take."""
    own, met = meeting.own[model.table], meeting.met[model.table]
    if own is met:
        return
    for column in sorted(meeting.shared(model)):
        yield from _column(column, model, meeting)
    yield from _unique(model, own, met)
    for constraint in met.constraints.values():
        if _is_new(constraint, own) and set(constraint.columns) & model.columns.keys():
            yield from _constraint(constraint, model)


def _column(column: str, model: Model, meeting: Meeting) -> Iterator[Trouble]:
    was = meeting.own[model.table].columns[column]
    now = meeting.met[model.table].columns[column]
    own = meeting.own[model.table].constraints.values()
    refused = was.not_null or any(column in each.not_null for each in own)
    if now.not_null and not refused and column in model.nullable:
        yield Trouble(
            f'null value in column "{column}" of relation "{model.table}" '
            "violates not-null constraint",
            f"NULL in {column}",
        )
    if column in model.references.keys() | model.defaulted and meeting.met is meeting.before:
        # Keys come from the database itself: so large ones are not there yet.
        return
    if narrows(was.type, now.type):
        yield Trouble(f"value does not fit type {now.type}", f"what {column} held as {was.type}")
    elif (was.type.array, _family(was.type.name)) != (now.type.array, _family(now.type.name)):
        yield Trouble(f"column {column} is of type {now.type}", f"what {column} took as {was.type}")


FAMILIES = {
    **dict.fromkeys(("int2", "int4", "int8", "numeric", "float4", "float8"), "number"),
    **dict.fromkeys(("text", "varchar", "bpchar", "citext"), "text"),
    **dict.fromkeys(("timestamp", "timestamptz", "date"), "moment"),
    **dict.fromkeys(("json", "jsonb"), "document"),
    **dict.fromkeys(("cidr", "inet"), "address"),
}


def _family(name: str) -> str:
    """Types that take each other's literals as long as these fit."""
    return FAMILIES.get(name, name)


def _unique(model: Model, own: Table, met: Table) -> Iterator[Trouble]:
    """Uniqueness over columns that the code writes; the server names the index."""
    before = {(each.columns, each.partial) for each in own.indexes.values() if each.unique}
    for index in met.indexes.values():
        if not index.unique or (index.columns, index.partial) in before:
            continue
        known = [column for column in index.columns if column in own.columns or not column]
        if len(known) == len(index.columns):
            columns = ", ".join(column or "an expression" for column in index.columns)
            yield Trouble(f'{UNIQUE} "{index.name}"', f"duplicates of {columns}")


def _is_new(constraint: Constraint, own: Table) -> bool:
    """Whether the other schema does not have it under any name."""
    same = own.constraints.get(constraint.name)
    if same is not None:
        return same.kind != constraint.kind or _renewed(same, constraint)
    return not any(
        (each.kind, each.columns, each.references)
        == (constraint.kind, constraint.columns, constraint.references)
        for each in own.constraints.values()
        if constraint.kind == "FOREIGN KEY"
    )


def _renewed(same: Constraint, constraint: Constraint) -> bool:
    """Dropped and made again; VALIDATE changes its source too, and nothing that matters here."""
    return constraint.kind in CHECKED and (
        same.source != constraint.source and same.valid == constraint.valid
    )


def _constraint(constraint: Constraint, model: Model) -> Iterator[Trouble]:
    columns = ", ".join(constraint.columns)
    if constraint.kind == "CHECK":
        proven = set(constraint.not_null)
        if proven and proven == set(constraint.columns) and not proven & model.nullable:
            return
        refusal = f'new row for relation "{model.table}" violates check constraint'
        yield Trouble(f'{refusal} "{constraint.name}"', f"what {constraint.name} refuses")
    elif constraint.kind == "EXCLUDE":
        yield Trouble(
            f'conflicting key value violates exclusion constraint "{constraint.name}"',
            f"what {constraint.name} refuses",
        )
    elif constraint.kind == "FOREIGN KEY":
        if len(constraint.columns) == 1 and constraint.columns[0] in model.references:
            return
        refusal = f'insert or update on table "{model.table}" violates foreign key constraint'
        yield Trouble(
            f'{refusal} "{constraint.name}"',
            f"what {columns} does not find in {constraint.references}",
        )
