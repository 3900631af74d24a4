"""What the statements of a plan are about to demand of rows that are there already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from postgast import deparse, parse
from postgast import pg_query_pb2 as pb

from migration_safety.core.catalog.demand import (
    Demand,
    Difference,
    Pending,
    Presence,
    Reference,
    Truth,
)
from migration_safety.core.catalog.relation import Catalog, Constraint
from migration_safety.core.plan import Migration
from migration_safety.core.statement import Statement
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.schema.expressions import columns
from migration_safety.databases.postgresql.schema.state import relation_name
from migration_safety.errors import GrammarError

WRITES = ("UPDATE", "INSERT", "DELETE", "MERGE", "TRUNCATE", "COPY")
UNIQUE = (pb.CONSTR_UNIQUE, pb.CONSTR_PRIMARY)
MASK = "'***'"


def pending(migrations: Iterable[Migration], catalog: Catalog) -> Iterator[Pending]:
    """The demands of each statement, in the order in which the server will meet them."""
    reader = Reader(catalog)
    for migration in migrations:
        for statement in migration.statements():
            for demand in reader.demands(statement):
                yield Pending(str(migration), demand, reader.mended(demand))
            reader.note(statement, str(migration))


@dataclass(slots=True)
class Reader:
    """Reads one statement after the other; `writers` wrote to a table, "" for any table."""

    catalog: Catalog
    unvalidated: dict[tuple[str, str], Demand] = field(default_factory=dict)
    writers: dict[str, str] = field(default_factory=dict)

    def mended(self, demand: Demand) -> str:
        """Who may have put the rows in order before the demand is made."""
        return self.writers.get(demand.table, "") or self.writers.get("", "")

    def note(self, statement: Statement, migration: str) -> None:
        """Keep in mind what it writes."""
        for action in statement.actions:
            if action.shape == "PYTHON":
                self.writers.setdefault("", f"Python of {migration}")
            elif action.shape.startswith(WRITES):
                self.writers.setdefault(action.table, f"{action.words} of {migration}")

    def demands(self, statement: Statement) -> Iterator[Demand]:
        """Those that it makes of existing rows at once."""
        if not statement.sql or MASK in statement.sql:
            return
        try:
            trees = statements(statement.sql)
        except GrammarError:
            return
        for parsed in trees:
            if isinstance(parsed.tree, pb.IndexStmt) and parsed.tree.unique:
                yield _index(parsed.tree)
            elif isinstance(parsed.tree, pb.AlterTableStmt):
                table = relation_name(parsed.tree.relation)
                for command in parsed.tree.cmds:
                    yield from self._clause(command.alter_table_cmd, table)

    def _clause(self, clause: pb.AlterTableCmd, table: str) -> Iterator[Demand]:
        if clause.subtype == pb.AT_SetNotNull:
            yield Presence(table, clause.name)
        elif clause.subtype == pb.AT_ValidateConstraint:
            yield from self._validated(table, clause.name)
        elif clause.subtype == pb.AT_AddConstraint:
            node = getattr(clause, "def").constraint
            demand = self._constraint(node, table)
            if demand and node.skip_validation:
                self.unvalidated[table, node.conname] = demand
            elif demand:
                yield demand

    def _validated(self, table: str, name: str) -> Iterator[Demand]:
        """A constraint that an earlier statement has added, or that is there already."""
        if demand := self.unvalidated.pop((table, name), None):
            yield demand
        known = self.catalog.tables.get(table)
        for constraint in known.constraints if known else ():
            if constraint.name == name and constraint.kind in ("CHECK", "FOREIGN KEY"):
                yield standing(constraint)

    def _constraint(self, node: pb.Constraint, table: str) -> Demand | None:
        own = tuple(each.string.sval for each in (*node.keys, *node.fk_attrs))
        if node.contype == pb.CONSTR_CHECK:
            return Truth(node.conname, table, columns(node.raw_expr), _sql(node.raw_expr))
        if node.contype == pb.CONSTR_FOREIGN:
            to = relation_name(node.pktable)
            known = self.catalog.tables.get(to)
            named = tuple(each.string.sval for each in node.pk_attrs)
            return Reference(node.conname, table, own, to, named or (known.key if known else ()))
        if node.contype in UNIQUE and not node.indexname:
            keys = tuple(_quoted(name) for name in own)
            return Difference(node.conname, table, own, keys, "", not node.nulls_not_distinct)
        return None


def standing(constraint: Constraint) -> Demand:
    """What a check or foreign key of the database demands."""
    if constraint.kind == "FOREIGN KEY":
        return Reference(
            constraint.name,
            constraint.table,
            constraint.columns,
            constraint.references,
            constraint.referenced,
        )
    (parsed,) = statements(f"ALTER TABLE t ADD {constraint.definition}")
    assert isinstance(parsed.tree, pb.AlterTableStmt)
    (command,) = parsed.tree.cmds
    tree = getattr(command.alter_table_cmd, "def").constraint.raw_expr
    return Truth(constraint.name, constraint.table, constraint.columns, _sql(tree))


def _index(node: pb.IndexStmt) -> Difference:
    elements = [each.index_elem for each in node.index_params]
    trees = [each.expr for each in elements if each.HasField("expr")]
    condition = [node.where_clause] if node.HasField("where_clause") else []
    read = [each.name for each in elements if each.name]
    read += [name for tree in (*trees, *condition) for name in columns(tree)]
    return Difference(
        node.idxname,
        relation_name(node.relation),
        tuple(dict.fromkeys(read)),
        tuple(_quoted(each.name) if each.name else _sql(each.expr) for each in elements),
        _sql(node.where_clause) if condition else "",
        not node.nulls_not_distinct,
    )


def _sql(tree: pb.Node) -> str:
    """An expression as the grammar writes it."""
    select = parse("SELECT 1")
    select.stmts[0].stmt.select_stmt.target_list[0].res_target.val.CopyFrom(tree)
    return deparse(select).removeprefix("SELECT ")


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
