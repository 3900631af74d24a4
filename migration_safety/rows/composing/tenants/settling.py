"""How many rows of a table each tenant owns, and what those refer to."""

from __future__ import annotations

from collections.abc import Sequence

from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.tenants.belonging import Belonging, parents
from migration_safety.rows.composing.tenants.claims import Claims, claims
from migration_safety.rows.composing.tenants.matching import Match, matches
from migration_safety.rows.composing.tenants.shares import by_room, by_weight, cuts
from migration_safety.rows.composing.uniqueness.continuing import combinations
from migration_safety.rows.composing.uniqueness.distinct import TooFewError
from migration_safety.rows.sources.tenants.owner import Owner
from migration_safety.rows.sources.tenants.ownership import Ownership
from migration_safety.rows.sources.tenants.tenancy import Tenancy


def settle(sheet: Sheet) -> None:
    """Decide whose the rows are, and on references to tenants' rows that no two may share.

    Raises TooFewError where earlier runs left too few of those.
    """
    found = claims(sheet)
    if found is None:
        return
    matched = matches(found)
    counts = _counts(found, matched)
    if not counts:
        sheet.belonging = Belonging(found.column, None, found.theirs)
        return
    tenancy = Tenancy(sheet.wanted.first, cuts(counts), found.numbering)
    sheet.belonging = Belonging(found.column, tenancy, found.theirs)
    for each in matched:
        sheet.put(each.source(tenancy))


def ownership(sheet: Sheet) -> Ownership:
    """What came of it when every column has a source; raises VolumeError where combinations
    cannot go on."""
    counted = combinations(sheet)
    belonging = sheet.belonging
    if belonging is None:
        return Ownership(combinations=counted)
    # Something else may have needed the column more.
    kept = not belonging.column or isinstance(sheet.sources.get((belonging.column,)), Owner)
    tenancy = belonging.tenancy if kept else None
    return Ownership(tenancy, parents(belonging.theirs), counted)


def _counts(claims: Claims, matched: Sequence[Match]) -> list[int]:
    """The rows of each owner; none where tenants cannot have so many."""
    sheet, strict = claims.sheet, [each for each in matched if each.strict]
    rows, weights = sheet.wanted.rows, claims.weights()
    if any(each.failed for each in matched):
        return []
    left = [min(each) for each in zip(*(each.left for each in strict or matched), strict=True)]
    if any(left) and (not strict or rows <= sum(left)):
        return by_room(rows, left)
    if strict and any(any(each.used) for each in strict):
        tightest = min(strict, key=lambda each: sum(each.left))
        most = sheet.wanted.total - rows + sum(left)
        raise TooFewError(sheet.label, sheet.wanted.total, tightest.unique, most)
    return by_weight(rows, weights) if any(weights) and not strict else []
