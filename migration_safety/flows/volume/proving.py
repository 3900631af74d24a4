"""What queries say of the filled tables: every row there, every constraint standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from migration_safety.core.report import Check, Status
from migration_safety.core.volume.constraint import ForeignKey
from migration_safety.rows.models import Model, references
from migration_safety.rows.preparing.preparing import Prepared


def prove(
    target: Any,
    tables: Sequence[Prepared],
    before: Mapping[str, bool],
    loose: Mapping[str, Sequence[ForeignKey]],
) -> tuple[Check, ...]:
    """`before` is what stood when nothing was written; `loose` are references, by table, that
    no constraint guards."""
    return (
        _rows(target, tables),
        _standing(before, target.standing([each.recipe.table for each in tables])),
        _orphans(target, loose),
    )


def _rows(target: Any, tables: Sequence[Prepared]) -> Check:
    wrong = []
    for each in tables:
        wanted, found = each.held + each.recipe.rows, target.count(each.recipe.table)
        if found != wanted:
            wrong.append(f"{each.label}: {found:,} rows instead of {wanted:,}")
    return check("every row is there", len(tables), "tables counted", wrong)


def _standing(before: Mapping[str, bool], after: Mapping[str, bool]) -> Check:
    gone = [f"{name} is missing" for name in before if name not in after]
    broken = [
        f"{name} is not valid" for name, valid in after.items() if before.get(name) and not valid
    ]
    return check("constraints and indexes hold", len(after), "valid", gone + broken)


def _orphans(target: Any, loose: Mapping[str, Sequence[ForeignKey]]) -> Check:
    found = {
        f"{table}: {count:,} rows refer to none by {name}"
        for table, keys in loose.items()
        for name, count in target.orphans(table, keys).items()
        if count
    }
    examined = sum(map(len, loose.values()))
    return check("references without a constraint", examined, "without orphans", sorted(found))


def check(name: str, examined: int, right: str, wrong: Sequence[str]) -> Check:
    """Passed only where something was examined and nothing is wrong."""
    if not examined:
        return Check(name, Status.SKIPPED, 0, "there are none")
    status = Status.FAILED if wrong else Status.PASSED
    message = f"{len(wrong)} wrong" if wrong else f"all {right}"
    return Check(name, status, examined, message, tuple(wrong))


def loose_references(models: Iterable[Model]) -> dict[str, list[ForeignKey]]:
    """Foreign keys with db_constraint=False, by table."""
    found: dict[str, list[ForeignKey]] = {}
    for model in models:
        for each in references(model):
            if not each.constrained:
                parent = each.parent._meta.db_table
                key = ForeignKey(each.name, (each.column,), parent, (each.to_column,))
                found.setdefault(model._meta.db_table, []).append(key)
    return found
