"""Partitions: made, attached and detached, and what spares PostgreSQL to read them."""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema.clauses import Clause, Term, constant, implied
from migration_safety.databases.postgresql.schema.state import Schema, relation_name
from migration_safety.databases.postgresql.schema.table import Table

# The default partition is locked alone, or also read, for rows that belong to the new one.
DEFAULT, READ = "default", "default (read)"
NOBODY_KNOWS: tuple[Clause, ...] = (frozenset(),)


def attach(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    """ATTACH PARTITION: each row of the partition must fit, unless constraints say that it does."""
    command = getattr(clause, "def").partition_cmd
    partition = relation_name(command.name)
    parent = schema.table(table)
    wanted = [*_present(parent), *_within(command.bound, parent)]
    proof = _proof(schema.table(partition), wanted) if parent.keys else ""
    read, proven = joined(command.bound, partition, table, schema)
    yield Action(
        "ATTACH PARTITION (validated CHECK)" if proof else "ATTACH PARTITION",
        table,
        others=(("partition", partition), *read),
        proof="; ".join(filter(None, (proof, proven))),
    )


def joined(
    bound: pb.PartitionBoundSpec, partition: str, table: str, schema: Schema
) -> tuple[tuple[tuple[str, str], ...], str]:
    """The default partition by what is done to it, and what spares it more, as another joins."""
    parent = schema.known(table)
    schema.partitions.setdefault(table, []).append(partition)
    if bound.is_default:
        parent.default = partition
        return (), ""
    if not parent.default:
        return (), ""
    proof = _proof(schema.table(parent.default), _outside(bound, parent))
    return ((DEFAULT if proof else READ, parent.default),), proof


def detach(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    """DETACH PARTITION, which the default partition feels too."""
    command = getattr(clause, "def").partition_cmd
    shape = "DETACH PARTITION CONCURRENTLY" if command.concurrent else "DETACH PARTITION"
    partition = relation_name(command.name)
    yield Action(shape, table, others=(("partition", partition), *beside(partition, schema)))
    schema.detach(partition)


def beside(partition: str, schema: Schema) -> tuple[tuple[str, str], ...]:
    """The default partition, whose rows may be others once this partition is gone."""
    default = schema.table(schema.partitioned(partition)).default
    return ((DEFAULT, default),) if default not in ("", partition) else ()


def _proof(table: Table, wanted: list[Clause]) -> str:
    """The validated constraints that imply all that is wanted of each row, "" where some lack."""
    checks = [check for check in table.of_kind("CHECK") if check.valid]
    filled = {
        frozenset({Term(name, "is not null")})
        for name in table.columns
        if table.column(name).not_null
    }
    used = []
    for each in wanted:
        if implied(each, filled):
            continue
        check = next((check for check in checks if implied(each, check.clauses)), None)
        if check is None:
            return ""
        used.append(f"the validated CHECK {check.name} of {check.source}")
    found = " and ".join(dict.fromkeys(used)) or "NOT NULL"
    return f"no scan of {table.name}: {found}"


def _present(parent: Table) -> list[Clause]:
    return [frozenset({Term(key, "is not null")}) for key in parent.keys]


def _within(bound: pb.PartitionBoundSpec, parent: Table) -> list[Clause]:
    """What the bounds ask of a row; that of several keys, or of a hash, no constraint says."""
    if len(parent.keys) != 1 or not parent.keys[0] or bound.is_default or bound.strategy == "h":
        return [*NOBODY_KNOWS]
    key = parent.keys[0]
    if bound.strategy == "l":
        values = [constant(each) for each in bound.listdatums]
        if None in values:
            return [*NOBODY_KNOWS]
        return [frozenset(Term(key, "=", str(value)) for value in values)]
    ends = ((">=", bound.lowerdatums[0]), ("<", bound.upperdatums[0]))
    # MINVALUE and MAXVALUE, which are no constants, ask nothing.
    return [
        frozenset({Term(key, operator, value)})
        for operator, end in ends
        if (value := constant(end)) is not None
    ]


def _outside(bound: pb.PartitionBoundSpec, parent: Table) -> list[Clause]:
    """What the default partition's rows must be: none of the new partition's."""
    within = _within(bound, parent)
    if within == [*NOBODY_KNOWS]:
        return within
    missing = Term(parent.keys[0], "is null")
    if bound.strategy == "l":
        return [frozenset({missing, each.denied()}) for clause in within for each in clause]
    return [frozenset({missing, *(each.denied() for clause in within for each in clause)})]
