"""What a plan changes between blue and green, from its first statement to its last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from postgast import PgQueryError
from postgast import pg_query_pb2 as pb

from migration_safety.core.deployment.follow import Names
from migration_safety.core.plan import Plan
from migration_safety.core.statement import Action, Statement
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.replication.expressions import text

Column = tuple[str, str]
MASKED = "'***'"


@dataclass(slots=True)
class Ahead:
    """`required` columns of green refuse a row without a value once all is done; `defaults` are
    those that a column was added with, as SQL; `written` are tables whose rows the plan writes.
    `anew` are tables that are dropped, and there again under their name; `own` are constraints,
    by table and name, that blue never has.
    """

    required: set[Column] = field(default_factory=set)
    given: set[Column] = field(default_factory=set)
    defaults: dict[Column, str] = field(default_factory=dict)
    types: dict[Column, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    anew: set[str] = field(default_factory=set)
    dropped: set[Column] = field(default_factory=set)
    own: set[Column] = field(default_factory=set)
    blues: set[Column] = field(default_factory=set)


def ahead(plan: Plan) -> Ahead:
    """Of all migrations of a plan."""
    found, names = Ahead(), Names()
    for migration in plan.migrations:
        for statement in migration.statements():
            for action in statement.actions:
                _take(found, action, statement)
            names.follow(statement.actions)
        queries = (q for step in migration.steps for f in step.functions for q in f.queries)
        found.written |= {query.table for query in queries if query.writes}
    gone = {name for name, table in names.tables.items() if table.now != name}
    found.anew = gone & set(names.new)
    return found


def _take(found: Ahead, action: Action, statement: Statement) -> None:
    if action.shape in ("INSERT", "UPDATE", "MERGE", "COPY"):
        found.written.add(action.table)
    constraint = (action.table, action.name)
    if action.shape.startswith("DROP") and constraint not in found.own:
        found.blues.add(constraint)
    elif action.shape.startswith("ADD") and constraint not in found.blues:
        found.own.add(constraint)
    if not action.shape.startswith(("ADD COLUMN", "ALTER COLUMN", "DROP COLUMN")):
        return
    column = (action.table, "".join(action.columns[:1]))
    if action.shape == "DROP COLUMN":
        found.dropped.add(column)
        found.required.discard(column)
    elif "required" in action.flags:
        found.required.add(column)
        found.given.discard(column)
    elif action.shape in ("ALTER COLUMN SET DEFAULT", "ALTER COLUMN DROP NOT NULL"):
        found.required.discard(column)
    if action.shape.startswith("ADD COLUMN"):
        found.types[column] = action.detail
        for default in _default(statement, column[1]):
            found.defaults[column] = default
    if "default" in action.flags or action.shape == "ALTER COLUMN SET DEFAULT":
        found.given.add(column)
    elif action.shape == "ALTER COLUMN DROP DEFAULT":
        found.given.discard(column)


def _default(statement: Statement, column: str) -> Iterator[str]:
    """The default of an ADD COLUMN, unless it had to be hidden."""
    if MASKED in statement.sql:
        return
    for parsed in statements(statement.sql):
        for each in getattr(parsed.tree, "cmds", ()):
            command = each.alter_table_cmd
            definition = getattr(command, "def").column_def
            if command.subtype == pb.AT_AddColumn and definition.colname == column:
                yield from _said(definition)


def _said(definition: pb.ColumnDef) -> Iterator[str]:
    for each in definition.constraints:
        if each.constraint.contype == pb.CONSTR_DEFAULT:
            try:
                yield text(each.constraint.raw_expr)
            except PgQueryError:
                return
