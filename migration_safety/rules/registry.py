"""All rules: each module in a family's folder holds one, and its file is its registration."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from operator import attrgetter
from pathlib import Path

from migration_safety.core.finding import Severity
from migration_safety.core.nearest import advice
from migration_safety.errors import SelectionError
from migration_safety.rules.rule import Rule

__all__ = ["Rule", "all_rules", "chosen", "rule_named", "weighed"]

# Hundreds of names would bury the problem.
LISTED = "--list-rules names them all."
ADVICE = ("advice", "upkeep")
# Of these only a trial of the way back tells.
TRIALS = ("trials", "strain")
# Only a deployment over two databases asks what replication does.
REPLICATION = ("replication",)
PACKAGE = __name__.rpartition(".")[0]


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by id."""
    files = Path(__file__).parent.glob("*/[a-z]*.py")
    modules = (import_module(f"{PACKAGE}.{file.parent.name}.{file.stem}") for file in files)
    return tuple(sorted((module.check for module in modules), key=attrgetter("id")))


def rule_named(identifier: str) -> Rule:
    """The rule with that id or name.  Raises SelectionError with the nearest one."""
    for each in all_rules():
        if identifier.lower() in (each.id.lower(), each.name):
            return each
    known = [word for each in all_rules() for word in (each.id, each.name)]
    raise SelectionError(f"There is no rule {identifier!r}.", advice(identifier, known, LISTED))


def chosen(
    only: tuple[str, ...],
    skip: tuple[str, ...],
    *,
    advice: bool = False,
    trials: bool = False,
    replication: bool = False,
) -> tuple[Rule, ...]:
    """The rules to judge by; those of advice, trials and replication where they are named or
    asked for.

    Raises SelectionError for an unknown one.
    """
    silent = (() if advice else ADVICE) + (() if trials else TRIALS)
    silent += () if replication else REPLICATION
    usual = {each.id for each in all_rules() if each.family not in silent}
    wanted = {rule_named(each).id for each in only} or usual
    left_out = {rule_named(each).id for each in skip}
    return tuple(each for each in all_rules() if each.id in wanted - left_out)


def weighed(severities: Mapping[str, Severity]) -> dict[str, Severity]:
    """The severities by rule id.  Raises SelectionError for an unknown rule."""
    return {rule_named(name).id: severity for name, severity in severities.items()}
