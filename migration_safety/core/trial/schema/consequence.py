"""What it means for people and programs that an object of the schema is not as it was."""

from __future__ import annotations

LOST = {
    "table": "Queries that name it fail.",
    "view": "Queries that name it fail.",
    "materialized view": "Queries that name it fail.",
    "foreign table": "Queries that name it fail.",
    "column": "Queries that name it fail; its values are gone.",
    "primary key": "Rows may share a key, and nothing can refer to them.",
    "unique constraint": "Duplicates can be written, and ON CONFLICT on its columns fails.",
    "foreign key": "Rows may refer to rows that do not exist.",
    "check constraint": "Rows that it refused can be written.",
    "exclusion constraint": "Rows that it refused can be written.",
    "domain constraint": "Values that it refused can be written.",
    "index": "Queries that relied on it read the whole table.",
    "unique index": "Duplicates can be written, and ON CONFLICT on its columns fails.",
    "sequence": "Whoever asks it for the next value fails.",
    "trigger": "What it did on each write is no longer done.",
    "event trigger": "What it did on each DDL statement is no longer done.",
    "rule": "Statements are no longer rewritten.",
    "policy": "Other rows are visible or writable than before.",
    "function": "Whoever calls it fails.",
    "procedure": "Whoever calls it fails.",
    "aggregate": "Queries that use it fail.",
    "extension": "Its types, functions and operators are gone.",
    "schema": "Everything in it is gone.",
    "comment": "What it said is to be found nowhere else in the database.",
    "grant": "Roles that relied on it are denied.",
    "default privileges": "Objects made from now on are granted to nobody.",
    "published table": "Its changes are no longer replicated.",
    "publication": "Its subscribers receive no further changes.",
    "statistics object": "The planner estimates without it.",
}
ADDED = {
    "table": "Creating it again fails.",
    "view": "Creating it again fails; it holds on to the columns that it reads.",
    "column": "Adding it again fails; an INSERT that leaves it out may fail.",
    "primary key": "Adding it again fails.",
    "unique constraint": "Rows that were allowed are refused.",
    "foreign key": "Rows that were allowed are refused; deleting what they refer to may be too.",
    "check constraint": "Rows that were allowed are refused.",
    "exclusion constraint": "Rows that were allowed are refused.",
    "index": "Every write keeps it up; creating it again fails.",
    "unique index": "Rows that were allowed are refused; creating it again fails.",
    "trigger": "It runs on each write; creating it again fails.",
    "function": "Creating it again fails, unless with OR REPLACE.",
    "enum": "Creating it again fails.",
    "grant": "Roles may do what they were not allowed to.",
}
# Of an aspect that a fact had, has now, or has otherwise.
ASPECTS = {
    "unique": "Duplicates are refused, or no longer.",
    "definition": "What it allows, finds or does is not what it was.",
    "query": "Whoever reads it gets other rows or columns.",
    "state": "No query uses an index that is not valid, while every write keeps it up.",
    "validated": "Rows from before are not known to satisfy it, and the planner does not trust it.",
    "next value": "Its next value is taken: the next INSERT into a unique column is refused.",
    "not null": "What may be written has changed.",
    "default": "An INSERT that leaves the column out writes another value, or fails.",
    "identity": "An INSERT that leaves the column out, or does not, may fail.",
    "type": "Other values fit into it than before, and comparisons may differ.",
    "maximum": "It ends at another number than before.",
    "collation": "Other values are equal, and sorting differs.",
    "triggers": "The constraint is not enforced while its triggers are disabled.",
    "enabled": "It runs at other times than before, or never.",
    "replica identity": "Logical replication of UPDATE and DELETE may fail.",
    "row security": "Other rows are visible or writable than before.",
    "populated": "A materialized view that is not populated cannot be read.",
    "labels": "Other values are allowed, or they sort differently.",
    "owner": "Another role may alter it.",
    "clustered": "CLUSTER without an index goes by another one.",
    "persistence": "What an unlogged table holds is lost in a crash, and not replicated.",
    "name": "Queries that name it as before fail.",
}
ORDER = (
    "SELECT *, INSERT and COPY without a list of columns, and code that goes by position see "
    "another order; Django names every column."
)
SPELLING = (
    "PostgreSQL has read it again, and means the same by it; two dumps of the schema differ there."
)
VALID = "It is valid now and was not before; nobody loses anything by that."
DECLARED = "RemoveConstraint and RemoveIndex of a later migration, and SQL, fail: they name {}."
IMPLIED = "Django finds it by its columns; SQL and scripts that name {} fail."
FIRING = "Triggers of one table fire in the order of their names; SQL that names {} fails."
OTHERWISE = "SQL and scripts that name {} fail."


def of_loss(kind: str) -> str:
    """What it means that there is none any more."""
    return LOST.get(kind, "Whoever relied on it fails or does something else.")


def of_addition(kind: str) -> str:
    """What it means that there is one which was not there before."""
    return ADDED.get(kind, "It was not there before: creating it again may fail.")


def of_change(aspects: tuple[str, ...]) -> str:
    """What it means that those aspects differ; the gravest are told."""
    told = [ASPECTS[aspect] for aspect in ASPECTS if aspect in aspects]
    return " ".join(told[:2]) or "It does something else than before."


def of_name(kind: str, old: str, *, declared: bool, managed: bool) -> str:
    """What it means that it goes by another name: `declared` where Meta gives the old one."""
    if kind == "trigger":
        return FIRING.format(old)
    return (DECLARED if declared else IMPLIED if managed else OTHERWISE).format(old)
